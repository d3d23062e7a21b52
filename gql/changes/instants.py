"""Changes that show at a time to come, such as what is published tomorrow.

Shortly before its instant, nothing that depends on it may be kept any more, and shortly after it,
all that was kept is dropped: how shortly is the margin, by which the clocks may differ.
"""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterator
from math import inf
from typing import Literal, NamedTuple

MAX_INSTANTS = 1_000  # that are loaded at once; later ones when these have passed
EVERYTHING = "everything"  # the tag of every answer


class Instant(NamedTuple):
    """When a change shows, in seconds since 1970 by the database; its row; its tags."""

    at: float
    id: int
    tags: list[str]


class Instants:
    """The next changes to come, in the order of their time.

    Of those later than `horizon` nothing is known: they are loaded when `is_used_up`.
    """

    def __init__(self) -> None:
        self._ids: set[int] = set()
        self._coming: list[Instant] = []
        self._unsettled: list[Instant] = []
        self._times: dict[str, list[float]] = {}  # by tag: a heap, as are the two above
        self.horizon = inf

    @property
    def is_used_up(self) -> bool:
        """Whether those later than the horizon have to be loaded: all before it are coming now."""
        return self.horizon < inf and not self._coming

    @property
    def is_overfull(self) -> bool:
        """Whether there are too many to follow all of them: the next ones have to be loaded."""
        return len(self._ids) > 2 * MAX_INSTANTS

    def add(self, instant: Instant) -> None:
        """Follow one more, unless it is followed already or too late to be."""
        if instant.id in self._ids or instant.at > self.horizon:
            return
        self._ids.add(instant.id)
        heapq.heappush(self._coming, instant)
        for tag in instant.tags:
            heapq.heappush(self._times.setdefault(tag, []), instant.at)

    def load(self, instants: Collection[Instant]) -> None:
        """Follow the next MAX_INSTANTS of all, or all if they are fewer, and no later ones."""
        is_full = len(instants) >= MAX_INSTANTS
        self.horizon = max(instant.at for instant in instants) if is_full else inf
        kept = [i for i in (*self._coming, *self._unsettled) if i.at <= self.horizon]
        # what was unsettled becomes so again, which changes nothing for who was told
        self._ids, self._coming, self._unsettled, self._times = set(), [], [], {}
        for instant in (*kept, *instants):
            self.add(instant)

    def next_of(self, tags: Collection[str]) -> float:
        """The time of the next one that has one of these tags; infinite where there is none.

        It may have passed, if it was not yet told.
        """
        times = (self._times[tag][0] for tag in (*tags, EVERYTHING) if tag in self._times)
        return min(times, default=self.horizon)

    def next_event(self, margin: float) -> float:
        """The time at which `advance` has something to say again."""
        before = self._coming[0].at - margin if self._coming else inf
        after = self._unsettled[0].at + margin if self._unsettled else inf
        return min(before, after)

    def advance(
        self, now: float, margin: float
    ) -> Iterator[tuple[Literal["unsettled", "touched"], list[str]]]:
        """The tags of what is about to come by now, and of what has passed."""
        while self._coming and self._coming[0].at - margin <= now:
            instant = heapq.heappop(self._coming)
            heapq.heappush(self._unsettled, instant)
            yield "unsettled", instant.tags
        while self._unsettled and self._unsettled[0].at + margin <= now:
            instant = heapq.heappop(self._unsettled)
            self._forget(instant)
            yield "touched", instant.tags

    def _forget(self, instant: Instant) -> None:
        self._ids.discard(instant.id)
        for tag in instant.tags:
            times = self._times[tag]
            times.remove(instant.at)
            if times:
                heapq.heapify(times)
            else:
                del self._times[tag]
