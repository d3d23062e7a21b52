"""Queues that render long texts in a thread beside the event loop, one after the other.

A long text can take seconds of CPU time. Guests have a queue of their own, so that a flood of
anonymous comments does not delay anybody with an account.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from gql.errors import RenderQueueFull

P = ParamSpec("P")
T = TypeVar("T")
MAX_QUEUED = 20  # jobs of one queue, the running one included


class RenderQueue:
    """A single worker thread with a bounded number of jobs.

    One thread, because nearly all of rendering is Python code under the GIL.
    """

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, f"rendering {name}")
        self._jobs: set[Future[Any]] = set()

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return function(*args, **kwargs), or raise RenderQueueFull at once if the queue is full.

        A cancelled caller frees its slot: at once while it waits, else when the job has ended,
        because a running thread cannot be stopped.
        """
        if len(self._jobs) >= MAX_QUEUED:
            raise RenderQueueFull
        job = self._executor.submit(function, *args, **kwargs)
        self._jobs.add(job)
        # of the concurrent.futures.Future: a cancelled asyncio future would free the slot while
        # the thread is still busy with the job
        job.add_done_callback(self._jobs.discard)
        return await asyncio.wrap_future(job)


GUEST_QUEUE = RenderQueue("for guests")
ACCOUNT_QUEUE = RenderQueue("for accounts")
