"""The cache tags of what a change of terms affects, recorded in the change log.

Renaming category 5 below category 2: category:5, category:2, categories, posts, the paths that
answer something else, and the menus that lead to it.
"""

from __future__ import annotations

from collections.abc import Iterable

from gql.content.change_log import record_change
from gql.content.draft import TermKind
from gql.content.entries.entry_tags import record_scheduled_again
from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("term")
LISTS = {TermKind.CATEGORY: "categories", TermKind.TAG: "tags"}


def node_tag(kind: TermKind, term_id: int) -> str:
    """The tag of a term with its count and its posts: category:5."""
    return f"{kind.lower()}:{term_id}"


async def leading_tags(connection: Connection, ids: Iterable[int]) -> list[str]:
    """Tags of the paths and menus that lead to terms: read before they are deleted."""
    records = await connection.fetch(SQL["uris_and_menus"].text, list(ids))
    return [record["tag"] for record in records]


async def record_created(connection: Connection, kind: TermKind, term_id: int) -> None:
    """Record a new term: lists of its kind, and its path."""
    tags = [LISTS[kind], *await leading_tags(connection, [term_id])]
    (path,) = [r["path"] for r in await connection.fetch(SQL["terms"].text, [term_id], kind)]
    tags += [node_tag(kind, above) for above in path[:-1]]
    await record_change(connection, "CREATED", node_tag(kind, term_id), tags)


async def record_updated(
    connection: Connection, kind: TermKind, term_id: int, related: Iterable[int], tags: list[str]
) -> None:
    """Record a changed term. `related`: terms above it, before and after, and others concerned;
    `tags`: of paths and menus before the change."""
    # posts: they are listed by the slug of a term, and by those above it
    all_tags = [LISTS[kind], "posts", *tags, *await leading_tags(connection, [term_id])]
    all_tags += [node_tag(kind, one) for one in sorted(set(related))]
    await record_change(connection, "UPDATED", node_tag(kind, term_id), all_tags)
    await record_scheduled_again(connection, terms=[term_id, *related])


async def record_deleted(
    connection: Connection,
    kind: TermKind,
    term_id: int,
    related: Iterable[int] = (),
    tags: Iterable[str] = (),
) -> None:
    """Record a term that is gone. `tags`: of the paths and menus that led to it."""
    all_tags = [LISTS[kind], "posts", *tags, *(node_tag(kind, one) for one in sorted(set(related)))]
    await record_change(connection, "DELETED", node_tag(kind, term_id), all_tags)
    await record_scheduled_again(connection, terms=related)
