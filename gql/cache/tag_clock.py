"""When each tag was touched last: whether what was read a while ago still holds.

Ordinary caches lose this race: a read takes its snapshot, a write commits and purges, and the read
then stores what was true before. Here an answer whose tags were touched meanwhile is not kept.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Collection

MAX_TAGS = 50_000  # remembered at once, some 10 MB


class TagClock:
    """The touches of the last `seconds`, in the order in which they came to be known.

    `position` grows with each touch. A read takes it before its first statement. What began before
    the oldest touch that is remembered counts as touched: nobody knows any more.
    """

    def __init__(
        self, seconds: float, *, max_tags: int = MAX_TAGS, now: Callable[[], float] = time.monotonic
    ) -> None:
        self.position = 0
        self._seconds = seconds
        self._max_tags = max_tags
        self._now = now
        self._floor = 0
        self._touches: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._unsettled: set[str] = set()

    def __len__(self) -> int:
        return len(self._touches)

    def touch(self, tags: Collection[str]) -> None:
        """What has one of these tags reads differently from now on."""
        self.position += 1
        self._unsettled.difference_update(tags)
        touch = self.position, self._now()
        for tag in tags:
            self._touches[tag] = touch
            self._touches.move_to_end(tag)
        self._forget_old()

    def unsettle(self, tags: Collection[str]) -> None:
        """Nothing with one of these tags holds until the tag is touched: that is about to come."""
        self.position += 1
        self._unsettled.update(tags)

    def touch_all(self) -> None:
        """Nothing that has begun to be read holds, and nothing is known to be about to change."""
        self.position += 1
        self._unsettled.clear()
        self._floor = self.position
        self._touches.clear()

    def is_untouched(self, tags: Collection[str] | None, since: int) -> bool:
        """Whether none of the tags was touched after the position `since`, nor is about to be.

        None stands for tags that nobody knows: then nothing at all may have been touched.
        """
        if self._unsettled and (tags is None or not self._unsettled.isdisjoint(tags)):
            return False
        if since == self.position:
            return True
        if tags is None or since < self._floor:
            return False
        never = 0, 0.0
        return all(self._touches.get(tag, never)[0] <= since for tag in tags)

    def _forget_old(self) -> None:
        latest = self._now() - self._seconds
        while self._touches:
            position, moment = next(iter(self._touches.values()))
            if moment > latest and len(self._touches) <= self._max_tags:
                return
            self._touches.popitem(last=False)
            self._floor = max(self._floor, position)
