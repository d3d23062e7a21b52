"""What was imported once and deleted here since: an import that runs again leaves it deleted."""

from __future__ import annotations

from collections.abc import Sequence

from gql.importers.report import DELETED_HERE, ImportReport
from gql.importers.rows.import_map import D, ImportMap


async def drop_deleted(
    import_map: ImportMap, report: ImportReport, line: str, kind: str, drafts: Sequence[D]
) -> list[D]:
    """The drafts of a kind of the import map without those whose rows were deleted here.

    They are counted as skipped in this line of the report.
    """
    deleted = await import_map.deleted_here(kind, (draft.source_id for draft in drafts))
    for draft in drafts:
        if draft.source_id in deleted:
            report.count_skipped(line, DELETED_HERE, ids=[draft.source_id])
    return [draft for draft in drafts if draft.source_id not in deleted]
