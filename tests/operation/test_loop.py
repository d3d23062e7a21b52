"""Large answers are made beside the event loop, or in slices: see the watchdog in conftest.py."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gql.db import Database
from gql.engine import Context
from gql.loop_watch import MAX_HELD_SECONDS, RunningClock, watching
from gql.operation import turns
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.operation.turns import SLICE_SECONDS, Turns
from gql.schema import schema
from gql.viewer import ANONYMOUS
from tests.loop_watchdog import LoopWatchdog
from tests.operation.long_texts import long_texts
from tests.operation_client import SERVICE_URL


@pytest.fixture(autouse=True)
def _slices_of_the_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the longer ones that tests/conftest.py gives to traced code."""
    monkeypatch.setattr(turns, "SLICE_SECONDS", 0.02)


@pytest.fixture(scope="module")
async def database(module_database: str) -> AsyncIterator[Database]:
    async with long_texts(module_database) as database:
        yield database


async def run(database: Database, query: str, compile_at: int | None) -> Result:
    context = Context(ANONYMOUS, database.reader, SERVICE_URL, seconds=60)
    executor = Executor(schema, compile_at=compile_at, timeout=60)
    return await executor.run(GraphQLRequest(query), context)


def aliases(field: str, times: int) -> str:
    return " ".join(f"a{n}: {field}" for n in range(times))


POSTS = (
    "id databaseId slug uri link title status publishedAt updatedAt createdAt language wordCount"
)
LARGE = {
    "many nodes": "{ %s }".replace(
        "%s", aliases(f"posts(first: 100) {{ nodes {{ {POSTS} }} }}", 8)
    ),
    "many fields": "{ posts(first: 100) { nodes { %s } } }".replace("%s", aliases("title", 45)),
    "many edges": "{ %s }".replace(
        "%s", aliases("comments(first: 100) { edges { cursor node { id publishedAt } } }", 20)
    ),
    "seo": "{ posts(first: 100) { nodes { seo { %s } } } }".replace("%s", aliases("jsonLd", 20)),
    "tables of contents": "{ posts(first: 100) { nodes { toc { level text anchor } } } }",
    "excerpts": "{ posts(first: 100) { nodes { %s } } }".replace(
        "%s", aliases("excerpt(words: 50)", 20)
    ),
    "texts": "{ posts(first: 30) { nodes { content } } }",
    "errors": "{ posts(first: 100) { nodes { %s } } }".replace(
        "%s", aliases("excerpt(words: 0)", 20)
    ),
}


@pytest.mark.parametrize("what", sorted(LARGE.keys() - {"tables of contents"}))  # a plan's at once
async def test_the_reference_path_leaves_the_loop_to_others(database: Database, what: str) -> None:
    assert (await run(database, LARGE[what], None)).executed


@pytest.mark.parametrize("what", LARGE)
async def test_a_plan_leaves_the_loop_to_others(database: Database, what: str) -> None:
    assert (await run(database, LARGE[what], 1)).executed


async def test_turns_are_given_in_rotation_and_all_that_wait_get_one() -> None:
    turns, done = Turns(asyncio.get_running_loop()), []

    async def work(operation: str, _: int) -> None:
        await turns.wait(operation)
        done.append(operation)
        spend(SLICE_SECONDS / 2)

    await asyncio.gather(
        *(work("large", n) for n in range(20)),
        work("small", 0),
        *(work("other", n) for n in (0, 1)),
    )
    assert len(done) == 23
    assert max(done.index("small"), done.index("other")) < 10


async def test_who_is_cancelled_while_waiting_takes_no_turn() -> None:
    turns = Turns(asyncio.get_running_loop())
    assert turns.has_time()
    spend(SLICE_SECONDS)
    tasks = [asyncio.create_task(turns.wait(n)) for n in range(3)]
    tasks[0].cancel()
    await asyncio.wait_for(asyncio.gather(*tasks[1:]), 5)
    assert tasks[0].cancelled()


async def test_the_watch_sees_a_loop_that_is_held(watchdog: LoopWatchdog) -> None:
    seen: list[float] = []
    with watching(asyncio.get_running_loop(), seen.append, clock=time.thread_time, tick=0.005):
        await asyncio.sleep(0.02)
        with watchdog.own_work():
            spend(2 * MAX_HELD_SECONDS)
        await asyncio.sleep(0.02)
    assert max(seen) > MAX_HELD_SECONDS
    assert watchdog.longest < MAX_HELD_SECONDS


def test_a_clock_stands_still_while_its_thread_waits_for_a_processor() -> None:
    """Held to one processor, beside three processes that keep it busy."""
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(allowed)})
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3)]
    try:
        clock, began = RunningClock(), time.monotonic()
        first, starved = clock(), clock.starved
        spend(0.1)
        passed, waited = clock() - first, clock.starved - starved
        total = time.monotonic() - began
    finally:
        os.sched_setaffinity(0, allowed)
        for other in others:
            other.kill()
            other.wait()
    clock.close()
    assert waited > 0
    assert passed == pytest.approx(total - waited, abs=0.01)
    assert passed < total


def test_a_clock_counts_what_its_thread_waits_for_itself() -> None:
    """Blocking input and output, a lock, a sleep: all of them hold a loop."""
    clock = RunningClock()
    first = clock()
    time.sleep(0.05)
    assert clock() - first > 0.04
    clock.close()


def test_a_clock_without_such_a_system_is_monotonic(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "exists", lambda _: False)
    clock = RunningClock()
    assert (clock.starved, clock() > 0) == (0.0, True)
    clock.close()


def spend(seconds: float) -> None:
    """Keep the processor busy."""
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
