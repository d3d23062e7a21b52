"""What a change of a post or a page touches, for announcement.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gql.content.announcement import announce
from gql.content.draft import EntryKind
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("entry")


async def created(connection: Connection, kind: EntryKind, entry_id: int) -> None:
    """Readers see nothing of it."""
    await announce(connection, "CREATED", f"{kind.lower()}:{entry_id}")


async def saved(connection: Connection, entry: Record, touched: Iterable[str]) -> None:
    """New text that readers do not see yet. `touched`: tags of what answers otherwise."""
    await announce(connection, "UPDATED", _node(entry), touched)


async def shown(
    connection: Connection, entry: Record, touched: Iterable[str], published_at: datetime
) -> None:
    """Readers see it as it is now, or will."""
    tags = [*touched, *await _all(connection, entry)]
    await announce(connection, "UPDATED", _node(entry), tags, shows_at=published_at)


async def hidden(connection: Connection, entry: Record, touched: Iterable[str]) -> None:
    """Readers do not see it any more, if they did."""
    tags = [*touched, *(await _all(connection, entry) if entry["is_published"] else ())]
    await announce(connection, "UPDATED", _node(entry), tags)


async def _all(connection: Connection, entry: Record) -> list[str]:
    """Before and after: lists, counts, authors, terms, comments, paths. Authors and terms may begin
    or cease to be seen with it, and so do its comments and who wrote them."""
    after = await connection.fetchrow(SQL["entry"].text, entry["id"])
    commenters = await connection.fetch(SQL["commenters"].text, entry["id"])
    authors = sorted({*entry["owners"], *after["owners"], *(one["id"] for one in commenters)})
    terms = sorted({*entry["filed_under"], *after["filed_under"]})
    kinds = await connection.fetch(SQL["terms"].text, terms)
    paths = await connection.fetch(SQL["uris_of"].text, authors, terms)
    return [
        f"{entry['kind'].lower()}s",
        "site",
        "authors",
        "comments",
        f"comments of {_node(entry)}",
        *(f"author:{id}" for id in authors),
        *(f"{term['kind'].lower()}:{term['id']}" for term in kinds),
        *(f"uri:{uri}" for uri in sorted({entry["uri"], after["uri"], *(p["uri"] for p in paths)})),
        *await _below(connection, entry),
    ]


async def _below(connection: Connection, entry: Record) -> list[str]:
    """What pages show of those above them: links, parents and ancestors."""
    if entry["kind"] != EntryKind.PAGE:
        return []
    return [
        f"page:{row['id']}" for row in await connection.fetch(SQL["ids_below"].text, entry["id"])
    ]


def _node(entry: Record) -> str:
    return f"{entry['kind'].lower()}:{entry['id']}"
