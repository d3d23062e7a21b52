"""Saves the URIs at which the source answered for what was imported: the service redirects them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gql.content.draft import FormerUriDraft, TermKind
from gql.importers.rows.import_map import SQL, ImportMap

# by kind of the import map: the statement that stores the URIs, and the column of their target
_OF_TERM = ("insert_former_uris", "term_id")
_TARGETS: dict[str, tuple[str, str]] = {
    "entry": ("insert_old_uris", "entry_id"),
    "author": ("insert_former_uris", "author_id"),
    "media": ("insert_former_uris", "media_id"),
    TermKind.CATEGORY: _OF_TERM,
    TermKind.TAG: _OF_TERM,
}


async def write_former_uris(import_map: ImportMap, drafts: Sequence[FormerUriDraft]) -> None:
    """Insert the URIs whose target is stored; the first target of a URI keeps it."""
    by_kind: dict[str, list[FormerUriDraft]] = defaultdict(list)
    for draft in drafts:
        by_kind[draft.kind].append(draft)
    for kind, of_kind in by_kind.items():
        statement, column = _TARGETS[kind]
        ids = await import_map.row_ids(kind, (draft.source_id for draft in of_kind))
        records = [
            {"uri": draft.uri, column: ids[draft.source_id]}
            for draft in of_kind
            if draft.source_id in ids
        ]
        await import_map.connection.execute(SQL[statement].text, records)
