"""Pools, reads and transactions: what survives a lost connection, and what times out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import asyncpg
import pytest

from gql.db import Database, StatementLog, check_server, connect, current_statement_log
from gql.errors import (
    DatabaseBusy,
    DatabaseDown,
    DatabaseReadOnly,
    StartError,
    TimedOut,
)
from tests.conftest import execute_on_server
from tests.db.statements import (
    JSON_VALUE,
    NUMBER_AND_LIST,
    ONE,
    PID,
    ROLE_AND_PATH,
    SLEEP,
    UNKNOWN_TABLE,
    execute_in_transaction,
)

READ_MIGRATIONS = "select name from migration limit 1"

OTHER_SESSIONS = """
select pid
from pg_stat_activity
where datname = current_database()
and pid <> pg_backend_pid()
and application_name = 'quire'
"""


@pytest.fixture
async def owner(empty_database: str) -> AsyncIterator[asyncpg.Connection]:
    owner = await asyncpg.connect(empty_database)
    yield owner
    await owner.close()


async def terminate_sessions(owner: asyncpg.Connection) -> int:
    """Terminate all sessions of the service, as a restart or failover would; return how many."""
    return len(await owner.fetch(f"select pg_terminate_backend(pid) from ({OTHER_SESSIONS}) as it"))


async def test_the_reader_works_as_the_role_of_public_views(database: Database) -> None:
    [record] = await database.reader.fetch(ROLE_AND_PATH)
    assert dict(record) == {"role": "quire_reader", "path": "quire_reader"}


async def test_a_read_on_a_terminated_session_is_sent_again(
    database: Database, owner: asyncpg.Connection
) -> None:
    for _ in range(10):
        await asyncio.gather(*(database.reader.fetch(ONE) for _ in range(2)))
        assert await terminate_sessions(owner)
        records = await asyncio.gather(*(database.reader.fetch(ONE) for _ in range(4)))
        assert [r[0]["one"] for r in records] == [1] * 4


async def test_a_read_terminated_while_it_runs_is_sent_again(
    database: Database, owner: asyncpg.Connection
) -> None:
    read = asyncio.create_task(database.reader.fetch(SLEEP, 0.4))
    await asyncio.sleep(0.1)
    assert await terminate_sessions(owner)
    assert len(await read) == 1


async def test_a_read_terminated_twice_fails_as_database_down(
    database: Database, owner: asyncpg.Connection
) -> None:
    read = asyncio.create_task(database.reader.fetch(SLEEP, 0.5))
    # twice, as the first loss is repaired by sending the read again
    for _ in range(2):
        await asyncio.sleep(0.15)
        assert await terminate_sessions(owner)
    with pytest.raises(DatabaseDown):
        await read


async def test_a_database_that_refuses_connections_is_down_until_it_accepts_them(
    database: Database, owner: asyncpg.Connection, empty_database: str, server_url: str
) -> None:
    name = urlsplit(empty_database).path[1:]
    await execute_on_server(server_url, f'alter database "{name}" allow_connections false')
    await terminate_sessions(owner)
    try:
        with pytest.raises(DatabaseDown):
            await database.reader.fetch(ONE)
        with pytest.raises(DatabaseDown):
            await execute_in_transaction(database)
    finally:
        await execute_on_server(server_url, f'alter database "{name}" allow_connections true')
    assert await database.reader.fetch(ONE)


async def test_a_closed_database_is_down(empty_database: str) -> None:
    database = await Database.open(empty_database, pool_size=1)
    await database.close()
    with pytest.raises(DatabaseDown):
        await database.reader.fetch(ONE)


async def test_waiting_for_a_lock_times_out(database: Database, owner: asyncpg.Connection) -> None:
    async with owner.transaction():
        await owner.execute("lock table quire.migration in access exclusive mode")
        with pytest.raises(TimedOut):
            await execute_in_transaction(database, READ_MIGRATIONS)


async def test_a_slow_statement_times_out(database: Database) -> None:
    with pytest.raises(TimedOut):
        await database.reader.fetch(SLEEP, 5.0)


async def test_a_read_without_a_free_connection_fails_as_busy_after_a_short_wait(
    empty_database: str,
) -> None:
    database = await Database.open(empty_database, pool_size=1, acquire_timeout=0.2)
    sleeper = asyncio.create_task(database.reader.fetch(SLEEP, 1))
    await asyncio.sleep(0.1)
    before = asyncio.get_running_loop().time()
    with pytest.raises(DatabaseBusy) as raised:
        await database.reader.fetch(ONE)
    assert asyncio.get_running_loop().time() - before < 0.6
    assert (raised.value.status, raised.value.retry_after) == (503, 2)
    assert len(await sleeper) == 1
    await database.close()


async def test_writing_to_a_read_only_database_is_refused_with_a_clear_message(
    database: Database,
) -> None:
    with pytest.raises(DatabaseReadOnly, match="accepts no writes just now"):
        await execute_in_transaction(
            database, "set transaction read only", "create table quire.t (a int)"
        )


async def test_a_transaction_commits_everything_or_nothing(
    database: Database, owner: asyncpg.Connection
) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await execute_in_transaction(
            database, "create table quire.half (a int)", UNKNOWN_TABLE.text
        )
    await execute_in_transaction(database, "create table quire.whole (a int)")
    names = "select to_regclass('quire.half') is null, to_regclass('quire.whole') is not null"
    assert tuple(await owner.fetchrow(names)) == (True, True)


async def test_a_connection_lost_in_a_transaction_fails_as_database_down(
    database: Database, owner: asyncpg.Connection
) -> None:
    transaction = asyncio.create_task(execute_in_transaction(database, "select pg_sleep(0.5)"))
    await asyncio.sleep(0.1)
    assert await terminate_sessions(owner)
    with pytest.raises(DatabaseDown):
        await transaction


async def test_json_values_are_stored_and_read_unchanged(database: Database) -> None:
    document = {"a": [1, None, "é"], "b": {"c": True}}
    [record] = await database.reader.fetch(JSON_VALUE, document)
    assert record["document"] == document


async def test_the_log_of_statements_has_names_and_sizes(database: Database) -> None:
    log = StatementLog()
    token = current_statement_log.set(log)
    await database.reader.fetch(NUMBER_AND_LIST, 7, [1, 2, 3])
    await asyncio.create_task(database.reader.fetch(ONE))
    current_statement_log.reset(token)
    await database.reader.fetch(ONE)
    assert log.lines == ["numbers [1, 3]", "one []"]
    assert log.statements == [(NUMBER_AND_LIST, (7, [1, 2, 3])), (ONE, ())]


async def test_the_log_cancels_the_statements_that_still_run(
    database: Database, owner: asyncpg.Connection
) -> None:
    log = StatementLog()
    token = current_statement_log.set(log)
    batch = asyncio.create_task(database.reader.fetch(SLEEP, 0.5))
    current_statement_log.reset(token)
    await asyncio.sleep(0.1)
    log.cancel_running()
    with pytest.raises(asyncio.CancelledError):
        await batch
    assert not await owner.fetch(f"{OTHER_SESSIONS} and state = 'active'")


async def test_cancelling_a_read_cancels_its_statement_in_postgres(
    database: Database, owner: asyncpg.Connection
) -> None:
    tasks = [asyncio.create_task(database.reader.fetch(SLEEP, 0.5)) for _ in range(2)]
    await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(r) for r in results] == [asyncio.CancelledError] * 2
    assert not await owner.fetch(f"{OTHER_SESSIONS} and state <> 'idle'")
    assert await database.reader.fetch(ONE)


async def test_sessions_never_exceed_the_sizes_of_the_pools(
    database: Database, owner: asyncpg.Connection
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(database.transaction())
        await asyncio.gather(*(database.reader.fetch(PID) for _ in range(30)))
        assert len(await owner.fetch(OTHER_SESSIONS)) <= 4


async def test_an_unreachable_server_is_reported_in_one_line_with_what_to_do() -> None:
    with pytest.raises(
        StartError, match=r"^No database answers at --database-url or QUIRE_DATABASE_URL \(.*\)\. "
    ):
        await connect("postgresql://localhost:1/nowhere")
    with pytest.raises(StartError, match="Start the server or correct the address"):
        await connect("no address")


async def test_a_server_that_is_too_old_is_reported_in_one_line_with_what_to_do(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.db.connection.MIN_SERVER_VERSION", 99)
    with pytest.raises(StartError, match=r"^The database is PostgreSQL \d+; Quire needs 99 or"):
        await check_server(empty_database)
