"""Work beside requests goes on, whatever becomes of it."""

from __future__ import annotations

import asyncio

import pytest

from gql.errors import DatabaseDown
from gql.periodic import every


@pytest.mark.parametrize("at_once", [True, False])
async def test_work_that_the_database_refuses_is_done_the_next_time(at_once: bool) -> None:
    attempts: list[float] = []
    is_done = asyncio.Event()
    began = asyncio.get_running_loop().time()

    async def work() -> None:
        attempts.append(asyncio.get_running_loop().time() - began)
        if len(attempts) < 3:
            raise DatabaseDown
        is_done.set()

    working = asyncio.create_task(every(0.02, work, at_once=at_once))
    await asyncio.wait_for(is_done.wait(), 60)
    working.cancel()
    assert len(attempts) == 3
    assert (attempts[0] < 0.02) is at_once
