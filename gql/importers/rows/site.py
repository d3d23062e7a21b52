"""Saves title, tagline, URL and language of the site, unless somebody has set its title."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.draft import SiteDraft
from gql.content.site.site_record import DEFAULT_TITLE, site_values
from gql.importers.report import ImportReport
from gql.importers.rows.import_map import SQL, ImportMap


@dataclass(frozen=True, slots=True)
class _Site:
    source_id: str
    draft: SiteDraft


async def write_site(import_map: ImportMap, report: ImportReport, draft: SiteDraft) -> None:
    """Update the site, if its title is the default one or came from the same source before."""
    known = await import_map.row_ids("site", ["site"])
    site = await import_map.connection.fetchrow(SQL["site"].text)
    if not known and site["title"] != DEFAULT_TITLE:
        report.count_skipped("site", "the site here has a title already", ids=["site"])
        return
    mapped = await import_map.match_drafts("site", None, [_Site("site", draft)])
    report.count_items("site", mapped)
    if any(item.needs_write for item in mapped):
        await import_map.connection.execute(SQL["update_site"].text, *site_values(draft))
        await import_map.save("site", mapped)
