"""Connections stay at hand between statements, go to who has waited longest, and are never lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from gql.db import Database, Statement
from gql.db.connection import pool
from gql.db.connection_reuse import MOST_USES, Lender

ONE = Statement("one", "select 1 as one")
SIZE = 2


@pytest.fixture
async def connections(server_url: str) -> AsyncIterator[asyncpg.Pool]:
    opened = await pool(server_url, SIZE, {})
    yield opened
    opened.terminate()


@pytest.fixture
def lender(connections: asyncpg.Pool) -> Lender:
    return Lender(connections, 0.2)


async def test_a_connection_that_was_given_back_is_lent_again_without_the_pool(
    lender: Lender, connections: asyncpg.Pool
) -> None:
    first = await lender.take()
    await lender.give(first, is_sound=True)
    assert connections.get_idle_size() == 0
    assert await lender.take() is first


async def test_who_waits_gets_the_connection_of_who_is_done(lender: Lender) -> None:
    lent = [await lender.take() for _ in range(SIZE)]
    waiting = [asyncio.create_task(lender.take()) for _ in range(2)]
    await asyncio.sleep(0)
    for connection in lent:
        await lender.give(connection, is_sound=True)
    assert [await task for task in waiting] == lent


async def test_who_waits_too_long_is_told_and_takes_no_turn(lender: Lender) -> None:
    lent = [await lender.take() for _ in range(SIZE)]
    with pytest.raises(TimeoutError):
        await lender.take()
    await lender.give(lent[0], is_sound=True)
    assert await lender.take() is lent[0]


async def test_a_connection_handed_to_somebody_who_has_just_left_goes_on(lender: Lender) -> None:
    lent = [await lender.take() for _ in range(SIZE)]
    leaving = asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    await lender.give(lent[0], is_sound=True)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert await lender.take() is lent[0]


async def test_a_failed_connection_makes_room_for_a_new_one(lender: Lender) -> None:
    lent = [await lender.take() for _ in range(SIZE)]
    waiting = asyncio.create_task(lender.take())
    await asyncio.sleep(0)
    await lent[0].close()
    await lender.give(lent[0], is_sound=False)
    assert await (await waiting).fetchval("select 1") == 1


async def test_after_one_was_lost_what_is_lent_goes_back_to_the_pool(
    lender: Lender, connections: asyncpg.Pool
) -> None:
    lent = [await lender.take() for _ in range(SIZE)]
    await lender.give(lent[0], is_sound=True)
    await connections.expire_connections()
    await lender.recall()
    await lender.give(lent[1], is_sound=True)
    assert connections.get_idle_size() == 0
    assert {await lender.take() for _ in range(SIZE)}.isdisjoint(lent)


async def test_who_cannot_connect_lets_the_next_try(
    lender: Lender, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise OSError("nobody listens")

    with monkeypatch.context() as patch:
        patch.setattr("gql.db.connection_reuse.acquire", refuse)
        for _ in range(SIZE + 1):
            with pytest.raises(OSError, match="nobody listens"):
                await lender.take()
    assert await lender.take()


async def test_a_connection_is_returned_to_the_pool_now_and_then(
    lender: Lender, connections: asyncpg.Pool
) -> None:
    for _ in range(MOST_USES):
        await lender.give(await lender.take(), is_sound=True)
    assert connections.get_idle_size() == 1


async def test_nothing_is_lent_once_the_pool_closes(
    lender: Lender, connections: asyncpg.Pool
) -> None:
    kept = await lender.take()
    closing = asyncio.create_task(connections.close())
    await asyncio.sleep(0)
    with pytest.raises(ConnectionError):
        await lender.take()
    await lender.give(kept, is_sound=True)
    await asyncio.wait_for(closing, 5)


async def test_ten_readers_on_two_connections_all_read(publication: str) -> None:
    database = await Database.open(publication, pool_size=SIZE)
    try:
        for _ in range(20):
            found = await asyncio.gather(*(database.reader.fetch(ONE) for _ in range(10)))
            assert [records[0]["one"] for records in found] == [1] * 10
    finally:
        await database.close()
