"""Remembers what came from where, so that a second import changes only what changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

import orjson

from gql.db import Connection
from gql.sql.statements import statements

SQL = statements("import")
RULES = b"1"  # raised when the rules of gql.content change what comes of the same draft


class HasSourceId(Protocol):
    @property
    def source_id(self) -> str: ...


D = TypeVar("D", bound=HasSourceId)


@dataclass(frozen=True, slots=True)
class Work(Generic[D]):
    """A draft, the id of its row, and what is to be done about it."""

    draft: D
    id: int
    digest: bytes
    is_new: bool
    is_changed: bool
    is_double: bool = False
    """It was met before in this import, and says the same."""

    @property
    def is_due(self) -> bool:
        return self.is_new or self.is_changed


@dataclass(frozen=True, slots=True)
class Ledger:
    """What quire.imported knows about one source."""

    connection: Connection
    source: str
    _met: set[tuple[str, str]] = field(default_factory=set)
    _made: set[tuple[str, str]] = field(default_factory=set)

    async def work(self, kind: str, table: str | None, drafts: Sequence[D]) -> list[Work[D]]:
        """What there is to do, in the order of the drafts. New rows have their ids already."""
        known = await self._known(kind, [draft.source_id for draft in drafts])
        new = [(kind, draft.source_id) for draft in drafts if draft.source_id not in known]
        ids = iter(await self.new_ids(table, len(new)))
        work = [_work(draft, known, ids, (kind, draft.source_id) in self._met) for draft in drafts]
        self._met.update((kind, draft.source_id) for draft in drafts)
        self._made.update(new)
        return work

    def has_made(self, kind: str, source_id: str) -> bool:
        """Whether this import has."""
        return (kind, source_id) in self._made

    async def remember(self, kind: str, work: Iterable[Work[D]]) -> None:
        """To be called once the rows are written."""
        if due := [w for w in work if w.is_due]:
            await self.connection.execute(
                SQL["remember"].text,
                self.source,
                kind,
                [w.draft.source_id for w in due],
                [w.id for w in due],
                [w.digest for w in due],
            )

    async def ids(self, kind: str, source_ids: Iterable[str | None]) -> dict[str, int]:
        """Our ids of what they named, as far as it was imported."""
        wanted = sorted({source_id for source_id in source_ids if source_id})
        return {name: target for name, (target, _) in (await self._known(kind, wanted)).items()}

    async def new_ids(self, table: str | None, count: int) -> list[int]:
        """In ascending order. Without a table there are no rows to tell apart."""
        if not count or not table:
            return [0] * count
        records = await self.connection.fetch(SQL["new_ids"].text, table, count)
        return sorted(record["id"] for record in records)

    async def _known(self, kind: str, source_ids: list[str]) -> dict[str, tuple[int, bytes]]:
        if not source_ids:
            return {}
        records = await self.connection.fetch(SQL["known"].text, self.source, kind, source_ids)
        return {r["source_id"]: (r["target_id"], r["digest"]) for r in records}


def digest_of(draft: object) -> bytes:
    """The same for the same draft under the same rules."""
    return hashlib.blake2b(orjson.dumps(draft), digest_size=16, key=RULES).digest()


def _work(
    draft: D, known: dict[str, tuple[int, bytes]], new_ids: Iterator[int], is_met: bool
) -> Work[D]:
    digest = digest_of(draft)
    if draft.source_id not in known:
        return Work(draft, next(new_ids), digest, is_new=True, is_changed=False)
    target, remembered = known[draft.source_id]
    is_changed = remembered != digest and not getattr(draft, "is_only_named", False)
    is_double = is_met and not is_changed
    return Work(draft, target, digest, is_new=False, is_changed=is_changed, is_double=is_double)
