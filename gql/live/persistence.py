"""Asks again what the database did not answer: an operation outlives its restart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from gql.errors import TimedOut, Unavailable

T = TypeVar("T")
PAUSES = (0.05, 1.0)  # seconds: the first between two attempts, and the longest
MAX_TIMEOUTS = 3  # of a database that answers others: then it is this question that takes too long


async def persistently(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer, as soon as there is one. Raises what is no matter of time, and TimedOut."""
    pause, longest = PAUSES
    timeouts = 0
    while True:
        try:
            return await ask()
        except TimedOut:
            timeouts += 1
            if timeouts >= MAX_TIMEOUTS:
                raise
        except Unavailable:
            pass
        await asyncio.sleep(pause)
        pause = min(2 * pause, longest)
