"""What points from one draft to another, perhaps to a later one: collected, resolved at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from gql.content.draft import TermKind
from gql.importers.tally import Tally
from gql.importers.writing.ledger import SQL, Ledger

_AT_ONCE = 5_000
_OWNER = "file's owner"
T = TypeVar("T")
Arrow = tuple[int, str]  # the id of a row, and the source id of what it points at


@dataclass(slots=True)
class References:
    """Everything that could not be written at once."""

    parents: list[Arrow] = field(default_factory=list)
    pictures: list[Arrow] = field(default_factory=list)
    attachments: list[Arrow] = field(default_factory=list)
    terms: dict[TermKind, list[Arrow]] = field(default_factory=dict)

    async def resolve(self, ledger: Ledger, tally: Tally) -> None:
        for kind, arrows in self.terms.items():
            await _point(ledger, tally, "point_terms_at_parents", kind, arrows, "category's parent")
        for statement, target, some, name in (
            ("point_entries_at_parents", "entry", self.parents, "page's parent"),
            ("point_entries_at_media", "media", self.pictures, "featured image"),
            ("point_media_at_entries", "entry", self.attachments, _OWNER),
        ):
            await _point(ledger, tally, statement, target, some, name)


async def _point(
    ledger: Ledger, tally: Tally, statement: str, kind: str, arrows: list[Arrow], name: str
) -> None:
    """Missing targets are noted under their name."""
    pairs: list[tuple[int, int]] = []
    for some in _slices(arrows):
        targets = await ledger.ids(kind, (target for _, target in some))
        pairs += [(row, targets[target]) for row, target in some if target in targets]
    if missing := len(arrows) - len(pairs):
        hidden = ", and the file hidden" if name == _OWNER else ""
        tally.note(f"a {name} that was not imported is left out{hidden}", missing)
    if statement in ("point_entries_at_parents", "point_terms_at_parents"):
        pairs, circles = without_circles(pairs)
        if circles:
            tally.note(f"a {name} that would make a circle is left out", circles)
    for some_pairs in _slices(pairs):
        rows, found = zip(*some_pairs, strict=True)
        await ledger.connection.execute(SQL[statement].text, list(rows), list(found))


def without_circles(pairs: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], int]:
    """Pairs of child and parent that form trees, those above first, and how many did not fit."""
    parents = dict(pairs)
    done: set[int] = set()
    kept: list[tuple[int, int]] = []
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
