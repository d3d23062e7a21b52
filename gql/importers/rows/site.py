"""Takes over the name of the site, unless it has one already."""

from __future__ import annotations

from dataclasses import dataclass

from gql.content.draft import SiteDraft
from gql.content.site.site_record import UNTOUCHED_TITLE, site_values
from gql.importers.report import Tally
from gql.importers.rows.import_map import SQL, Ledger


@dataclass(frozen=True, slots=True)
class _Site:
    source_id: str
    draft: SiteDraft


async def write_site(ledger: Ledger, tally: Tally, draft: SiteDraft) -> None:
    known = await ledger.ids("site", ["site"])
    site = await ledger.connection.fetchrow(SQL["site"].text)
    if not known and site["title"] != UNTOUCHED_TITLE:
        tally.skip("site", "the site here has a name already")
        return
    work = await ledger.work("site", None, [_Site("site", draft)])
    tally.count("site", work)
    if any(w.is_due for w in work):
        await ledger.connection.execute(SQL["update_site"].text, *site_values(draft))
        await ledger.remember("site", work)
