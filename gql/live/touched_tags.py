"""Which live queries a change concerns, by the cache tags of their last answers."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import Protocol

from gql.cache.tag_clock import TagClock

SPREAD_SECONDS = 1.0  # over which all are run again, when nobody knows what has changed
CLOCK_SECONDS = 60.0  # how long an answer may take, with all attempts


class Touchable(Protocol):
    """What is run again when one of its tags is touched."""

    def touch(self, delay: float = 0.0) -> None:
        """Its answer may be another now; run it in so many seconds."""


class TouchedTags:
    """A subscriber of the stream of changes, and an index of who depends on which tags."""

    def __init__(self) -> None:
        self._clock = TagClock(CLOCK_SECONDS)
        self._by_tag: dict[str, dict[Touchable, None]] = {}
        self._tags: dict[Touchable, Collection[str] | None] = {}
        self._of_any: dict[Touchable, None] = {}

    @property
    def position(self) -> int:
        """Where the stream is: to be taken before an answer is read."""
        return self._clock.position

    def is_untouched(self, tags: Collection[str] | None, since: int) -> bool:
        """Whether an answer with these tags that was read since a position still holds."""
        return self._clock.is_untouched(tags, since)

    def set(self, one: Touchable, tags: Collection[str] | None) -> None:
        """Touch it from now on when one of these tags is; None: whatever is touched."""
        self.remove(one)
        self._tags[one] = tags
        if tags is None:
            self._of_any[one] = None
        for tag in tags or ():
            self._by_tag.setdefault(tag, {})[one] = None

    def remove(self, one: Touchable) -> None:
        """Touch it no more."""
        self._of_any.pop(one, None)
        for tag in self._tags.pop(one, None) or ():
            if touched := self._by_tag.get(tag):
                touched.pop(one, None)
                if not touched:
                    del self._by_tag[tag]

    def touched(self, tags: Collection[str]) -> None:
        """What has one of these tags reads differently from now on."""
        self._clock.touch(tags)
        found = dict(self._of_any)
        for tag in tags:
            found.update(self._by_tag.get(tag, {}))
        for one in found:
            one.touch()

    def unsettled(self, tags: Collection[str]) -> None:
        """Nothing yet: they are touched when it has come."""

    def forget_all(self) -> None:
        """Anything may read differently: all are run again, not all at once."""
        self._clock.touch_all()
        for one in list(self._tags):
            one.touch(random.uniform(0, SPREAD_SECONDS))  # noqa: S311 - only to spread them
