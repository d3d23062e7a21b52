"""Watches how long the event loop is held: meanwhile it reads, answers and cancels nothing.

The limits on documents, values and responses are meant to keep that below MAX_HELD_SECONDS.
"""

from __future__ import annotations

import os
import threading
import time
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from pathlib import Path

MAX_HELD_SECONDS = 0.05
TICK_SECONDS = 0.02


class RunningClock:
    """Seconds that pass for the calling thread, without those in which it waits for a processor.

    What else the machine does at that time holds no loop. Linux alone tells: elsewhere it is the
    monotonic clock, and nothing is `starved`.
    """

    def __init__(self) -> None:
        path = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._file = os.open(path, os.O_RDONLY) if path.exists() else None

    @property
    def starved(self) -> float:
        """Seconds for which the thread has been ready and waited for a processor so far."""
        if self._file is None:
            return 0.0
        # nanoseconds on a processor, nanoseconds waiting for one, number of time slices
        return int(os.pread(self._file, 100, 0).split()[1]) / 1e9

    def __call__(self) -> float:
        return time.monotonic() - self.starved

    def close(self) -> None:
        """Close the file that it reads."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


@contextmanager
def watching(
    loop: AbstractEventLoop,
    report: Callable[[float], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    tick: float = TICK_SECONDS,
) -> Iterator[None]:
    """Report every `tick` seconds by how many seconds of the clock the tick was late.

    With time.thread_time as the clock, by the processor time of the loop's thread beyond `tick`;
    with a RunningClock, by what the process itself held it for.
    """
    timer: TimerHandle
    before = 0.0

    def begin() -> None:
        nonlocal timer, before
        before = clock()
        # an empty context: the current one may be that of a request, and would never be freed
        timer = loop.call_later(tick, end, context=Context())

    def end() -> None:
        report(max(0.0, clock() - before - tick))
        begin()

    begin()
    try:
        yield
    finally:
        timer.cancel()
