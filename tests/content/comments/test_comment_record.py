"""The columns of a comment, and those that only moderators see."""

from __future__ import annotations

from datetime import UTC, datetime

from gql.content.comments.comment_record import comment_private_record, comment_record
from gql.content.draft import (
    CommentDraft,
    CommentKind,
)

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def test_a_comment_draft_becomes_public_and_private_columns() -> None:
    draft = CommentDraft(
        "1",
        "<b>x</b>\ny",
        NOON,
        kind=CommentKind.WEBMENTION,
        name="<i>Ada</i>",
        email="ada@x.example",
        url="https://x.example/",
        network_address="nowhere",
        source_title="T",
        source_site_name="S",
    )
    record = comment_record(draft)
    assert record["content_html"] == "<p><b>x</b><br>\ny</p>"
    assert (record["guest_name"], record["source_title"]) == ("Ada", "T")
    assert (record["source_url"], record["source_site_name"]) == ("https://x.example/", "S")
    assert comment_private_record(draft) == {
        "email": "ada@x.example",
        "network_address": None,
        "user_agent": None,
    }
