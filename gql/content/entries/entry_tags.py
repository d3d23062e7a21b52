"""What a change of a post or a page touches, for announcement.py."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from gql.content.change_log import announce
from gql.content.draft import EntryKind, TermKind
from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("entry")
LISTS = {TermKind.CATEGORY: "categories", TermKind.TAG: "tags"}


async def created(connection: Connection, kind: EntryKind, entry_id: int) -> None:
    """Readers see nothing of it."""
    await announce(connection, "CREATED", f"{kind.lower()}:{entry_id}")


async def saved(connection: Connection, entry: Record, touched: Iterable[str]) -> None:
    """New text that readers do not see yet. `touched`: tags of what answers otherwise."""
    await announce(connection, "UPDATED", _node(entry), touched)
    if entry["is_published"] and not entry["is_public"]:  # with what it names now, when it is seen
        await shown(connection, entry, (), entry["published_at"])


async def shown(
    connection: Connection, entry: Record, touched: Iterable[str], published_at: datetime
) -> None:
    """Readers see it as it is now, or will."""
    tags = [*touched, *await _all(connection, entry)]
    await announce(connection, "UPDATED", _node(entry), tags, shows_at=published_at)


async def hidden(connection: Connection, entry: Record, touched: Iterable[str]) -> None:
    """Readers do not see it any more, if they did. Where they once did, the trash answers."""
    tags = [*touched]
    if entry["is_published"]:
        tags += await _all(connection, entry)
    elif entry["was_public"]:
        tags += await _paths(connection, entry)
    await announce(connection, "UPDATED", _node(entry), tags)


async def restored(connection: Connection, entry: Record, touched: Iterable[str]) -> None:
    """The trash does not answer for it any more."""
    tags = [*touched, *await _paths(connection, entry)]
    await announce(connection, "UPDATED", _node(entry), tags)


async def _all(connection: Connection, entry: Record) -> list[str]:
    """Before and after: lists, counts, authors, terms, comments, media, menus, paths. Most of it
    may begin or cease to be seen with it, and so do its comments and who wrote them."""
    after = await connection.fetchrow(SQL["entry"].text, entry["id"])
    commenters = await connection.fetch(SQL["commenters"].text, entry["id"])
    authors = sorted({*entry["owners"], *after["owners"], *(one["id"] for one in commenters)})
    terms = sorted({*entry["filed_under"], *after["filed_under"]})
    kinds = await connection.fetch(SQL["terms"].text, terms)
    below = await _below(connection, entry)
    leading = await connection.fetch(SQL["leading_to"].text, [entry["id"], *below], terms, authors)
    return [
        f"{entry['kind'].lower()}s",
        "site",
        "authors",
        "comments",
        f"comments of {_node(entry)}",
        *(f"author:{id}" for id in authors),
        *(LISTS[term["kind"]] for term in kinds),
        *(f"{term['kind'].lower()}:{term['id']}" for term in kinds),
        *(f"media:{id}" for id in await _media(connection, entry, after)),
        *(f"uri:{uri}" for uri in sorted({entry["uri"], after["uri"]})),
        *(row["tag"] for row in leading),
        *(f"page:{id}" for id in below),
    ]


async def _media(connection: Connection, before: Record, after: Record) -> list[int]:
    came_with_it = await connection.fetch(SQL["media_of"].text, before["id"])
    shown = {before["own_picture"], after["own_picture"], *(row["id"] for row in came_with_it)}
    return sorted(id for id in shown if id is not None)


async def _paths(connection: Connection, entry: Record) -> list[str]:
    leading = await connection.fetch(SQL["leading_to"].text, [entry["id"]], [], [])
    return [f"uri:{entry['uri']}", *(row["tag"] for row in leading)]


async def _below(connection: Connection, entry: Record) -> list[int]:
    """The pages that show those above them: links, parents and ancestors."""
    if entry["kind"] != EntryKind.PAGE:
        return []
    return [row["id"] for row in await connection.fetch(SQL["ids_below"].text, entry["id"])]


def _node(entry: Record) -> str:
    return f"{entry['kind'].lower()}:{entry['id']}"
