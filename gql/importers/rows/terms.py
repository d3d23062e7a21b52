"""Writes categories and tags, all of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import TermDraft, TermKind
from gql.content.site.term_record import term_record, term_slug, term_uri
from gql.content.unique_name import free_names
from gql.importers.report import Tally
from gql.importers.rows.import_map import SQL, Ledger, Work

_PLURAL = {TermKind.CATEGORY: "categories", TermKind.TAG: "tags"}


async def write_terms(
    ledger: Ledger, tally: Tally, kind: TermKind, drafts: Sequence[TermDraft]
) -> list[Work[TermDraft]]:
    work = await ledger.work(kind, "quire.term", drafts)
    tally.count(_PLURAL[kind], work)
    await _insert(ledger, kind, [w for w in work if w.is_new])
    if changed := [{"id": w.id, **term_record(w.draft)} for w in work if w.is_changed]:
        await ledger.connection.execute(SQL["update_terms"].text, changed)
    await ledger.remember(kind, work)
    return work


async def _insert(ledger: Ledger, kind: TermKind, new: Sequence[Work[TermDraft]]) -> None:
    if not new:
        return
    wanted = [term_slug(w.draft) for w in new]
    slugs = await free_names(ledger.connection, SQL["taken_term_slugs"], wanted, [], kind)
    records = [
        {"id": w.id, "slug": slug, "uri": term_uri(kind, slug), **term_record(w.draft)}
        for w, slug in zip(new, slugs, strict=True)
    ]
    await ledger.connection.execute(SQL["insert_terms"].text, records)
