"""Fails a test during which the event loop was held: nothing that a request brings may do that.

Processor time of the loop's thread is measured, not time: what else the machine does is no fault.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from gql import logs
from gql.loop_watch import MAX_HELD_SECONDS, watching

TICK_SECONDS = 0.005
TRACED = 4  # times as long, if coverage looks at each line


class LoopWatchdog:
    """The longest time for which the loop was held, but by the test itself and by the collector.

    The tests' processes have more objects than a service, whose own are frozen: full collections
    take longer.
    """

    def __init__(self) -> None:
        self.longest = 0.0
        self._excluded = 0.0
        self._collecting = 0.0

    def clock(self) -> float:
        """Processor time of this thread, without what is excluded."""
        return time.thread_time() - self._excluded

    def report(self, seconds: float) -> None:
        """Keep the longest."""
        self.longest = max(self.longest, seconds)

    @contextmanager
    def own_work(self) -> Iterator[None]:
        """Do not count what the test does in this block; for code that does not await."""
        started = time.thread_time()
        try:
            yield
        finally:
            self._excluded += time.thread_time() - started

    def on_collection(self, phase: str, info: dict[str, int]) -> None:
        """For gc.callbacks."""
        if threading.current_thread() is not threading.main_thread():
            return
        if phase == "start":
            self._collecting = time.thread_time()
        else:
            self._excluded += time.thread_time() - self._collecting


def log_as_the_service() -> None:
    """The body of a fixture: structlog, left to itself, takes a second for its first traceback."""
    logs.configure("json", "info")


async def watched_loop(request: pytest.FixtureRequest) -> AsyncIterator[LoopWatchdog]:
    """The body of the fixture: watches during the test, and fails it afterwards."""
    watchdog = LoopWatchdog()
    if not inspect.iscoroutinefunction(request.function):  # it runs while no loop does
        yield watchdog
        return
    gc.callbacks.append(watchdog.on_collection)
    loop = asyncio.get_running_loop()
    with watching(loop, watchdog.report, clock=watchdog.clock, tick=TICK_SECONDS):
        yield watchdog
        await asyncio.sleep(2 * TICK_SECONDS)  # for the tick after the last turn of the test
    gc.callbacks.remove(watchdog.on_collection)
    allowed = MAX_HELD_SECONDS * (TRACED if "coverage" in sys.modules else 1)
    assert watchdog.longest <= allowed, f"the loop was held for {watchdog.longest:.3f} s"
