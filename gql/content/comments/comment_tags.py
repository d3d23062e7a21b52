"""What readers see differently when comments change, told to whoever listens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gql.content.change_log import Event, announce, menu_tags
from gql.content.draft import EntryKind
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("comment")


async def touched(connection: Connection, ids: Iterable[int]) -> list[Record]:
    """These comments, with what they stand on, above and below, and who wrote that. Read it before:
    afterwards nobody can tell what was seen."""
    records: list[Record] = await connection.fetch(SQL["touched"].text, list(ids))
    return records


async def announce_comments(
    connection: Connection, before: Iterable[Record], now: Iterable[Record]
) -> None:
    """As they were touched before and now. As readers see it, what is approved is created, and what
    is held, deleted. What they do not see has no tags."""
    for was, comment in zip(before, now, strict=True):
        event: Event = "UPDATED"
        if was["is_visible"] != comment["is_visible"]:
            event = "CREATED" if comment["is_visible"] else "DELETED"
        await announce(connection, event, f"comment:{was['id']}", _changed(was, comment))


async def announce_new(connection: Connection, comment_id: int, *, begins_profile: bool) -> None:
    """`begins_profile`: readers did not see that of its writer before."""
    (comment,) = await touched(connection, [comment_id])
    tags = _counted(comment, profiles=begins_profile) if comment["is_visible"] else ()
    await announce(connection, "CREATED", f"comment:{comment_id}", tags)


async def announce_gone(connection: Connection, before: Iterable[Record]) -> None:
    for was in before:
        tags = _counted(was, profiles=True) if was["is_visible"] else ()
        await announce(connection, "DELETED", f"comment:{was['id']}", tags)


def _changed(was: Record, comment: Record) -> Iterable[str]:
    if not was["is_visible"] and not comment["is_visible"]:
        return ()
    if all(was[name] == comment[name] for name in ("is_visible", "is_deleted")):
        return _text(was)
    # whose comment goes may have another that somebody else takes away at this moment: so that
    # their profile may be hidden is not asked, but taken for granted
    return _counted(was, profiles=was["is_visible"] or was["begins_profile"])


def _text(comment: Record) -> Iterator[str]:
    yield "comments"
    if comment["author_id"]:
        yield f"author:{comment['author_id']}"


def _counted(comment: Record, *, profiles: bool) -> Iterator[str]:
    """`profiles`: those of its writers may begin or cease to be seen."""
    entry = f"{comment['entry_kind'].lower()}:{comment['entry_id']}"
    yield from ("comments", entry, f"comments of {entry}", "site")
    if comment["entry_kind"] == EntryKind.POST:
        yield "posts:discussed"
    yield from (f"author:{id}" for id in comment["writers"])
    yield from (f"uri:{path}" for path in comment["paths"])
    yield from (f"comment:{id}" for id in comment["family"])
    if profiles and comment["writers"]:
        yield "authors"
        yield from menu_tags(comment["menus"])
