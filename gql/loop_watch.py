"""Watches how long the event loop is held: meanwhile it reads, answers and cancels nothing.

The limits on documents, values and responses are meant to keep that below MAX_HELD_SECONDS.
"""

from __future__ import annotations

import time
from asyncio import AbstractEventLoop, TimerHandle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context

MAX_HELD_SECONDS = 0.05
TICK_SECONDS = 0.02


@contextmanager
def watching(
    loop: AbstractEventLoop,
    report: Callable[[float], None],
    *,
    clock: Callable[[], float] = time.monotonic,
    tick: float = TICK_SECONDS,
) -> Iterator[None]:
    """Report every `tick` seconds by how many seconds the tick was late.

    With time.thread_time as the clock, by the processor time of the loop's thread beyond `tick`.
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
