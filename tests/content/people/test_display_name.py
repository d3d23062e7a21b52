"""Display names: nothing of an e-mail address is shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gql.content.comments.comment_record import comment_record
from gql.content.draft import (
    CommentDraft,
)
from gql.content.people.display_name import public_name

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Jo", "Jo"),
        # handles of social networks are public on purpose
        ("@ann", "@ann"),
        ("@ann@social.example", "@ann@social.example"),
        ("https://social.example/@ann", "https://social.example/@ann"),
        ("Jo @ Work", "Jo @ Work"),
        ("jo@", "jo@"),
        ("jo@mail.example", None),
        ("jo@localhost", None),
        ("o'brien+x@mail.example.", None),
        ("mailto:jo@mail.example", None),
        # the same as an HTML entity, and with the fullwidth @ below
        ("jo&#64;mail.example", None),
        ("jo\uff20mail.example", None),
        ("jo@mail.example, jo@work.example", None),
        ("<jo@mail.example>", None),
        ("Jo Doe <jo@mail.example>", "Jo Doe"),
        ("Jo (jo@mail.example) Doe", "Jo Doe"),
        ("Jo Doe - jo@mail.example", "Jo Doe"),
        ("jo@mail.example/Jo", "Jo"),
        ("x" * 245 + " jo@mail.example", "x" * 245),
        ("x" * 300, "x" * 250),
        ("", None),
        (None, None),
    ],
)
def test_a_display_name_contains_no_email_address(given: str | None, shown: str | None) -> None:
    assert public_name(given) == shown
    record = comment_record(CommentDraft("1", "x", NOON, name=given))
    assert (record["guest_name"], record["source_title"]) == (shown, None)
