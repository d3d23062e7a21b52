"""Slugs and paths of entries: taken from the source, or built from slugs at the end of an import.

Links from elsewhere lead to the paths of the source, so those are kept as they are. A slug or path
that another row here has already gets a number: what is published here does not move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gql.content.draft import EntryDraft, EntryKind, EntryStatus
from gql.content.entries.entry_record import (
    build_uri,
    effective_status,
    entry_slug,
    entry_uri,
    old_uris,
)
from gql.content.unique_name import unique_names
from gql.db import Connection, Record, Statement
from gql.importers.rows.import_map import SQL, MappedDraft


@dataclass(frozen=True, slots=True)
class PendingUri:
    """An entry whose path is built from its slug and those above it, once all are stored."""

    id: int
    draft: EntryDraft
    former_uri: str | None


@dataclass(frozen=True, slots=True)
class EntryNames:
    """Slug and path of an entry, and the former paths that shall redirect to it."""

    id: int
    slug: str
    uri: str
    old_uris: frozenset[str]
    pending: PendingUri | None = None


async def assign_names(
    connection: Connection,
    to_write: Sequence[MappedDraft[EntryDraft]],
    before: Mapping[int, Record],
) -> list[EntryNames]:
    """Choose slug and path for each draft, in order; free the former ones of those renamed.

    Posts get unique slugs, all entries unique paths; what is in the trash may share them.
    """
    slugs = [entry_slug(item.draft) for item in to_write]
    await _replace_taken(connection, SQL["taken_post_slugs"], to_write, slugs, _needs_unique_slug)
    # /.made/ is a placeholder until the path can be built: the column is not null and unique
    uris = [
        entry_uri(item.draft) or _unchanged_uri(before.get(item.id), slug) or f"/.made/{item.id}/"
        for item, slug in zip(to_write, slugs, strict=True)
    ]
    await _replace_taken(connection, SQL["taken_uris"], to_write, uris, _is_not_trash)
    names = [
        _entry_names(item, slug, uri, before.get(item.id))
        for item, slug, uri in zip(to_write, slugs, uris, strict=True)
    ]
    renamed = [
        name.id
        for name in names
        if (b := before.get(name.id)) and (b["slug"], b["uri"]) != (name.slug, name.uri)
    ]
    if renamed:
        await connection.execute(SQL["release_slugs_and_uris"].text, renamed)
    return names


async def assign_pending_uris(connection: Connection, pending: Mapping[int, PendingUri]) -> None:
    """Build and store the paths of entries that have none, level by level from the top."""
    # by level, not by row: about four statements for each, however many pages it has
    ids = list(pending)
    for level in await connection.fetch(SQL["pending_uri_levels"].text, ids):
        rows = await connection.fetch(SQL["pending_uris"].text, ids, level["level"])
        uris = [build_uri(row["slug"], row["parent_uri"]) for row in rows]
        kept = [n for n, row in enumerate(rows) if row["status"] != "TRASH"]
        unique = await unique_names(connection, SQL["taken_uris"], [uris[n] for n in kept], ids)
        for n, uri in zip(kept, unique, strict=True):
            uris[n] = uri
        await connection.execute(SQL["set_uris"].text, [row["id"] for row in rows], uris)
        await insert_old_uris(
            connection,
            (_derived_names(pending[row["id"]], uri) for row, uri in zip(rows, uris, strict=True)),
        )


async def insert_old_uris(connection: Connection, names: Iterable[EntryNames]) -> None:
    """Store the former paths, from which the service redirects; the first entry of a path wins."""
    records = [{"uri": uri, "entry_id": name.id} for name in names for uri in name.old_uris]
    if records:
        await connection.execute(SQL["insert_old_uris"].text, records)


def _entry_names(
    item: MappedDraft[EntryDraft], slug: str, uri: str, before: Record | None
) -> EntryNames:
    # only a published path can have been linked to
    former_uri = before["uri"] if before and before["status"] == "PUBLISHED" else None
    if uri.startswith("/.made/"):
        return EntryNames(
            item.id, slug, uri, frozenset(), PendingUri(item.id, item.draft, former_uri)
        )
    return EntryNames(item.id, slug, uri, _former_uris(item.draft, uri, former_uri))


def _derived_names(pending: PendingUri, uri: str) -> EntryNames:
    return EntryNames(pending.id, "", uri, _former_uris(pending.draft, uri, pending.former_uri))


def _former_uris(draft: EntryDraft, uri: str, former_uri: str | None) -> frozenset[str]:
    return frozenset(old_uris(draft, uri) | ({former_uri} if former_uri else set())) - {uri}


def _unchanged_uri(before: Record | None, slug: str) -> str | None:
    return before["uri"] if before and before["slug"] == slug else None


def _needs_unique_slug(draft: EntryDraft) -> bool:
    return draft.kind is EntryKind.POST and _is_not_trash(draft)


def _is_not_trash(draft: EntryDraft) -> bool:
    return effective_status(draft) is not EntryStatus.TRASH


async def _replace_taken(
    connection: Connection,
    taken: Statement,
    to_write: Sequence[MappedDraft[EntryDraft]],
    names: list[str],
    must_be_unique: Callable[[EntryDraft], bool],
) -> None:
    """Replace, in place, names that another row has, where the entry's must be unique."""
    positions = [n for n, item in enumerate(to_write) if must_be_unique(item.draft)]
    unique = await unique_names(
        connection, taken, [names[n] for n in positions], [item.id for item in to_write]
    )
    for n, name in zip(positions, unique, strict=True):
        names[n] = name
