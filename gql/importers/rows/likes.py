"""Saves likes. They have no source id, so they are not in the import map: author and target do."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import LikeDraft
from gql.content.timestamp import utc
from gql.importers.report import ImportReport
from gql.importers.rows.comments import deleted_comments
from gql.importers.rows.import_map import SQL, ImportMap


async def write_likes(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[LikeDraft]
) -> None:
    """Insert the likes that are not there yet. To be called when authors and targets are stored."""
    drafts = await _drop_deleted(import_map, report, drafts)
    authors = await import_map.row_ids("author", (draft.author for draft in drafts))
    for kind in ("entry", "comment"):
        liking = [draft for draft in drafts if getattr(draft, kind)]
        targets = await import_map.row_ids(kind, (getattr(draft, kind) for draft in liking))
        records = [
            {
                f"{kind}_id": targets[getattr(draft, kind)],
                "author_id": authors[draft.author],
                "liked_at": utc(draft.liked_at),
            }
            for draft in liking
            if getattr(draft, kind) in targets and draft.author in authors
        ]
        if records:
            statement = SQL[f"insert_{kind}_likes"]
            line = report.line("likes")
            line.in_file += len(records)
            line.imported += len(await import_map.connection.fetch(statement.text, records))
        if missing := len(liking) - len(records):
            report.count_skipped("likes", "its target or author was not imported", missing)


async def _drop_deleted(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[LikeDraft]
) -> list[LikeDraft]:
    deleted = await deleted_comments(import_map, {d.comment for d in drafts if d.comment})
    kept = [draft for draft in drafts if draft.comment not in deleted]
    if count := len(drafts) - len(kept):
        report.count_skipped("likes", "its comment was deleted here", count)
    return kept
