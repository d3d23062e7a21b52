"""The render queue: its bound, its order, and what cancelling a caller does."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

import pytest

from gql.content.text.render_queue import MAX_QUEUED, RenderQueue
from gql.errors import RenderQueueFull


async def test_a_full_queue_refuses_at_once() -> None:
    queue, release = RenderQueue("for tests"), threading.Event()
    tasks = [asyncio.create_task(queue.run(release.wait)) for _ in range(MAX_QUEUED)]
    # one turn of the event loop, so that every task has submitted its job
    await asyncio.sleep(0)
    with pytest.raises(RenderQueueFull):
        await queue.run(len, "a")
    release.set()
    await asyncio.gather(*tasks)
    assert await queue.run(len, "a") == 1


async def test_a_cancelled_waiting_job_frees_its_slot_and_never_runs() -> None:
    queue, release, completed = RenderQueue("for tests"), threading.Event(), list[int]()
    first = asyncio.create_task(queue.run(release.wait))
    tasks = [asyncio.create_task(queue.run(completed.append, n)) for n in range(MAX_QUEUED - 1)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    last = asyncio.create_task(queue.run(completed.append, -1))
    release.set()
    await asyncio.gather(first, last)
    assert completed == [-1]


async def test_a_cancelled_running_job_frees_its_slot_when_it_ends() -> None:
    queue, release, started = RenderQueue("for tests"), threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        release.wait()

    task = asyncio.create_task(queue.run(work))
    await asyncio.to_thread(started.wait)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    release.set()
    assert [await queue.run(len, "a") for _ in range(MAX_QUEUED + 1)] == [1] * (MAX_QUEUED + 1)


async def test_an_exception_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        await RenderQueue("for tests").run(divmod, 1, 0)
