"""The cache of answers: finds them, keeps them, and forgets what the stream of changes touches."""

from __future__ import annotations

import time
from collections.abc import Collection, Hashable
from math import inf
from typing import Any, Protocol

from gql import metrics
from gql.cache.entry import Entry, Ready
from gql.cache.flights import Flights
from gql.cache.sightings import Sightings
from gql.cache.store import Store
from gql.cache.tag_clock import TagClock


class Changes(Protocol):
    """What the cache has to know of the stream of changes."""

    @property
    def is_current(self) -> bool:
        """Whether it is certain that no change was missed."""

    def next_instant(self, tags: Collection[str]) -> float | None:
        """In how many seconds the clock alone will change one of the tags; None: not known to."""


class ResponseCache:
    """Answers by key. It subscribes to the stream: `touched`, `unsettled` and `forget_all`.

    `seconds`: how long a read may take at most, from taking its position to being kept.
    """

    def __init__(self, changes: Changes, *, max_bytes: int, seconds: float) -> None:
        self._changes = changes
        self._max_bytes = max_bytes
        self._clock = TagClock(seconds)
        self._store = Store(max_bytes)
        self._sightings = Sightings()
        self.flights: Flights[Entry] = Flights()

    @property
    def position(self) -> int:
        """Where the stream of changes is: to be taken before the first statement of a read."""
        return self._clock.position

    @property
    def is_current(self) -> bool:
        """Whether it is certain that no change was missed: otherwise nothing is found."""
        return self._changes.is_current

    @property
    def is_off(self) -> bool:
        """Whether nothing is kept, though answers may still be shared with caches on the way."""
        return self._max_bytes == 0

    def find(self, key: Hashable) -> Entry | None:
        """The entry of a key, if it is certain that it holds."""
        if not self._changes.is_current:
            return None
        return self._unless_ended(self._store.find(key))

    def find_ready(self, alias: bytes) -> tuple[Entry, Any] | None:
        """The entry and what is ready for a request with these bytes, if it is certain to hold."""
        if not self._changes.is_current:
            return None
        entry = self._unless_ended(self._store.find_by_alias(alias))
        return (entry, entry.aliases[alias]) if entry else None

    def is_second_sighting(self, key: Hashable) -> bool:
        """Whether an answer to this key may be kept: it was asked for before."""
        return self._sightings.is_second(key)

    def holds(self, tags: Collection[str] | None, since: int) -> bool:
        """Whether it is certain that what was read since that position is still so.

        None: tags that nobody knows.
        """
        return self._changes.is_current and self._clock.is_untouched(tags, since)

    def seconds_left(self, tags: Collection[str], seconds: float | None) -> float:
        """How long an answer with these tags may be kept; `seconds`, if it says so itself."""
        instant = self._changes.next_instant(tags)
        return min(inf if instant is None else instant, inf if seconds is None else seconds)

    def keep(self, entry: Entry, since: int) -> bool:
        """Keep an answer whose reading began at that position, if it still holds and has room."""
        tags = entry.tags
        if not tags or self.is_off or not self._clock.is_untouched(tags, since):
            return False
        return self._store.add(entry)

    def add_variant(self, entry: Entry, name: str, body: bytes) -> None:
        """Keep the body of an entry in another encoding, made once."""
        self._store.add_variant(entry, name, body)

    def add_alias(self, entry: Entry, alias: bytes, ready: Ready) -> None:
        """Let `find_ready` find an entry, as long as it is kept."""
        self._store.add_alias(entry, alias, ready)

    def touched(self, tags: Collection[str]) -> None:
        """What has one of these tags reads differently from now on."""
        self._clock.touch(tags)
        metrics.count_purged(self._store.remove_tagged(tags))

    def unsettled(self, tags: Collection[str]) -> None:
        """These tags are about to be touched: until then nothing that has one is kept."""
        self._clock.unsettle(tags)
        metrics.count_purged(self._store.remove_tagged(tags))

    def forget_all(self) -> None:
        """Nobody knows what was missed."""
        self._clock.touch_all()
        metrics.count_purged(self._store.clear())

    def report(self) -> None:
        """Tell the metrics how much is kept, and what had to go for others since the last time."""
        metrics.set_cached_answers(entries=len(self._store), size=self._store.memory)
        evictions, self._store.evictions = self._store.evictions, 0
        metrics.count_evictions(evictions)

    def _unless_ended(self, entry: Entry | None) -> Entry | None:
        if entry is not None and entry.ends_at <= time.monotonic():
            self._store.remove(entry)
            return None
        return entry
