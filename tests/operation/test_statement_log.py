"""What an operation asks of the database is counted, and ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from gql.db import Database, log_of_statements
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from tests import toy_schema

SLEEPING = """
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


async def sleeping(database: Database) -> int:
    async with database.transaction() as owner:
        return int(await owner.fetchval(SLEEPING))


async def some_sleeps(database: Database) -> bool:
    for _ in range(100):
        if await sleeping(database):
            return True
        await asyncio.sleep(0.02)
    return False


async def none_sleeps(database: Database) -> bool:
    for _ in range(40):
        if await sleeping(database) == 0:
            return True
        await asyncio.sleep(0.05)
    return False


async def test_statements_are_counted_for_each_operation_alone(database: Database) -> None:
    executor = Executor(toy_schema.schema())
    query = GraphQLRequest("{ a: sleepInDatabase(seconds: 0) b: sleepInDatabase(seconds: 0) }")
    results = await asyncio.gather(
        *(executor.run(query, toy_schema.Context(database.reader)) for _ in range(3))
    )
    assert [r.statements.lines for r in results] == [["sleep [1]"]] * 3
    assert log_of_statements.get() is None


async def test_a_cancelled_operation_leaves_no_statement_running(database: Database) -> None:
    context = toy_schema.Context(database.reader)
    running = Executor(toy_schema.schema()).run(GraphQLRequest("{ sleepInDatabase }"), context)
    task = asyncio.create_task(running)
    assert await some_sleeps(database)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await none_sleeps(database)


async def test_an_operation_that_took_too_long_leaves_no_statement_running(
    database: Database,
) -> None:
    context = toy_schema.Context(database.reader)
    executor = Executor(toy_schema.schema(), timeout=0.2)
    result = await executor.run(GraphQLRequest("{ sleepInDatabase }"), context)
    assert [e["extensions"]["code"] for e in result.errors] == ["TIMED_OUT"]
    assert await none_sleeps(database)
