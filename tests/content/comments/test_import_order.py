"""The order of imported comments: parents before replies, within the depth that is allowed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gql.content.comments.comment_record import MAX_DEPTH
from gql.content.comments.import_order import parents_before_replies
from gql.content.draft import (
    CommentDraft,
)

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)


def reply(number: int, parent: int | None = None, minutes: int | None = None) -> CommentDraft:
    at = NOON + timedelta(minutes=number if minutes is None else minutes)
    above = None if parent is None else str(parent)
    return CommentDraft(str(number), "x", at, parent=above)


def test_comments_are_sorted_by_time_with_parents_before_replies() -> None:
    drafts = [reply(3, 2, 0), reply(2, None, 5), reply(1), reply(4, 3, 9), reply(5, None, 2)]
    assert [d.source_id for d in parents_before_replies(drafts).comments] == [
        "1",
        "5",
        "2",
        "3",
        "4",
    ]


def test_replies_without_a_parent_or_in_a_cycle_become_roots() -> None:
    thread = parents_before_replies(
        [reply(1, 9), reply(2, 3), reply(3, 2), reply(4, 2), reply(5, 5)]
    )
    assert {d.source_id: d.parent for d in thread.comments} == {
        "1": None,
        "2": None,
        "3": None,
        "4": None,
        "5": None,
    }
    assert (thread.orphans, thread.too_deep) == (5, 0)


def test_a_thread_is_no_deeper_than_the_database_allows() -> None:
    chain = [reply(0), *(reply(n, n - 1) for n in range(1, MAX_DEPTH + 4))]
    thread = parents_before_replies(chain)
    assert thread.too_deep == 3
    assert [d.parent for d in thread.comments[-4:]] == [str(MAX_DEPTH - 1)] * 4
