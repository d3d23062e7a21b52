"""What readers see differently when comments change, told to whoever listens."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from gql.content.announcement import Event, announce
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("comment")


async def touched(connection: Connection, ids: Iterable[int]) -> list[Record]:
    """These comments, with what they stand on, above and below. Read it before, where they go."""
    records: list[Record] = await connection.fetch(SQL["touched"].text, list(ids))
    return records


def seen(records: Iterable[Record]) -> set[int]:
    return {record["id"] for record in records if record["is_visible"]}


async def announce_comments(
    connection: Connection, now: Iterable[Record], before: Collection[int]
) -> None:
    """`now`: as they are touched then. `before`: those that readers saw. As readers see it, what is
    approved is created, and what is held, deleted. What they do not see has no tags."""
    for record in now:
        was, is_visible = record["id"] in before, record["is_visible"]
        event: Event = "UPDATED"
        if was != is_visible:
            event = "CREATED" if is_visible else "DELETED"
        tags = _tags(record, counts=was != is_visible) if was or is_visible else ()
        await announce(connection, event, f"comment:{record['id']}", tags)


async def announce_new(connection: Connection, comment_id: int) -> None:
    (record,) = await touched(connection, [comment_id])
    tags = _tags(record, counts=True) if record["is_visible"] else ()
    await announce(connection, "CREATED", f"comment:{comment_id}", tags)


async def announce_gone(connection: Connection, before: Iterable[Record]) -> None:
    for record in before:
        tags = _tags(record, counts=True) if record["is_visible"] else ()
        await announce(connection, "DELETED", f"comment:{record['id']}", tags)


def _tags(record: Record, *, counts: bool) -> Iterator[str]:
    yield "comments"
    if record["author_id"]:
        yield f"author:{record['author_id']}"
    if not counts:
        return
    entry = f"{record['entry_kind'].lower()}:{record['entry_id']}"
    yield from (entry, f"comments of {entry}", "site")
    yield from (f"comment:{id}" for id in record["family"])
