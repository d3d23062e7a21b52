"""Saves media: the addresses of files and what is known of them, never the files."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import MediaDraft
from gql.content.site.media_record import media_record
from gql.importers.report import ImportReport
from gql.importers.rows.import_map import SQL, ImportMap, MappedDraft


async def write_media(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[MediaDraft]
) -> list[MappedDraft[MediaDraft]]:
    """Insert or update media; those without an http or https URL are skipped."""
    with_url: list[MediaDraft] = []
    without: list[MediaDraft] = []
    for draft in drafts:
        (with_url if media_record(draft) else without).append(draft)
    if without:
        ids = [draft.source_id for draft in without]
        report.count_skipped("media", "has no web address", len(ids), ids)
    mapped = await import_map.match_drafts("media", "quire.media", with_url)
    report.count_items("media", mapped)
    for statement, to_write in (
        ("insert_media", [item for item in mapped if item.is_new]),
        ("update_media", [item for item in mapped if item.is_changed]),
    ):
        if to_write:
            records = [{"id": item.id, **(media_record(item.draft) or {})} for item in to_write]
            await import_map.connection.execute(SQL[statement].text, records)
    await import_map.save("media", mapped)
    return mapped
