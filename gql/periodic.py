"""Work that a process does beside its requests, again and again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

from gql.errors import QuireError


async def every(
    seconds: float, work: Callable[[], Awaitable[object]], *, at_once: bool = False
) -> None:
    """Work, and again so many seconds after it has ended, until cancelled.

    The first time after these seconds too, unless `at_once`.
    """
    if not at_once:
        await asyncio.sleep(seconds)
    while True:
        with suppress(QuireError):  # a database that is down or busy: the next time will do
            await work()
        await asyncio.sleep(seconds)
