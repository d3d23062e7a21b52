"""The import map: which draft of which source became which row, and with what content.

The table `imported` keeps it between imports, so that the next one writes only what has changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import orjson

from gql.db import Connection, Record
from gql.sql.statements import statements

SQL = statements("import")
# Part of every digest. Raise it when gql.content derives other rows from the same drafts: then the
# next import writes all of them again.
RULES_VERSION = b"2"


class HasSourceId(Protocol):
    """A draft, or anything else that its source identifies."""

    @property
    def source_id(self) -> str: ...


D = TypeVar("D", bound=HasSourceId)


@dataclass(frozen=True, slots=True)
class MappedDraft(Generic[D]):
    """A draft with the id of its row, and whether that has to be inserted or updated."""

    draft: D
    id: int
    digest: bytes
    is_new: bool
    is_changed: bool
    is_duplicate: bool = False
    """An equal draft with this source id came before in the same import."""
    is_merged: bool = False
    """Its row was merged into another here, whose id this is."""

    @property
    def needs_write(self) -> bool:
        """Whether the row has to be inserted or updated."""
        return self.is_new or self.is_changed


@dataclass(frozen=True, slots=True)
class ImportMap:
    """The import map of one source, read and written in batches."""

    connection: Connection
    source: str
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _inserted: set[tuple[str, str]] = field(default_factory=set)

    async def match_drafts(
        self, kind: str, table: str | None, drafts: Sequence[D]
    ) -> list[MappedDraft[D]]:
        """Find the row of each draft, in order, and reserve ids for those that have none.

        `table` is where the new ids come from; None for the site, which is one row without an id.
        """
        # Ids before the insert: rows that refer to each other can then go into one statement.
        known = await self._imported_records(kind, [draft.source_id for draft in drafts])
        new = [(kind, draft.source_id) for draft in drafts if draft.source_id not in known]
        ids = iter(await self.reserve_ids(table, len(new)))
        mapped = [
            _mapped(draft, known, ids, (kind, draft.source_id) in self._seen) for draft in drafts
        ]
        self._seen.update((kind, draft.source_id) for draft in drafts)
        self._inserted.update(new)
        return mapped

    def has_inserted(self, kind: str, source_id: str) -> bool:
        """Whether this import, not an earlier one, has inserted the row."""
        return (kind, source_id) in self._inserted

    async def save(self, kind: str, mapped: Iterable[MappedDraft[D]]) -> None:
        """Store ids and digests of drafts, once their rows have been written."""
        if written := [item for item in mapped if item.needs_write]:
            await self.connection.execute(
                SQL["upsert_imported"].text,
                self.source,
                kind,
                [item.draft.source_id for item in written],
                [item.id for item in written],
                [item.digest for item in written],
            )

    async def row_ids(
        self, kind: str, source_ids: Iterable[str | None], *, merged: bool = True
    ) -> dict[str, int]:
        """The row id by source id, for those that were imported and still exist.

        Of one that was merged into another here, the id of that; not `merged`: it is left out.
        """
        wanted = sorted({source_id for source_id in source_ids if source_id})
        records = await self._imported_records(kind, wanted)
        return {
            source_id: record["target_id"]
            for source_id, record in records.items()
            if merged or not record["is_merged"]
        }

    async def deleted_here(self, kind: str, source_ids: Iterable[str]) -> set[str]:
        """Those that were imported once, and whose rows were deleted since."""
        wanted = sorted({*source_ids})
        records = await self.connection.fetch(SQL["imported_ids"].text, self.source, kind, wanted)
        there = await self._imported_records(kind, wanted)
        return {record["source_id"] for record in records} - there.keys()

    async def reserve_ids(self, table: str | None, count: int) -> list[int]:
        """Take ids from the sequence of a table, in ascending order; zeros without a table."""
        if not count or not table:
            return [0] * count
        records = await self.connection.fetch(SQL["new_ids"].text, table, count)
        return sorted(record["id"] for record in records)

    async def _imported_records(self, kind: str, source_ids: list[str]) -> dict[str, Record]:
        if not source_ids:
            return {}
        records = await self.connection.fetch(
            SQL["imported_records"].text, self.source, kind, source_ids
        )
        return {record["source_id"]: record for record in records}


def digest_of(draft: object) -> bytes:
    """A 16-byte digest that changes with the draft and with RULES_VERSION."""
    # BLAKE2b with a key: the version need not be mixed into the JSON of the draft.
    return hashlib.blake2b(orjson.dumps(draft), digest_size=16, key=RULES_VERSION).digest()


def _mapped(
    draft: D, known: dict[str, Record], new_ids: Iterator[int], is_repeated: bool
) -> MappedDraft[D]:
    digest = digest_of(draft)
    if draft.source_id not in known:
        return MappedDraft(draft, next(new_ids), digest, is_new=True, is_changed=False)
    stored = known[draft.source_id]
    # an author or a term that is only named never overwrites one that was described before, and
    # what was merged here never the one that stayed
    keeps = getattr(draft, "is_only_named", False) or stored["is_merged"]
    is_changed = stored["digest"] != digest and not keeps
    return MappedDraft(
        draft,
        stored["target_id"],
        digest,
        is_new=False,
        is_changed=is_changed,
        is_duplicate=is_repeated and not is_changed,
        is_merged=stored["is_merged"],
    )
