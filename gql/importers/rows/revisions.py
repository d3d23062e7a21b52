"""Revisions of entries that an import changes: the version before it, and the one it has made.

An import changes an entry in several steps (row, terms, parent, featured media), so whether it has
changed is known only at the end, by comparing digests.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from gql.content.draft import EntryKind
from gql.content.entries.entry_values import EntryValues, entry_values
from gql.db import Connection, Record
from gql.importers.batch import MAX_DRAFTS
from gql.importers.rows.import_map import SQL, digest_of


@dataclass(slots=True)
class RevisionRecorder:
    """Records the entries that one import changes, in batches of MAX_DRAFTS to bound memory."""

    connection: Connection
    _digests_before: list[dict[int, bytes]] = field(default_factory=list)
    _written_ids: set[int] = field(default_factory=set)
    _saved_before: set[int] = field(default_factory=set)

    def ignore_new(self, ids: Iterable[int]) -> None:
        """Record no revisions of entries that this import inserts, even if changed by it later."""
        self._written_ids.update(ids)

    async def save_before_change(self, ids: Iterable[int]) -> None:
        """Lock entries and save their present version, the first time that each is named here."""
        new = iter([id for id in ids if id not in self._written_ids])
        while due := list(islice(new, MAX_DRAFTS)):
            self._written_ids.update(due)
            await self.connection.execute(SQL["lock_entries"].text, due)
            records = await self._published_inputs(due)
            # Most have this revision already, from their last save: `on conflict do nothing`.
            self._saved_before |= await self._insert_revisions(records, version_offset=0)
            self._digests_before.append({record["id"]: _digest(record) for record in records})

    def has_written(self, id: int) -> bool:
        """Whether this import has inserted or may have changed the entry."""
        return id in self._written_ids

    async def finish(self) -> None:
        """Save the new versions of entries that differ now. To be called after all changes."""
        for before in self._digests_before:
            await self._finish_batch(before)

    async def _finish_batch(self, before: dict[int, bytes]) -> None:
        # Only a published entry has a draft beside it; saving any other changes the entry itself.
        # So a draft beside an entry that the import has withdrawn is deleted: it would come back
        # over later saves when the entry is published again. It stays in the revisions.
        stale = await self.connection.fetch(SQL["delete_stale_drafts"].text, list(before))
        lost = {record["entry_id"] for record in stale}
        records = await self._published_inputs(list(before))
        changed = [r for r in records if r["id"] in lost or _digest(r) != before[r["id"]]]
        ids = {record["id"] for record in changed}
        await self._insert_revisions(changed, version_offset=1)
        await self.connection.execute(SQL["increment_versions"].text, list(ids))
        # nothing changed after all: take back the revision that was saved only in case it did
        same = self._saved_before & before.keys() - ids
        await self.connection.execute(SQL["delete_current_revisions"].text, list(same))

    async def _published_inputs(self, ids: Sequence[int]) -> list[Record]:
        """Records of what authors have entered, as published: without the drafts beside it."""
        records: list[Record] = await self.connection.fetch(SQL["entry_inputs"].text, ids)
        return records

    async def _insert_revisions(self, records: Sequence[Record], version_offset: int) -> set[int]:
        """Insert the revisions that do not exist yet; returns the ids of their entries."""
        rows = [
            {
                "entry_id": record["id"],
                "version": record["version"] + version_offset,
                "written": _input(record).as_json(),
                "content_text": record["content_text"],
            }
            for record in records
        ]
        inserted = await self.connection.fetch(SQL["insert_revisions"].text, rows)
        return {record["entry_id"] for record in inserted}


def _input(record: Record) -> EntryValues:
    return entry_values(EntryKind(record["kind"]), record)


def _digest(record: Record) -> bytes:
    return digest_of(_input(record))
