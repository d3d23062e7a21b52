"""Writes media."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import MediaDraft
from gql.content.site.media_record import media_record
from gql.importers.report import Tally
from gql.importers.rows.import_map import SQL, Ledger, Work


async def write_media(
    ledger: Ledger, tally: Tally, drafts: Sequence[MediaDraft]
) -> list[Work[MediaDraft]]:
    showable = [draft for draft in drafts if media_record(draft)]
    if without := len(drafts) - len(showable):
        tally.skip("media", "has no web address", without)
    work = await ledger.work("media", "quire.media", showable)
    tally.count("media", work)
    for statement, due in (
        ("insert_media", [w for w in work if w.is_new]),
        ("update_media", [w for w in work if w.is_changed]),
    ):
        if due:
            records = [{"id": w.id, **(media_record(w.draft) or {})} for w in due]
            await ledger.connection.execute(SQL[statement].text, records)
    await ledger.remember("media", work)
    return work
