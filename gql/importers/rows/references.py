"""What points from one draft to another, perhaps to a later one: collected, resolved at the end."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import TypeVar

from gql.content.draft import TermKind
from gql.importers.report import Tally
from gql.importers.rows.import_map import SQL, Ledger
from gql.importers.rows.revisions import Versions

_AT_ONCE = 5_000
_OWNER = "file's owner"
T = TypeVar("T")
Arrow = tuple[int, str]  # the id of a row, and the source id of what it points at
Pair = tuple[int, int]


@dataclass(slots=True)
class References:
    """Everything that could not be written at once."""

    parents: list[Arrow] = field(default_factory=list)
    pictures: list[Arrow] = field(default_factory=list)
    attachments: list[Arrow] = field(default_factory=list)
    terms: dict[TermKind, list[Arrow]] = field(default_factory=dict)
    unchanged: set[int] = field(default_factory=set)
    """Entries that say what they said. They point where somebody here has them point."""

    async def resolve(self, ledger: Ledger, tally: Tally, versions: Versions) -> None:
        for kind, arrows in self.terms.items():
            pairs = await _found(ledger, tally, kind, arrows, "category's parent")
            await _point(ledger, tally, "point_terms_at_parents", pairs, "category's parent")
        for statement, target, some, name in (
            ("point_entries_at_parents", "entry", self.parents, "page's parent"),
            ("point_entries_at_media", "media", self.pictures, "featured image"),
            ("point_media_at_entries", "entry", self.attachments, _OWNER),
        ):
            is_of_entries = some is not self.attachments
            unchanged = self.unchanged if is_of_entries else set()
            pairs = await _found(ledger, tally, target, some, name, unchanged)
            if is_of_entries:
                await versions.keep(row for row, _ in pairs)
            await _point(ledger, tally, statement, pairs, name)
        changed = [row for row, _ in self.pictures if row not in self.unchanged]
        for rows in _slices(changed):
            await ledger.connection.execute(SQL["hide_pictures"].text, rows)


async def _found(
    ledger: Ledger,
    tally: Tally,
    kind: str,
    arrows: list[Arrow],
    name: str,
    unchanged: AbstractSet[int] = frozenset(),
) -> list[Pair]:
    """What is to be pointed: of what is unchanged, only at what has come now. Missing targets are
    noted under their name."""
    pairs: list[Pair] = []
    missing = 0
    for some in _slices(arrows):
        targets = await ledger.ids(kind, (target for _, target in some))
        missing += sum(target not in targets for _, target in some)
        pairs += [
            (row, targets[target])
            for row, target in some
            if target in targets and (row not in unchanged or ledger.has_made(kind, target))
        ]
    if missing:
        hidden = ", and the file hidden" if name == _OWNER else ""
        tally.note(f"a {name} that was not imported is left out{hidden}", missing)
    return pairs


async def _point(
    ledger: Ledger, tally: Tally, statement: str, pairs: list[Pair], name: str
) -> None:
    circles = 0
    if statement in ("point_entries_at_parents", "point_terms_at_parents"):
        pairs, circles = without_circles(pairs)
    if statement == "point_entries_at_parents":
        below = await _below(ledger, pairs)
        circles += len(below)
        pairs = [pair for pair in pairs if pair not in below]
        await _send(ledger, "free_entries_of_parents", pairs)
    if circles:
        tally.note(f"a {name} that would make a circle is left out", circles)
    await _send(ledger, statement, pairs)


async def _send(ledger: Ledger, statement: str, pairs: list[Pair]) -> None:
    for some in _slices(pairs):
        rows, found = zip(*some, strict=True)
        await ledger.connection.execute(SQL[statement].text, list(rows), list(found))


async def _below(ledger: Ledger, pairs: list[Pair]) -> set[Pair]:
    """Pairs of which the parent stands below the child here, and stays there."""
    parents = dict(pairs)
    below = set()
    for some in _slices(pairs):
        records = await ledger.connection.fetch(SQL["paths"].text, [target for _, target in some])
        paths = {record["id"]: record["path"] for record in records}
        for row, target in some:
            path = paths[target]
            steps = pairwise(path[path.index(row) :] if row in path else ())
            if row in path and all(parents.get(low, high) == high for high, low in steps):
                below.add((row, target))
    return below


def without_circles(pairs: list[Pair]) -> tuple[list[Pair], int]:
    """Pairs of child and parent that form trees, those above first, and how many did not fit."""
    parents = dict(pairs)
    done: set[int] = set()
    kept: list[Pair] = []
    for row in parents:
        trail = _trail(row, parents, done)
        for child in reversed(trail):
            done.add(child)
            if parents[child] in done or parents[child] not in parents:
                kept.append((child, parents[child]))
    return kept, len(parents) - len(kept)


def _trail(row: int, parents: dict[int, int], done: set[int]) -> list[int]:
    """The row and those above it that are not done yet, up to the first one met again."""
    trail: list[int] = []
    seen: set[int] = set()
    while row in parents and row not in done and row not in seen:
        trail.append(row)
        seen.add(row)
        row = parents[row]
    return trail


def _slices(items: list[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
