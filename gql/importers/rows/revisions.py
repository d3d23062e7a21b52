"""What an import changes of an entry is a version, as a save is: what stood before is kept too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from gql.content.draft import EntryKind
from gql.content.entries.entry_input import Written, written
from gql.db import Connection, Record
from gql.importers.batch import MOST
from gql.importers.rows.import_map import SQL, digest_of


@dataclass(slots=True)
class Versions:
    """Entries that are changed. Texts are read by the batches they came in, which bound them."""

    connection: Connection
    _batches: list[dict[int, bytes]] = field(default_factory=list)
    _met: set[int] = field(default_factory=set)
    _first: set[int] = field(default_factory=set)

    def begin_with(self, made: Iterable[int]) -> None:
        """What this import makes has no versions, also where it stands twice in the file."""
        self._met.update(made)

    async def keep(self, ids: Iterable[int]) -> None:
        """To be called before they are changed: nobody else changes them from here on."""
        new = iter([id for id in ids if id not in self._met])
        while due := list(islice(new, MOST)):
            self._met.update(due)
            await self.connection.execute(SQL["hold_entries"].text, due)
            records = await self._said(due)
            self._first |= await self._note(records, later=0)
            self._batches.append({record["id"]: _digest(record) for record in records})

    def has_met(self, id: int) -> bool:
        """Whether this import has made or changed it."""
        return id in self._met

    async def finish(self) -> None:
        """To be called once all that they name is here."""
        for before in self._batches:
            await self._finish(before)

    async def _finish(self, before: dict[int, bytes]) -> None:
        # A draft beside what readers see is their next text, and the source knows nothing of it.
        # Beside what they do not see there is none: what is saved there is saved in the entry.
        stale = await self.connection.fetch(SQL["forget_stale_drafts"].text, list(before))
        lost = {record["entry_id"] for record in stale}
        records = await self._said(list(before))
        changed = [r for r in records if r["id"] in lost or _digest(r) != before[r["id"]]]
        ids = {record["id"] for record in changed}
        await self._note(changed, later=1)
        await self.connection.execute(SQL["count_versions"].text, list(ids))
        same = self._first & before.keys() - ids
        await self.connection.execute(SQL["forget_versions"].text, list(same))

    async def _said(self, ids: Sequence[int]) -> list[Record]:
        """What readers see of them, or would: a draft beside it is no matter of imports."""
        records: list[Record] = await self.connection.fetch(SQL["entries_as_written"].text, ids)
        return records

    async def _note(self, records: Sequence[Record], later: int) -> set[int]:
        """The ids of those whose version was not kept yet."""
        rows = [
            {
                "entry_id": record["id"],
                "version": record["version"] + later,
                "written": _written(record).as_json(),
                "content_text": record["content_text"],
            }
            for record in records
        ]
        noted = await self.connection.fetch(SQL["note_versions"].text, rows)
        return {record["entry_id"] for record in noted}


def _written(record: Record) -> Written:
    return written(EntryKind(record["kind"]), record)


def _digest(record: Record) -> bytes:
    return digest_of(_written(record))
