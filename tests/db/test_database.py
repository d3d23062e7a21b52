"""The database fails in many ways, and each has one answer; none shows the driver's words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from urllib.parse import urlsplit

import asyncpg
import pytest

from gql.db import Database, Log, Statement, check_server, connect, log_of_statements
from gql.errors import (
    BadInput,
    DatabaseBusy,
    DatabaseDown,
    DatabaseReadOnly,
    StartError,
    TimedOut,
    Unavailable,
)
from tests.conftest import on_server

ONE = Statement("one", "select 1 as one")
WHO = Statement("who", "select current_user as role, current_setting('search_path') as path")
PID = Statement("pid", "select pg_backend_pid() as pid")
SLEEP = Statement("sleep", "select pg_sleep($1)")
TEXT = Statement("text", "select $1::text as text")
TEXTS = Statement("texts", "select $1::text[] as texts")
NUMBERS = Statement("numbers", "select $1::bigint as one, $2::bigint[] as many")
DOCUMENT = Statement("document", "select $1::jsonb as document")
NOTHING = Statement("nothing", "select nothing from nowhere")
LOCKED = "select name from migration limit 1"

RUNNING = """
select pid
from pg_stat_activity
where datname = current_database()
and pid <> pg_backend_pid()
and application_name = 'quire'
"""


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    database = await Database.open(
        empty_database, pool_size=2, statement_timeout=0.6, lock_timeout=0.2, acquire_timeout=2.0
    )
    yield database
    await database.close()


@pytest.fixture
async def owner(empty_database: str) -> AsyncIterator[asyncpg.Connection]:
    owner = await asyncpg.connect(empty_database)
    yield owner
    await owner.close()


async def write(database: Database, *statements: str) -> None:
    async with database.transaction() as connection:
        for statement in statements:
            await connection.execute(statement)


async def kill(owner: asyncpg.Connection) -> int:
    return len(await owner.fetch(f"select pg_terminate_backend(pid) from ({RUNNING}) as it"))


async def test_readers_work_as_a_role_that_sees_only_what_is_public(database: Database) -> None:
    [record] = await database.reader.fetch(WHO)
    assert dict(record) == {"role": "quire_reader", "path": "quire_reader"}


async def test_a_read_that_met_a_killed_session_is_sent_once_more(
    database: Database, owner: asyncpg.Connection
) -> None:
    for _ in range(10):
        await asyncio.gather(*(database.reader.fetch(ONE) for _ in range(2)))
        assert await kill(owner)
        records = await asyncio.gather(*(database.reader.fetch(ONE) for _ in range(4)))
        assert [r[0]["one"] for r in records] == [1] * 4


async def test_a_read_that_was_killed_while_it_ran_is_sent_once_more(
    database: Database, owner: asyncpg.Connection
) -> None:
    read = asyncio.create_task(database.reader.fetch(SLEEP, 0.4))
    await asyncio.sleep(0.1)
    assert await kill(owner)
    assert len(await read) == 1


async def test_a_read_that_is_killed_twice_says_that_the_database_is_down(
    database: Database, owner: asyncpg.Connection
) -> None:
    read = asyncio.create_task(database.reader.fetch(SLEEP, 0.5))
    for _ in range(2):
        await asyncio.sleep(0.15)
        assert await kill(owner)
    with pytest.raises(DatabaseDown):
        await read


async def test_a_database_that_lets_nobody_in_is_down_until_it_does(
    database: Database, owner: asyncpg.Connection, empty_database: str, server_url: str
) -> None:
    name = urlsplit(empty_database).path[1:]
    await on_server(server_url, f'alter database "{name}" allow_connections false')
    await kill(owner)
    try:
        with pytest.raises(DatabaseDown):
            await database.reader.fetch(ONE)
        with pytest.raises(DatabaseDown):
            await write(database)
    finally:
        await on_server(server_url, f'alter database "{name}" allow_connections true')
    assert await database.reader.fetch(ONE)


async def test_a_closed_database_is_down(empty_database: str) -> None:
    database = await Database.open(empty_database, pool_size=1)
    await database.close()
    with pytest.raises(DatabaseDown):
        await database.reader.fetch(ONE)


async def test_a_locked_table_is_given_up(database: Database, owner: asyncpg.Connection) -> None:
    async with owner.transaction():
        await owner.execute("lock table quire.migration in access exclusive mode")
        with pytest.raises(TimedOut):
            await write(database, LOCKED)


async def test_a_statement_that_runs_too_long_is_stopped(database: Database) -> None:
    with pytest.raises(TimedOut):
        await database.reader.fetch(SLEEP, 5.0)


async def test_a_pool_without_a_free_connection_is_busy_after_a_short_wait(
    empty_database: str,
) -> None:
    database = await Database.open(empty_database, pool_size=1, acquire_timeout=0.2)
    sleeper = asyncio.create_task(database.reader.fetch(SLEEP, 1))
    await asyncio.sleep(0.1)
    started = asyncio.get_running_loop().time()
    with pytest.raises(DatabaseBusy) as busy:
        await database.reader.fetch(ONE)
    assert asyncio.get_running_loop().time() - started < 0.6
    assert (busy.value.status, busy.value.retry_after) == (503, 2)
    assert len(await sleeper) == 1
    await database.close()


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        (TEXT, ["a\x00b"]),
        (TEXT, ["\ud800"]),
        (TEXTS, [["fine", "\udfff"]]),
        (TEXT, [3]),
        (NUMBERS, [2**63, []]),
        (NUMBERS, [1, [1, -(2**63) - 1]]),
        (NUMBERS, ["1", []]),
        (DOCUMENT, [{"a": "\x00"}]),
        (DOCUMENT, [{"a": "\ud800"}]),
    ],
)
async def test_what_no_column_can_hold_is_bad_input(
    database: Database, statement: Statement, values: list[object]
) -> None:
    with pytest.raises(BadInput) as refused:
        await database.reader.fetch(statement, *values)
    assert refused.value.message in (
        "A value in the request cannot be used.",
        "A text holds a character that cannot be stored: NUL or half a pair.",
    )
    assert await database.reader.fetch(ONE)


async def test_a_mistake_of_ours_stays_an_unexpected_fault(database: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await database.reader.fetch(NOTHING)
    with pytest.raises(asyncpg.InterfaceError):
        await database.reader.fetch(TEXT)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("57014", TimedOut),
        ("55P03", TimedOut),
        ("53300", DatabaseBusy),
        ("25006", DatabaseReadOnly),
        ("40P01", Unavailable),
        ("40001", Unavailable),
        ("22003", BadInput),
        ("08006", DatabaseDown),
        ("57P01", DatabaseDown),
        ("42P01", asyncpg.UndefinedTableError),
    ],
)
async def test_what_postgres_says_becomes_an_error_of_ours_or_stays_a_fault(
    database: Database, code: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as raised:
        await write(database, f"do $$ begin raise sqlstate '{code}'; end $$")
    assert type(raised.value) is error


async def test_writing_to_a_database_that_takes_no_writes_is_refused_clearly(
    database: Database,
) -> None:
    with pytest.raises(DatabaseReadOnly, match="takes no changes just now"):
        await write(database, "set transaction read only", "create table quire.t (a int)")


async def test_a_transaction_keeps_all_or_nothing(
    database: Database, owner: asyncpg.Connection
) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        await write(database, "create table quire.half (a int)", NOTHING.text)
    await write(database, "create table quire.whole (a int)")
    names = "select to_regclass('quire.half') is null, to_regclass('quire.whole') is not null"
    assert tuple(await owner.fetchrow(names)) == (True, True)


async def test_a_connection_that_dies_in_a_transaction_is_a_database_that_is_down(
    database: Database, owner: asyncpg.Connection
) -> None:
    writing = asyncio.create_task(write(database, "select pg_sleep(0.5)"))
    await asyncio.sleep(0.1)
    assert await kill(owner)
    with pytest.raises(DatabaseDown):
        await writing


async def test_documents_go_in_and_come_out_as_they_are(database: Database) -> None:
    document = {"a": [1, None, "é"], "b": {"c": True}}
    [record] = await database.reader.fetch(DOCUMENT, document)
    assert record["document"] == document


async def test_the_log_of_statements_has_names_and_sizes(database: Database) -> None:
    log = Log()
    token = log_of_statements.set(log)
    await database.reader.fetch(NUMBERS, 7, [1, 2, 3])
    await asyncio.create_task(database.reader.fetch(ONE))
    log_of_statements.reset(token)
    await database.reader.fetch(ONE)
    assert log.lines == ["numbers [1, 3]", "one []"]
    assert log.statements == [(NUMBERS, (7, [1, 2, 3])), (ONE, ())]


async def test_a_log_ends_the_statements_that_still_run(
    database: Database, owner: asyncpg.Connection
) -> None:
    log = Log()
    token = log_of_statements.set(log)
    batch = asyncio.create_task(database.reader.fetch(SLEEP, 0.5))
    log_of_statements.reset(token)
    await asyncio.sleep(0.1)
    log.cancel()
    with pytest.raises(asyncio.CancelledError):
        await batch
    assert not await owner.fetch(f"{RUNNING} and state = 'active'")


async def test_a_cancelled_task_leaves_no_statement_running(
    database: Database, owner: asyncpg.Connection
) -> None:
    tasks = [asyncio.create_task(database.reader.fetch(SLEEP, 0.5)) for _ in range(2)]
    await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(r) for r in results] == [asyncio.CancelledError] * 2
    assert not await owner.fetch(f"{RUNNING} and state <> 'idle'")
    assert await database.reader.fetch(ONE)


async def test_sessions_never_outnumber_the_pools(
    database: Database, owner: asyncpg.Connection
) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(database.transaction())
        await asyncio.gather(*(database.reader.fetch(PID) for _ in range(30)))
        assert len(await owner.fetch(RUNNING)) <= 4


async def test_a_server_that_is_not_there_is_named_in_one_line_with_what_to_do() -> None:
    with pytest.raises(
        StartError, match=r"^No database answers at --database-url or QUIRE_DATABASE_URL \(.*\)\. "
    ):
        await connect("postgresql://localhost:1/nowhere")
    with pytest.raises(StartError, match="Start the server or correct the address"):
        await connect("no address")


async def test_a_server_that_is_too_old_is_named_in_one_line_with_what_to_do(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.db.connection.OLDEST_SERVER", 99)
    with pytest.raises(StartError, match=r"^The database is PostgreSQL \d+; Quire needs 99 or"):
        await check_server(empty_database)
