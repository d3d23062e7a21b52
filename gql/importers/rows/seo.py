"""Saves what is written for search engines of what is imported: all of a record anew, if any of it
has changed in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gql.content.draft_seo import SeoDraft
from gql.content.record import NewRecord
from gql.importers.report import ImportReport
from gql.importers.rows.import_map import ImportMap
from gql.sql.statements import statements

SQL = statements("seo")
LINE = "values for search engines"  # of the report
OWNERS = {"entry": "entry_id", "CATEGORY": "term_id", "TAG": "term_id"}  # by kind of the import map
_CHUNK_SIZE = 5_000


@dataclass(frozen=True, slots=True)
class _Picture:
    """The picture of what was written of an owner.

    `is_written`: it is set even where this import has not brought the picture.
    """

    owner: NewRecord
    source_id: str
    is_written: bool


@dataclass(slots=True)
class SeoWriter:
    """Saves drafts, and their pictures in the end: those may come last."""

    import_map: ImportMap
    report: ImportReport
    _pictures: list[_Picture] = field(default_factory=list)

    async def write(self, drafts: Sequence[SeoDraft]) -> None:
        """Save drafts. To be called when what they belong to is stored."""
        for kind, column in OWNERS.items():
            # the same element may be in several files of one export
            of_kind = {draft.source_id: draft for draft in drafts if draft.kind == kind}
            if of_kind:
                await self._write(kind, column, list(of_kind.values()))

    async def _write(self, kind: str, column: str, drafts: Sequence[SeoDraft]) -> None:
        ids = await self.import_map.row_ids(kind, (draft.source_id for draft in drafts))
        for draft in drafts:
            if draft.source_id not in ids:
                count, why = len(draft.values), "belongs to nothing that was imported"
                self.report.count_skipped(LINE, why, count, (draft.source_id,) * count)
        kept = [draft for draft in drafts if draft.source_id in ids]
        mapped = await self.import_map.match_drafts(f"seo of {kind}", None, kept)
        records = []
        for item in mapped:
            self.report.count_item(LINE, item.draft.source_id, item, len(item.draft.values))
            owner, values = {column: ids[item.draft.source_id]}, dict(item.draft.values)
            if image := values.pop("image", None):
                self._pictures.append(_Picture(owner, str(image), item.needs_write))
            if item.needs_write:
                records.append(values | owner)
        owners = [
            [record[name] for record in records if name in record]
            for name in ("entry_id", "term_id")
        ]
        await self.import_map.connection.execute(SQL["replace_seo"].text, *owners)
        await self.import_map.connection.execute(SQL["insert_seo"].text, records)
        await self.import_map.save(f"seo of {kind}", mapped)

    async def finish(self) -> None:
        """Set the pictures, now that all are stored."""
        missing: list[str] = []
        for start in range(0, len(self._pictures), _CHUNK_SIZE):
            chunk = self._pictures[start : start + _CHUNK_SIZE]
            ids = await self.import_map.row_ids("media", (one.source_id for one in chunk))
            missing += [one.source_id for one in chunk if one.source_id not in ids]
            records = [
                one.owner | {"image_id": ids[one.source_id]}
                for one in chunk
                if one.source_id in ids and self._is_due(one)
            ]
            await self.import_map.connection.execute(SQL["set_pictures"].text, records)
        if missing:
            note = "a picture of link previews that was not imported is left out"
            self.report.add_note(note, len(missing), missing)

    def _is_due(self, picture: _Picture) -> bool:
        # of what is the same in the source as before, an editor may have chosen another since
        return picture.is_written or self.import_map.has_inserted("media", picture.source_id)
