"""The statements of an operation are logged, and do not outlive it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from gql.db import Database, StatementLog, current_statement_log
from gql.errors import LimitExceeded
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from tests import toy_schema

# by its parameter, as the text of this statement contains pg_sleep too
SLEEPING_COUNT = """
select count(*)
from pg_stat_activity
where query like '%pg_sleep($1)%'
and state = 'active'
and pid <> pg_backend_pid()
and datname = current_database()
"""


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    database = await Database.open(empty_database, pool_size=3, statement_timeout=60)
    yield database
    await database.close()


async def sleeping_count(database: Database) -> int:
    """The number of sessions in which pg_sleep runs."""
    async with database.transaction() as owner:
        return int(await owner.fetchval(SLEEPING_COUNT))


async def is_sleeping_soon(database: Database) -> bool:
    """Whether a pg_sleep begins to run within two seconds."""
    for _ in range(100):
        if await sleeping_count(database):
            return True
        await asyncio.sleep(0.02)
    return False


async def is_idle_soon(database: Database) -> bool:
    """Whether no pg_sleep runs any more within two seconds."""
    for _ in range(40):
        if await sleeping_count(database) == 0:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_each_operation_has_a_statement_log_of_its_own(database: Database) -> None:
    executor = Executor(toy_schema.schema())
    query = GraphQLRequest("{ a: sleepInDatabase(seconds: 0) b: sleepInDatabase(seconds: 0) }")
    results = await asyncio.gather(
        *(executor.run(query, toy_schema.Context(database.reader)) for _ in range(3))
    )
    # both fields load through one DataLoader, so each operation sends one statement
    assert [r.statements.lines for r in results] == [["sleep [1]"]] * 3
    assert current_statement_log.get() is None


async def test_a_cancelled_operation_leaves_no_statement_running(database: Database) -> None:
    context = toy_schema.Context(database.reader)
    running = Executor(toy_schema.schema()).run(GraphQLRequest("{ sleepInDatabase }"), context)
    task = asyncio.create_task(running)
    assert await is_sleeping_soon(database)
    # the client has gone: Postgres must not work on for nobody
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await is_idle_soon(database)


async def test_an_operation_that_timed_out_leaves_no_statement_running(
    database: Database,
) -> None:
    context = toy_schema.Context(database.reader)
    executor = Executor(toy_schema.schema(), timeout=0.2)
    result = await executor.run(GraphQLRequest("{ sleepInDatabase }"), context)
    assert [e["extensions"]["code"] for e in result.errors] == ["TIMED_OUT"]
    assert await is_idle_soon(database)


def test_an_operation_may_send_a_bounded_number_of_statements() -> None:
    log = StatementLog(most=2)
    for _ in range(2):
        log.begin(toy_schema.SLEEP, (0,))
    with pytest.raises(LimitExceeded, match=r"limit: statements"):
        log.begin(toy_schema.SLEEP, (0,))


async def test_a_statement_that_takes_longer_than_its_price_explains_is_noted(
    database: Database,
) -> None:
    executor = Executor(toy_schema.schema())
    for seconds, noted in ((0, []), (0.3, ["sleep"])):
        query = GraphQLRequest(f"{{ sleepInDatabase(seconds: {seconds}) }}")
        result = await executor.run(query, toy_schema.Context(database.reader))
        assert [name for name, _ in result.statements.slow] == noted
    dear = StatementLog(price=1_000)
    dear.end(toy_schema.SLEEP, 0.3)
    assert dear.slow == []
