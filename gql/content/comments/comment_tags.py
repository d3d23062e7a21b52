"""Change log entries for comments: event and cache tags of what readers see differently."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gql.content.change_log import Action, Event, menu_tags, record_change
from gql.content.draft import CommentStatus, EntryKind
from gql.content.entries.entry_tags import record_scheduled_again
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("comment")


async def tag_snapshots(connection: Connection, ids: Iterable[int]) -> list[Record]:
    """Read everything that the cache tags of these comments depend on, in the order of their ids.

    Call it before the change and again after it: what was visible cannot be told afterwards.
    """
    records: list[Record] = await connection.fetch(SQL["tag_snapshots"].text, list(ids))
    return records


async def record_comment_changes(
    connection: Connection, before: Iterable[Record], now: Iterable[Record]
) -> None:
    """Record changes of comments from their snapshots before and after, in the same order.

    The events are those of readers: a comment that is approved is CREATED, one that is held is
    DELETED. A comment that readers see neither before nor after has no tags.
    """
    for before_change, comment in zip(before, now, strict=True):
        event: Event = "UPDATED"
        if before_change["is_visible"] != comment["is_visible"]:
            event = "CREATED" if comment["is_visible"] else "DELETED"
        await record_change(
            connection,
            event,
            f"comment:{before_change['id']}",
            _tags_of_change(before_change, comment),
            action=_action(before_change, comment),
            discussion=_discussion(comment),
        )
    # those on what is scheduled will appear with it, and with them who wrote them
    await record_scheduled_again(connection, entries={comment["entry_id"] for comment in now})


async def record_comment_created(
    connection: Connection, comment_id: int, *, begins_profile: bool
) -> None:
    """Record a new comment. `begins_profile`: its author had no public profile before."""
    (comment,) = await tag_snapshots(connection, [comment_id])
    tags = _tags_of_counts(comment, profiles=begins_profile) if comment["is_visible"] else ()
    await record_change(
        connection,
        "CREATED",
        f"comment:{comment_id}",
        tags,
        action="WRITTEN",
        discussion=_discussion(comment),
    )


async def record_comments_deleted(connection: Connection, before: Iterable[Record]) -> None:
    """Record comments that were deleted for good, from their snapshots before that."""
    for before_change in before:
        tags = _tags_of_counts(before_change, profiles=True) if before_change["is_visible"] else ()
        await record_change(
            connection,
            "DELETED",
            f"comment:{before_change['id']}",
            tags,
            action="DELETED",
            discussion=_discussion(before_change),
        )


def _action(before_change: Record, comment: Record) -> Action:
    """What people call the change; spam and the trash are a deletion that can be undone."""
    if comment["is_deleted"] != before_change["is_deleted"]:
        return "DELETED"
    if comment["status"] == before_change["status"]:
        return "EDITED"
    actions: dict[str, Action] = {CommentStatus.APPROVED: "APPROVED", CommentStatus.HELD: "HELD"}
    return actions.get(comment["status"], "DELETED")


def _discussion(comment: Record) -> str:
    return f"{comment['entry_kind'].lower()}:{comment['entry_id']}"


def _tags_of_change(before_change: Record, comment: Record) -> Iterable[str]:
    if not before_change["is_visible"] and not comment["is_visible"]:
        return ()
    if all(before_change[name] == comment[name] for name in ("is_visible", "is_deleted")):
        return _tags_of_text(before_change)
    # A profile is public while a public comment of its author is. Whether this was the last one
    # cannot be read: another transaction may delete another one at this moment. So the tags of the
    # profile are always added when a visible comment goes.
    return _tags_of_counts(
        before_change, profiles=before_change["is_visible"] or before_change["begins_profile"]
    )


def _tags_of_text(comment: Record) -> Iterator[str]:
    """Tags of an edit that changes neither counts nor order."""
    yield "comments"
    if comment["author_id"]:
        yield f"author:{comment['author_id']}"


def _tags_of_counts(comment: Record, *, profiles: bool) -> Iterator[str]:
    """Tags of a comment that appears or disappears. `profiles`: its authors' profiles may too."""
    entry = _discussion(comment)
    yield from ("comments", entry, f"comments of {entry}", "site:counts")
    if comment["entry_kind"] == EntryKind.POST:
        yield "posts:discussed"
    yield from (f"author:{id}" for id in comment["writers"])
    yield from (f"uri:{path}" for path in comment["paths"])
    if comment["family"]:  # how good a comment is, its replies tell too: the orders BEST and WORST
        yield "comments:liked"
    # ancestors show other counts, and descendants are visible only while their ancestors are
    yield from (f"comment:{id}" for id in comment["family"])
    if profiles and comment["writers"]:
        yield "authors"
        yield from menu_tags(comment["menus"])
