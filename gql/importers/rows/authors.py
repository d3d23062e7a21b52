"""Writes authors."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import AuthorDraft
from gql.content.people.author_record import (
    author_private_record,
    author_record,
    author_slug,
    author_uri,
)
from gql.content.unique_name import free_names
from gql.importers.report import Tally
from gql.importers.rows.import_map import SQL, Ledger, Work


async def write_authors(
    ledger: Ledger, tally: Tally, drafts: Sequence[AuthorDraft]
) -> list[Work[AuthorDraft]]:
    """Writes what is new or changed, and returns what there was to do."""
    work = await ledger.work("author", "quire.author", drafts)
    tally.count("authors", work)
    new = [w for w in work if w.is_new]
    changed = [w for w in work if w.is_changed]
    await _insert(ledger, new)
    if changed:
        records = [{"id": w.id, **author_record(w.draft, w.id)} for w in changed]
        await ledger.connection.execute(SQL["update_authors"].text, records)
    if new or changed:
        private = [{"author_id": w.id, **author_private_record(w.draft)} for w in new + changed]
        await ledger.connection.execute(SQL["write_authors_private"].text, private)
    await ledger.remember("author", work)
    return work


async def _insert(ledger: Ledger, new: Sequence[Work[AuthorDraft]]) -> None:
    if not new:
        return
    slugs = await free_names(
        ledger.connection, SQL["taken_author_slugs"], [author_slug(w.draft, w.id) for w in new], []
    )
    records = [
        {"id": w.id, "slug": slug, "uri": author_uri(slug), **author_record(w.draft, w.id)}
        for w, slug in zip(new, slugs, strict=True)
    ]
    await ledger.connection.execute(SQL["insert_authors"].text, records)
