"""Queues of texts that are rendered in processes beside the service, in order, within bounds.

A long text can take seconds of CPU time, which under Python's global lock would be taken from every
other request. Guests have a queue of their own, with processes of their own, so that a flood of
anonymous comments does not delay anybody with an account.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar, TypeVarTuple

from gql.content.text.render_process import ProcessLost, RenderProcess
from gql.errors import RenderQueueFull

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
MAX_QUEUED = 20  # jobs of one queue, the running ones included
MAX_JOBS = 500  # of one process: the memory that its jobs have fragmented goes with it
# Characters that are rendered where they are: the worst text of this length takes a fifth of the
# 50 ms for which a request may hold the event loop; tests/content/text/test_linear_time.py.
MAX_INLINE_LENGTH = 600


class RenderQueue:
    """A bounded number of jobs for a bounded number of processes, which the first jobs start."""

    def __init__(self, name: str, *, niceness: int = 0) -> None:
        self._name = name
        self._niceness = niceness
        self._jobs: set[Future[Any]] = set()
        self._processes: set[RenderProcess] = set()
        self._idle: list[RenderProcess] = []
        self._prepare: Callable[[], None] = _nothing
        self.configure(processes=1, seconds=3.0)
        atexit.register(self.close)

    def configure(
        self, *, processes: int, seconds: float, prepare: Callable[[], None] | None = None
    ) -> None:
        """Set how many processes there may be, and how much CPU time a job may take.

        `prepare` is called in each process at its start: settings of this one are not known there.
        """
        self._seconds = seconds
        self._prepare = prepare or self._prepare
        # each of these threads waits for one process
        self._threads = ThreadPoolExecutor(processes, f"rendering {self._name}")

    async def run(self, function: Callable[[*Ts], T], *arguments: *Ts, length: int) -> T:
        """Return function(*arguments), which renders texts of `length` characters together.

        Raises RenderQueueFull at once if the queue is full, and TooComplex if the job takes too
        long. A cancelled caller frees its place: at once while it waits, else when the job ends.
        """
        if length <= MAX_INLINE_LENGTH:
            return function(*arguments)
        if len(self._jobs) >= MAX_QUEUED:
            raise RenderQueueFull
        job = self._threads.submit(self._run_in_process, function, arguments)
        self._jobs.add(job)
        # of the concurrent.futures.Future: a cancelled asyncio future would free the place while
        # a process is still busy with the job
        job.add_done_callback(self._jobs.discard)
        return await asyncio.wrap_future(job)

    def close(self) -> None:
        """End all processes. A later job would start another."""
        processes, self._processes = self._processes, set()
        self._idle.clear()
        for process in processes:
            process.kill()

    def _run_in_process(self, function: Callable[..., T], arguments: tuple[Any, ...]) -> T:
        # an idle process may have been ended since its last job: by the system, or by close()
        with suppress(IndexError, ProcessLost):
            return self._run_in(self._idle.pop(), function, arguments)
        return self._run_in(RenderProcess(self._niceness, self._prepare), function, arguments)

    def _run_in(
        self, process: RenderProcess, function: Callable[..., T], arguments: tuple[Any, ...]
    ) -> T:
        self._processes.add(process)
        try:
            result: T = process.run(function, arguments, self._seconds)
            return result
        finally:
            if process.is_alive and process.jobs < MAX_JOBS:
                self._idle.append(process)
            else:
                self._processes.discard(process)
                process.kill()


def _nothing() -> None:
    """What a process does at its start that needs no settings."""


# less urgent for the operating system than whatever else the service does
GUEST_QUEUE = RenderQueue("for guests", niceness=5)
ACCOUNT_QUEUE = RenderQueue("for accounts")


def configure_queues(processes: int, seconds: float, prepare: Callable[[], None]) -> None:
    """Configure both queues; `prepare` is called here too, for what is rendered in place."""
    prepare()
    for queue in (GUEST_QUEUE, ACCOUNT_QUEUE):
        queue.configure(processes=processes, seconds=seconds, prepare=prepare)


def close_queues() -> None:
    """End the processes of both queues."""
    GUEST_QUEUE.close()
    ACCOUNT_QUEUE.close()
