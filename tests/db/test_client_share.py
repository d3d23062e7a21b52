"""One address holds no more than its share of the connections while others read, and all when alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import asyncpg
import pytest

from gql.db import Connection, Database, Statement, client_share, current_client
from gql.db.client_share import ClientShares, ShareExhausted
from gql.db.connection import create_pool
from gql.db.connection_reuse import ReusableConnections
from gql.errors import AddressBusy

SIZE = 4
SLEEP = Statement("sleep", "select pg_sleep(2.5)")
ONE = Statement("one", "select 1 as one")


@pytest.fixture
async def pool(server_url: str) -> AsyncIterator[asyncpg.Pool]:
    pool = await create_pool(server_url, SIZE, {}, min_size=SIZE)
    yield pool
    pool.terminate()


@pytest.fixture
def reusable(pool: asyncpg.Pool) -> ReusableConnections:
    return ReusableConnections(pool, 0.2, share=0.5)


@contextmanager
def reading_for(client: str) -> Iterator[None]:
    """What the block reads, it reads for a client."""
    token = current_client.set(client)
    yield
    current_client.reset(token)


def waiting_for(reusable: ReusableConnections, client: str) -> asyncio.Task[Connection]:
    with reading_for(client):
        return asyncio.create_task(reusable.acquire())  # which copies the context


async def held_by(reusable: ReusableConnections, client: str, count: int) -> list[Connection]:
    return [await waiting_for(reusable, client) for _ in range(count)]


async def test_alone_a_client_may_hold_all_connections(reusable: ReusableConnections) -> None:
    assert len(set(await held_by(reusable, "flood", SIZE))) == SIZE


async def test_while_another_reads_a_client_holds_no_more_than_its_share(
    reusable: ReusableConnections,
) -> None:
    for client in ("flood", "honest"):
        [connection] = await held_by(reusable, client, 1)
        await reusable.release(connection, is_healthy=True)
    held = await held_by(reusable, "flood", SIZE // 2)
    with pytest.raises(ShareExhausted):
        await waiting_for(reusable, "flood")
    # the other half is free for everybody else, at once
    others = [await waiting_for(reusable, name) for name in ("honest", "third")]
    assert not set(others) & set(held)
    again = waiting_for(reusable, "flood")
    await asyncio.sleep(0)
    await reusable.release(held[0], is_healthy=True)
    assert await again is held[0]


async def test_the_one_that_holds_the_fewest_is_next_and_takes_turns_with_its_equals(
    reusable: ReusableConnections,
) -> None:
    held = await held_by(reusable, "flood", SIZE)
    order: list[str] = []

    async def read(client: str) -> None:
        with reading_for(client):
            connection = await reusable.acquire()
        order.append(client)
        await reusable.release(connection, is_healthy=True)

    reads = ["flood", "flood", "b", "b", "c", "flood", "b", "c"]
    tasks = [asyncio.create_task(read(client)) for client in reads]
    await asyncio.sleep(0)
    await reusable.release(held[0], is_healthy=True)
    await asyncio.wait(tasks[2:5] + tasks[6:])
    assert order[:5] == ["b", "c", "b", "c", "b"]
    for connection in held[1:]:
        await reusable.release(connection, is_healthy=True)
    await asyncio.gather(*tasks)
    assert sorted(order) == sorted(reads)


async def test_the_share_ends_when_nobody_else_has_read_for_a_while(
    reusable: ReusableConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_share, "CONTENTION_SECONDS", 0.0)
    for client in ("honest", "flood"):
        [connection] = await held_by(reusable, client, 1)
        await reusable.release(connection, is_healthy=True)
    assert len(set(await held_by(reusable, "flood", SIZE))) == SIZE


async def test_what_no_client_asked_for_is_bound_by_no_share(reusable: ReusableConnections) -> None:
    for client in ("flood", "honest"):
        [connection] = await held_by(reusable, client, 1)
        await reusable.release(connection, is_healthy=True)
    assert len(set(await held_by(reusable, "", SIZE))) == SIZE


async def test_reads_that_fail_time_out_or_are_cancelled_leave_nothing_counted(
    reusable: ReusableConnections, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = await held_by(reusable, "flood", SIZE)
    cancelled = waiting_for(reusable, "flood")
    await asyncio.sleep(0)
    cancelled.cancel()
    received = waiting_for(reusable, "honest")
    await asyncio.sleep(0)
    await reusable.release(held.pop(), is_healthy=True)
    received.cancel()  # in the very turn in which it receives its connection
    await asyncio.wait([cancelled, received])
    held.append(await waiting_for(reusable, "third"))
    with pytest.raises(TimeoutError):
        await waiting_for(reusable, "third")
    for connection in held:
        await reusable.release(connection, is_healthy=False)

    async def refuse(*_: object) -> None:
        raise OSError("nobody listens")

    with monkeypatch.context() as patch:
        patch.setattr("gql.db.connection_reuse.acquire_from_pool", refuse)
        with pytest.raises(OSError, match="nobody listens"):
            await waiting_for(reusable, "fourth")
    assert reusable._shares._held == {}


@pytest.mark.parametrize(("size", "share", "most"), [(10, 0.5, 5), (10, 0.01, 1), (3, 0.5, 1)])
def test_a_share_is_at_least_one_connection(size: int, share: float, most: int) -> None:
    shares = ClientShares(size, share)
    for client in ("a", "b"):
        shares.note(client)
    for _ in range(most):
        assert shares.may_take("b")
        shares.take("b")
    assert not shares.may_take("b")


async def test_a_flood_of_slow_reads_gets_429_and_the_reads_of_others_wait_for_none(
    publication: str,
) -> None:
    # long enough for a connection to be opened on a busy machine
    database = await Database.open(publication, pool_size=SIZE, acquire_timeout=2)
    try:
        for client in ("honest", "flood"):
            with reading_for(client):
                await database.reader.fetch(ONE)
        with reading_for("flood"):
            flood = [asyncio.create_task(database.reader.fetch(SLEEP)) for _ in range(20)]
        await asyncio.sleep(0)
        with reading_for("honest"):
            for _ in range(10):
                assert (await database.reader.fetch(ONE))[0]["one"] == 1
        assert not any(task.done() for task in flood[:2])
        results = await asyncio.gather(*flood, return_exceptions=True)
        refused = [result for result in results if isinstance(result, BaseException)]
        assert {type(error) for error in refused} == {AddressBusy}
        assert len(results) - len(refused) >= SIZE // 2
    finally:
        await database.close()
