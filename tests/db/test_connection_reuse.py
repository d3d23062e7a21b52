"""Connections are reused between reads, go to the oldest waiter, and are never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from gql.db import Database, Statement
from gql.db.connection import create_pool
from gql.db.connection_reuse import USES_BETWEEN_POOL_CHECKS, ReusableConnections

ONE = Statement("one", "select 1 as one")
SIZE = 2


@pytest.fixture
async def pool(server_url: str) -> AsyncIterator[asyncpg.Pool]:
    pool = await create_pool(server_url, SIZE, {})
    yield pool
    pool.terminate()


@pytest.fixture
def reusable(pool: asyncpg.Pool) -> ReusableConnections:
    return ReusableConnections(pool, 0.2)


async def test_a_released_connection_is_reused_without_the_pool(
    reusable: ReusableConnections, pool: asyncpg.Pool
) -> None:
    first = await reusable.acquire()
    await reusable.release(first, is_healthy=True)
    assert pool.get_idle_size() == 0
    assert await reusable.acquire() is first


async def test_waiters_receive_released_connections_in_their_order(
    reusable: ReusableConnections,
) -> None:
    acquired = [await reusable.acquire() for _ in range(SIZE)]
    # one turn of the event loop lets the tasks reach the queue
    waiting = [asyncio.create_task(reusable.acquire()) for _ in range(2)]
    await asyncio.sleep(0)
    for connection in acquired:
        await reusable.release(connection, is_healthy=True)
    assert [await task for task in waiting] == acquired


async def test_a_waiter_that_timed_out_receives_no_connection(
    reusable: ReusableConnections,
) -> None:
    acquired = [await reusable.acquire() for _ in range(SIZE)]
    with pytest.raises(TimeoutError):
        await reusable.acquire()
    await reusable.release(acquired[0], is_healthy=True)
    assert await reusable.acquire() is acquired[0]


async def test_a_connection_given_to_a_waiter_that_was_just_cancelled_goes_to_the_next(
    reusable: ReusableConnections,
) -> None:
    acquired = [await reusable.acquire() for _ in range(SIZE)]
    leaving = asyncio.create_task(reusable.acquire())
    await asyncio.sleep(0)
    await reusable.release(acquired[0], is_healthy=True)
    # the future has its result, but the task has not run again: the cancellation comes between
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert await reusable.acquire() is acquired[0]


async def test_a_failed_connection_is_replaced_by_a_new_one(reusable: ReusableConnections) -> None:
    acquired = [await reusable.acquire() for _ in range(SIZE)]
    waiting = asyncio.create_task(reusable.acquire())
    await asyncio.sleep(0)
    await acquired[0].close()
    await reusable.release(acquired[0], is_healthy=False)
    assert await (await waiting).fetchval("select 1") == 1


async def test_after_a_lost_connection_all_others_are_replaced_too(
    reusable: ReusableConnections, pool: asyncpg.Pool
) -> None:
    acquired = [await reusable.acquire() for _ in range(SIZE)]
    await reusable.release(acquired[0], is_healthy=True)
    await pool.expire_connections()
    await reusable.return_idle_to_pool()
    await reusable.release(acquired[1], is_healthy=True)
    assert pool.get_idle_size() == 0
    assert {await reusable.acquire() for _ in range(SIZE)}.isdisjoint(acquired)


async def test_a_failed_attempt_to_connect_leaves_its_slot_to_the_next(
    reusable: ReusableConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise OSError("nobody listens")

    with monkeypatch.context() as patch:
        patch.setattr("gql.db.connection_reuse.acquire_from_pool", refuse)
        for _ in range(SIZE + 1):
            with pytest.raises(OSError, match="nobody listens"):
                await reusable.acquire()
    assert await reusable.acquire()


async def test_connections_are_returned_to_the_pool_at_intervals(
    reusable: ReusableConnections, pool: asyncpg.Pool
) -> None:
    for _ in range(USES_BETWEEN_POOL_CHECKS):
        await reusable.release(await reusable.acquire(), is_healthy=True)
    assert pool.get_idle_size() == 1


async def test_no_connection_is_acquired_once_the_pool_closes(
    reusable: ReusableConnections, pool: asyncpg.Pool
) -> None:
    connection = await reusable.acquire()
    closing = asyncio.create_task(pool.close())
    await asyncio.sleep(0)
    with pytest.raises(ConnectionError):
        await reusable.acquire()
    await reusable.release(connection, is_healthy=True)
    await asyncio.wait_for(closing, 5)


async def test_ten_readers_on_two_connections_all_read(publication: str) -> None:
    database = await Database.open(publication, pool_size=SIZE)
    try:
        for _ in range(20):
            results = await asyncio.gather(*(database.reader.fetch(ONE) for _ in range(10)))
            assert [records[0]["one"] for records in results] == [1] * 10
    finally:
        await database.close()
