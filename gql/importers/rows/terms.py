"""Saves categories or tags, without their parents: those are set at the end."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import TermDraft, TermKind
from gql.content.site.term_record import term_record, term_slug
from gql.content.terms.slugs_and_uris import slugs_and_uris
from gql.importers.report import ImportReport
from gql.importers.rows.deleted import drop_deleted
from gql.importers.rows.import_map import SQL, ImportMap, MappedDraft

_PLURAL = {TermKind.CATEGORY: "categories", TermKind.TAG: "tags"}


async def write_terms(
    import_map: ImportMap, report: ImportReport, kind: TermKind, drafts: Sequence[TermDraft]
) -> list[MappedDraft[TermDraft]]:
    """Insert or update terms of one kind. Returns those that have a row, with its id."""
    kept = await drop_deleted(import_map, report, _PLURAL[kind], kind, drafts)
    mapped = await import_map.match_drafts(kind, "quire.term", kept)
    report.count_items(_PLURAL[kind], mapped)
    await _insert(import_map, kind, [item for item in mapped if item.is_new])
    if changed := [item for item in mapped if item.is_changed]:
        records = [{"id": item.id, **term_record(item.draft)} for item in changed]
        await import_map.connection.execute(SQL["update_terms"].text, records)
        # a parent that the source has dropped, for nothing at the end would mention it
        at_top = [item.id for item in changed if not item.draft.parent]
        await import_map.connection.execute(SQL["place_terms_at_top"].text, at_top)
    await import_map.save(kind, mapped)
    return mapped


async def _insert(
    import_map: ImportMap, kind: TermKind, new: Sequence[MappedDraft[TermDraft]]
) -> None:
    if not new:
        return
    # Slugs are chosen once: an update keeps them, and the links to the term's page with them.
    wanted = [term_slug(item.draft) for item in new]
    found = await slugs_and_uris(import_map.connection, kind, wanted)
    records = [
        {"id": item.id, "slug": slug, "uri": uri, **term_record(item.draft)}
        for item, (slug, uri) in zip(new, found, strict=True)
    ]
    await import_map.connection.execute(SQL["insert_terms"].text, records)
