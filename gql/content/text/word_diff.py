"""What changed from one plain text to another, word by word."""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial
from itertools import chain, groupby
from typing import NamedTuple

# difflib compares each of one side with each of the other, at worst
_MOST_COMPARISONS = 10_000_000
_THREAD = ThreadPoolExecutor(1, "comparing")
_TOKEN = re.compile(r"\s+|\S+")

Stretch = tuple[list[str], list[str]]
"""What stands in the one text, and what stands in its place in the other."""


class Change(StrEnum):
    KEPT = "KEPT"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that both texts have, or only one of them."""

    change: Change
    text: str


async def differences(pairs: Sequence[tuple[str, str]]) -> list[list[Piece]]:
    """Of many texts from others, beside the event loop: all of them together take about as long as
    the slowest of them may take alone."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREAD, _differences, pairs)


def _differences(pairs: Sequence[tuple[str, str]]) -> list[list[Piece]]:
    share = _MOST_COMPARISONS // max(1, len(pairs))
    return [word_difference(before, after, share) for before, after in pairs]


def word_difference(
    before: str, after: str, most_comparisons: int = _MOST_COMPARISONS
) -> list[Piece]:
    """Kept and removed pieces are `before`, kept and added ones are `after`, to the last space.

    No two neighbours have the same change; what was removed precedes what was put in its place.
    Long texts take little more time than it takes to sort them: where nothing in them says what
    belongs to what, all of the one is removed and all of the other added.
    """
    longest = most_comparisons // (len(before.split()) + len(after.split()) + 1)
    lines = _around_anchors(before.splitlines(keepends=True), after.splitlines(keepends=True))
    words = _where_changed(lines, _in_words)
    closest = _where_changed(words, partial(_compared, longest))
    return list(_pieces(closest))


def _where_changed(
    stretches: Iterable[Stretch], closer: Callable[[list[str], list[str]], Iterable[Stretch]]
) -> Iterator[Stretch]:
    for old, new in stretches:
        if old == new:
            yield old, new
        else:
            yield from closer(old, new)


def _in_words(before: list[str], after: list[str]) -> Iterator[Stretch]:
    return _around_anchors(_TOKEN.findall("".join(before)), _TOKEN.findall("".join(after)))


def _around_anchors(before: list[str], after: list[str]) -> Iterator[Stretch]:
    """In order: both ends as far as they are alike, the anchors, and what lies between."""
    start, ends = _alike(before, after)
    yield before[:start], after[:start]
    old, new = start, start
    for place, other in _anchors(before[start : ends[0]], after[start : ends[1]]):
        yield before[old : start + place], after[new : start + other]
        old, new = start + place + 1, start + other + 1
        yield before[old - 1 : old], after[new - 1 : new]
    yield before[old : ends[0]], after[new : ends[1]]
    yield before[ends[0] :], after[ends[1] :]


def _alike(before: list[str], after: list[str]) -> tuple[int, tuple[int, int]]:
    """Where the beginnings cease to be alike, and where in each the ends begin to be."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, (len(before) - end, len(after) - end)


def _anchors(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """The places of what stands once in each: as many as come in the same order (patience)."""
    once = _places_of_single(after)
    common = [(i, once[token]) for token, i in _places_of_single(before).items() if token in once]
    tops: list[int] = []
    rows: list[_Row] = []
    for place, other in common:
        pile = bisect_left(tops, other)
        row = _Row(place, other, rows[pile - 1] if pile else None)
        tops[pile : pile + 1], rows[pile : pile + 1] = [other], [row]
    return _read_back(rows[-1]) if rows else []


class _Row(NamedTuple):
    """A rising row of places, by its last."""

    place: int
    other: int
    earlier: _Row | None


def _read_back(row: _Row | None) -> list[tuple[int, int]]:
    found = []
    while row:
        found.append((row.place, row.other))
        row = row.earlier
    return found[::-1]


def _places_of_single(tokens: list[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return {t: place for place, t in enumerate(tokens) if counts[t] == 1 and not t.isspace()}


def _compared(longest: int, before: list[str], after: list[str]) -> Iterator[Stretch]:
    start, ends = _alike(before, after)
    yield before[:start], after[:start]
    old, new = before[start : ends[0]], after[start : ends[1]]
    if max(len(old), len(new)) > longest:
        yield old, new
    else:
        # white space is junk: that two texts have spaces is nothing that they have in common
        for _, i, j, k, m in SequenceMatcher(str.isspace, old, new).get_opcodes():
            yield old[i:j], new[k:m]
    yield before[ends[0] :], after[ends[1] :]


def _pieces(stretches: Iterable[Stretch]) -> Iterator[Piece]:
    full = (stretch for stretch in stretches if any(stretch))
    for is_kept, group in groupby(full, key=lambda stretch: stretch[0] == stretch[1]):
        old, new = ("".join(chain.from_iterable(side)) for side in zip(*group, strict=True))
        if is_kept:
            yield Piece(Change.KEPT, old)
            continue
        if old:
            yield Piece(Change.REMOVED, old)
        if new:
            yield Piece(Change.ADDED, new)
