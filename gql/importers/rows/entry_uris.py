"""Slugs and paths of entries: those in the source first, those that have to be made at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gql.content.draft import EntryDraft, EntryKind, EntryStatus
from gql.content.entries.entry_record import entry_slug, entry_uri, made_uri, old_uris, status
from gql.content.unique_name import free_names
from gql.db import Connection, Record, Statement
from gql.importers.rows.import_map import SQL, Work


@dataclass(frozen=True, slots=True)
class MadeUri:
    """An entry whose path is made of its slug and those above it, once all of them are here."""

    id: int
    draft: EntryDraft
    former: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """What an entry is called from now on, and where it stood before."""

    id: int
    slug: str
    uri: str
    old_uris: frozenset[str]
    made: MadeUri | None = None


async def named_entries(
    connection: Connection, due: Sequence[Work[EntryDraft]], before: Mapping[int, Record]
) -> list[Named]:
    """A slug and a path for each, in order. Trash may be called as it likes."""
    slugs = [entry_slug(w.draft) for w in due]
    await _make_free(connection, SQL["taken_post_slugs"], due, slugs, _needs_own_slug)
    uris = [
        entry_uri(w.draft) or _kept_uri(before.get(w.id), slug) or f"/.made/{w.id}/"
        for w, slug in zip(due, slugs, strict=True)
    ]
    await _make_free(connection, SQL["taken_uris"], due, uris, _is_kept)
    names = [
        _named(w, slug, uri, before.get(w.id))
        for w, slug, uri in zip(due, slugs, uris, strict=True)
    ]
    renamed = [
        name.id
        for name in names
        if (b := before.get(name.id)) and (b["slug"], b["uri"]) != (name.slug, name.uri)
    ]
    if renamed:
        await connection.execute(SQL["release_names"].text, renamed)
    return names


async def make_uris(connection: Connection, to_make: Mapping[int, MadeUri]) -> None:
    """Gives every entry that has none its path, those above first."""
    ids = list(to_make)
    for level in await connection.fetch(SQL["levels_to_make"].text, ids):
        rows = await connection.fetch(SQL["uris_to_make"].text, ids, level["level"])
        uris = [made_uri(row["slug"], row["parent_uri"]) for row in rows]
        kept = [n for n, row in enumerate(rows) if row["status"] != "TRASH"]
        free = await free_names(connection, SQL["taken_uris"], [uris[n] for n in kept], ids)
        for n, uri in zip(kept, free, strict=True):
            uris[n] = uri
        await connection.execute(SQL["set_uris"].text, [row["id"] for row in rows], uris)
        await write_old_uris(
            connection,
            (_made(to_make[row["id"]], uri) for row, uri in zip(rows, uris, strict=True)),
        )


async def write_old_uris(connection: Connection, names: Iterable[Named]) -> None:
    records = [{"uri": uri, "entry_id": name.id} for name in names for uri in name.old_uris]
    if records:
        await connection.execute(SQL["insert_old_uris"].text, records)


def _named(w: Work[EntryDraft], slug: str, uri: str, before: Record | None) -> Named:
    former = before["uri"] if before and before["status"] == "PUBLISHED" else None
    if uri.startswith("/.made/"):
        return Named(w.id, slug, uri, frozenset(), MadeUri(w.id, w.draft, former))
    return Named(w.id, slug, uri, _former_uris(w.draft, uri, former))


def _made(made: MadeUri, uri: str) -> Named:
    return Named(made.id, "", uri, _former_uris(made.draft, uri, made.former))


def _former_uris(draft: EntryDraft, uri: str, former: str | None) -> frozenset[str]:
    return frozenset(old_uris(draft, uri) | ({former} if former else set())) - {uri}


def _kept_uri(before: Record | None, slug: str) -> str | None:
    return before["uri"] if before and before["slug"] == slug else None


def _needs_own_slug(draft: EntryDraft) -> bool:
    return draft.kind is EntryKind.POST and _is_kept(draft)


def _is_kept(draft: EntryDraft) -> bool:
    return status(draft) is not EntryStatus.TRASH


async def _make_free(
    connection: Connection,
    taken: Statement,
    due: Sequence[Work[EntryDraft]],
    names: list[str],
    is_bound: Callable[[EntryDraft], bool],
) -> None:
    """Replaces in names what others have, for the entries whose names must be their own."""
    bound = [n for n, w in enumerate(due) if is_bound(w.draft)]
    free = await free_names(connection, taken, [names[n] for n in bound], [w.id for w in due])
    for n, name in zip(bound, free, strict=True):
        names[n] = name
