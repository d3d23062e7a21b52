"""Work that a process does beside its requests, again and again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeAlias

from gql.errors import QuireError

Work: TypeAlias = Coroutine[Any, Any, None]


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


@asynccontextmanager
async def running(*works: Work) -> AsyncIterator[None]:
    """Let them all run for the block."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
