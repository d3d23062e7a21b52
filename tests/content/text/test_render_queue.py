"""Texts are rendered in turn, and whoever has gone away waits no longer."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

import pytest

from gql.content.text.render_queue import MOST, Line
from gql.errors import WritersBusy


async def test_beyond_the_bound_nobody_waits() -> None:
    line, go = Line("for tests"), threading.Event()
    waiting = [asyncio.create_task(line.rendered(go.wait)) for _ in range(MOST)]
    await asyncio.sleep(0)
    with pytest.raises(WritersBusy):
        await line.rendered(len, "a")
    go.set()
    await asyncio.gather(*waiting)
    assert await line.rendered(len, "a") == 1


async def test_who_is_cancelled_gives_up_the_place_and_is_not_rendered() -> None:
    line, go, done = Line("for tests"), threading.Event(), list[int]()
    first = asyncio.create_task(line.rendered(go.wait))
    waiting = [asyncio.create_task(line.rendered(done.append, n)) for n in range(MOST - 1)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    last = asyncio.create_task(line.rendered(done.append, -1))
    go.set()
    await asyncio.gather(first, last)
    assert done == [-1]


async def test_what_runs_when_it_is_cancelled_ends_and_frees_its_place() -> None:
    line, go, begun = Line("for tests"), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go.wait()

    task = asyncio.create_task(line.rendered(work))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    go.set()
    assert [await line.rendered(len, "a") for _ in range(MOST + 1)] == [1] * (MOST + 1)


async def test_what_fails_fails_for_who_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        await Line("for tests").rendered(divmod, 1, 0)
