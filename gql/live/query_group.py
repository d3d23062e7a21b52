"""Equal live queries of those who see the same: run once for all when what they show changes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection
from typing import Any

from gql.engine import AnswerTags
from gql.live.answer_bytes import has_timed_out
from gql.live.group import Group
from gql.live.open_operation import LiveAnswer, OpenOperation
from gql.live.touched_tags import TouchedTags
from gql.operation.result import Result

AGAIN_SECONDS = 5.0  # after an answer that took too long
REST = 4  # times as long as a run has taken, the next one begins at the earliest


class QueryGroup(Group):
    """One live query, its last answer, and its readers.

    An answer is given only if its bytes differ from those before. Two runs begin at least
    `throttle` seconds apart; what is touched in between is answered by a run after it.
    """

    def __init__(self, touched: TouchedTags, throttle: float, *group: Any) -> None:
        """`group`: what every Group has."""
        self._touched = touched
        self._throttle = throttle
        self._since = 0
        self._started = 0.0
        self._wake = asyncio.Event()
        self._delay = 0.0
        self._answer_now: LiveAnswer | None = None
        self._number = 0
        super().__init__(*group)

    def touch(self, delay: float = 0.0) -> None:
        """Run it again, in so many seconds at the latest."""
        self._delay = delay if not self._wake.is_set() else min(delay, self._delay)
        self._wake.set()

    async def begin(self, reader: OpenOperation, after: str | None = None) -> None:
        """Give a reader the present answer, and all that follow."""
        if self._answer_now is not None:
            reader.put(self._answer_now)
        self.audience.join(reader, self._number)

    def close(self) -> None:
        """Run no more."""
        self._touched.remove(self)
        super().close()

    async def _open(self) -> Result | None:
        result, seconds = await self._run_once()
        if result.errors and not result.executed:
            return result
        self._task = asyncio.create_task(self._run(seconds))
        return None

    async def _run(self, seconds: float | None) -> None:
        try:
            while True:
                # one that takes long waits long: it is not to run all the time
                pause = max(self._throttle, REST * (time.monotonic() - self._started))
                await self._due(seconds)
                await asyncio.sleep(max(self._delay, self._started + pause - time.monotonic()))
                _, seconds = await self._run_once()
        except Exception as error:
            self.end(error)

    async def _due(self, seconds: float | None) -> None:
        """Wait until something has touched it, and for so many seconds at most."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:  # what it shows changes with the clock alone
            self._delay = 0.0

    async def _run_once(self) -> tuple[Result, float | None]:
        """Answer, and give the answer to all if it is another one. Returns what came of it, and for
        how many seconds it may be kept; None: as long as nothing touches it."""
        make = self._make_context
        body, result = await self._answer(make, make, begin=self._begin)
        tags = self._depends_on(result.tags)
        self._touched.set(self, tags)
        if not self._touched.is_untouched(tags, self._since):
            self.touch()
        is_late = has_timed_out(result)
        # those who have an answer keep it until there is another one
        if self._answer_now is None or (body != self._answer_now.body and not is_late):
            self._answer_now = LiveAnswer(body)
            self._number += 1
            await self.audience.give(self._answer_now, self._number)
        seconds = result.tags.seconds if result.tags else None
        return result, AGAIN_SECONDS if is_late else seconds

    def _begin(self) -> None:
        self._wake.clear()
        self._since, self._started = self._touched.position, time.monotonic()

    def _depends_on(self, tags: AnswerTags | None) -> Collection[str] | None:
        # what is saved without being shown to readers touches its node alone, and not the lists in
        # which its author and editors see it
        if tags is None or tags.unknown or not self.request.asker.is_stranger:
            return None
        return tags.names
