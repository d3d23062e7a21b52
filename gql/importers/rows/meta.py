"""Saves meta of what is imported: all of a record anew, if any of it has changed in the source."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.draft import MetaDraft
from gql.importers.report import ImportReport
from gql.importers.rows.comments import deleted_comments
from gql.importers.rows.import_map import ImportMap
from gql.sql.statements import statements

SQL = statements("meta")
# by the kind of the import map: the owner in the table, and the line of the report
OWNERS = {
    "entry": ("entry", "post meta"),
    "CATEGORY": ("term", "term meta"),
    "TAG": ("term", "term meta"),
    "comment": ("comment", "comment meta"),
}


async def write_meta(
    import_map: ImportMap, report: ImportReport, drafts: Sequence[MetaDraft]
) -> None:
    """Save meta. To be called when what it belongs to is stored."""
    for kind, (owner, line) in OWNERS.items():
        # the same element may be in several files of one export
        of_kind = list({draft.source_id: draft for draft in drafts if draft.kind == kind}.values())
        if not of_kind:
            continue
        # what was merged here has no meta of its own any more: it would replace that of another
        ids = await import_map.row_ids(kind, (draft.source_id for draft in of_kind), merged=False)
        if kind == "comment":
            for id in await deleted_comments(import_map, ids):  # of which a tombstone may be left
                ids.pop(id, None)
        kept = [draft for draft in of_kind if draft.source_id in ids]
        for draft in of_kind:
            if draft.source_id not in ids:
                count, why = len(draft.values), "belongs to nothing that is here"
                report.count_skipped(line, why, count, (draft.source_id,) * count)
        mapped = await import_map.match_drafts(f"meta of {kind}", None, kept)
        rows, changed = [], [i for i in mapped if i.needs_write]
        for item in mapped:
            report.count_item(line, item.draft.source_id, item, len(item.draft.values))
        owners = [ids[item.draft.source_id] for item in changed]
        await import_map.connection.execute(
            SQL["replace_meta"].text,
            *(owners if one == owner else [] for one in ("entry", "term", "author", "comment")),
        )
        for item in changed:
            rows += [
                {f"{owner}_id": ids[item.draft.source_id], "key": key, "value": value}
                for key, value in item.draft.values
            ]
        await import_map.connection.execute(SQL["insert_many_meta"].text, rows)
        await import_map.save(f"meta of {kind}", mapped)
