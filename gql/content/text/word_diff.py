"""Word-by-word differences between two plain texts, in bounded time.

Patience diff by lines, then by words, then difflib for short ranges that are left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import partial
from itertools import chain, groupby
from typing import NamedTuple

from gql.content.text.render_queue import ACCOUNT_QUEUE

# difflib's worst case compares each token of one side with each of the other
_MAX_COMPARISONS = 10_000_000
_TOKEN = re.compile(r"\s+|\S+")

AlignedTokens = tuple[list[str], list[str]]
"""Tokens of the one text, and the tokens at the same position in the other. Either may be empty."""


class Change(StrEnum):
    """How a segment changed from the text before to the text after."""

    KEPT = "KEPT"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class DiffSegment:
    """A part of both texts (KEPT), or of only one of them."""

    change: Change
    text: str


async def word_diffs(pairs: Sequence[tuple[str, str]]) -> list[list[DiffSegment]]:
    """Compare many pairs of texts. All together share the bound of a single pair.

    Raises RenderQueueFull and TooComplex.
    """
    length = sum(len(before) + len(after) for before, after in pairs)
    return await ACCOUNT_QUEUE.run(_word_diffs, pairs, length=length)


def _word_diffs(pairs: Sequence[tuple[str, str]]) -> list[list[DiffSegment]]:
    share = _MAX_COMPARISONS // max(1, len(pairs))
    return [word_diff(before, after, share) for before, after in pairs]


def word_diff(
    before: str, after: str, max_comparisons: int = _MAX_COMPARISONS
) -> list[DiffSegment]:
    """Compare two texts. Kept and removed segments join to `before`, kept and added to `after`.

    Neighbours never have the same change, and removed text comes before what replaces it. Ranges
    that are too long for difflib and have no unique line or word in common are removed and added
    as a whole, which bounds the time for any input.
    """
    max_tokens = max_comparisons // (len(before.split()) + len(after.split()) + 1)
    lines = _align_by_anchors(before.splitlines(keepends=True), after.splitlines(keepends=True))
    words = _refine_changed(lines, _align_words)
    closest = _refine_changed(words, partial(_align_with_difflib, max_tokens))
    return list(_merged_segments(closest))


# generators throughout: each step refines the ranges of the one before without copying the whole
def _refine_changed(
    aligned: Iterable[AlignedTokens],
    refine: Callable[[list[str], list[str]], Iterable[AlignedTokens]],
) -> Iterator[AlignedTokens]:
    for old, new in aligned:
        if old == new:
            yield old, new
        else:
            yield from refine(old, new)


def _align_words(before: list[str], after: list[str]) -> Iterator[AlignedTokens]:
    return _align_by_anchors(_TOKEN.findall("".join(before)), _TOKEN.findall("".join(after)))


def _align_by_anchors(before: list[str], after: list[str]) -> Iterator[AlignedTokens]:
    """Split into the equal ends, the anchors, and the ranges between them, in order."""
    start, ends = _common_ends(before, after)
    yield before[:start], after[:start]
    old, new = start, start
    for position, other in _unique_anchors(before[start : ends[0]], after[start : ends[1]]):
        yield before[old : start + position], after[new : start + other]
        old, new = start + position + 1, start + other + 1
        yield before[old - 1 : old], after[new - 1 : new]
    yield before[old : ends[0]], after[new : ends[1]]
    yield before[ends[0] :], after[ends[1] :]


def _common_ends(before: list[str], after: list[str]) -> tuple[int, tuple[int, int]]:
    """The length of the common beginning, and where in each text the common end starts."""
    start, most = 0, min(len(before), len(after))
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, (len(before) - end, len(after) - end)


def _unique_anchors(before: list[str], after: list[str]) -> list[tuple[int, int]]:
    """Positions of tokens that occur once in each text, in the longest run of the same order.

    That is the longest increasing subsequence, by patience sorting: O(n log n).
    """
    once = _positions_of_unique(after)
    common = [
        (i, once[token]) for token, i in _positions_of_unique(before).items() if token in once
    ]
    tops: list[int] = []
    chains: list[_Chain] = []
    for position, other in common:
        pile = bisect_left(tops, other)
        chain = _Chain(position, other, chains[pile - 1] if pile else None)
        tops[pile : pile + 1], chains[pile : pile + 1] = [other], [chain]
    return _chain_pairs(chains[-1]) if chains else []


class _Chain(NamedTuple):
    """The last pair of an increasing subsequence, with the pairs before it."""

    position: int
    other: int
    earlier: _Chain | None


def _chain_pairs(chain: _Chain | None) -> list[tuple[int, int]]:
    found = []
    while chain:
        found.append((chain.position, chain.other))
        chain = chain.earlier
    return found[::-1]


def _positions_of_unique(tokens: list[str]) -> dict[str, int]:
    counts = Counter(tokens)
    return {t: position for position, t in enumerate(tokens) if counts[t] == 1 and not t.isspace()}


# ranges longer than max_tokens are left as they are: removed and added as a whole
def _align_with_difflib(
    max_tokens: int, before: list[str], after: list[str]
) -> Iterator[AlignedTokens]:
    start, ends = _common_ends(before, after)
    yield before[:start], after[:start]
    old, new = before[start : ends[0]], after[start : ends[1]]
    if max(len(old), len(new)) > max_tokens:
        yield old, new
    else:
        # white space is junk to difflib: two texts are not similar because both have spaces
        for _, i, j, k, m in SequenceMatcher(str.isspace, old, new).get_opcodes():
            yield old[i:j], new[k:m]
    yield before[ends[0] :], after[ends[1] :]


def _merged_segments(aligned: Iterable[AlignedTokens]) -> Iterator[DiffSegment]:
    full = (pair for pair in aligned if any(pair))
    for is_kept, group in groupby(full, key=lambda pair: pair[0] == pair[1]):
        old, new = ("".join(chain.from_iterable(side)) for side in zip(*group, strict=True))
        if is_kept:
            yield DiffSegment(Change.KEPT, old)
            continue
        if old:
            yield DiffSegment(Change.REMOVED, old)
        if new:
            yield DiffSegment(Change.ADDED, new)
