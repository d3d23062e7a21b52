"""Migrations in steps: what is applied stays, what was ended in the middle goes on, and nobody who is served waits long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
import pytest

import gql.migrate
from gql.errors import StartError
from gql.migrate import Migration, migrate, pending
from tests.conftest import execute
from tests.schema.expected_rows import derived_column_errors
from tests.schema.random_writes import RandomWrites
from tests.schema.row_factories import owner_connection, reader_connection
from tests.test_migrate import add, blank  # noqa: F401 - a fixture

SHARE = 0.75  # of the time for which one that is not done in steps would keep a client waiting
BUSY = 5  # times the usual longest wait: what a busy machine does to both
STEPS = """
create table quire.counted (n integer);
insert into quire.counted values (1), (1);
-- step: outside a transaction
drop index concurrently if exists quire.counted_once;
-- then
create unique index concurrently counted_once on quire.counted (n);
-- step: outside a transaction
do $$
begin
  while exists (select from quire.counted where n < 5) loop
    update quire.counted set n = n + 1;
    commit;
  end loop;
end $$;
-- step: in a transaction
comment on table quire.counted is 'whole';
"""


def test_a_text_is_divided_by_its_marks() -> None:
    steps = Migration("9000_added", STEPS).steps
    assert [(step.number, step.is_transaction) for step in steps] == [
        (1, True),
        (2, False),
        (3, False),
        (4, True),
    ]
    assert [len(step.statements) for step in steps] == [1, 2, 1, 1]
    assert len(Migration("9000_added", "select 1").steps) == 1


async def test_one_that_failed_goes_on_with_the_step_that_failed(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch, STEPS)
    with pytest.raises(StartError, match="The next attempt goes on with that step"):
        await migrate(empty_database)
    async with owner_connection(empty_database) as connection:
        # the first step is there, and what the second has left: an index that does not hold
        assert not await connection.fetchval(
            "select indisvalid from pg_index where indexrelid = 'counted_once'::regclass"
        )
        assert await pending(empty_database) == ["9000_added"]
        await connection.execute("delete from counted where ctid = (select min(ctid) from counted)")
        assert await migrate(empty_database) == ["9000_added"]
        assert await connection.fetchval(
            "select indisvalid from pg_index where indexrelid = 'counted_once'::regclass"
        )
        assert [tuple(r) for r in await connection.fetch("select n from counted")] == [(5,)]
        assert await connection.fetchval("select count(*) from migration_step") == 0


async def test_one_that_was_killed_goes_on_where_it_was(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(
        monkeypatch,
        STEPS.replace("(1), (1)", "(1)").replace("    commit", "    commit; perform pg_sleep(0.1)"),
    )
    async with owner_connection(empty_database) as connection:
        running = asyncio.create_task(migrate(empty_database))
        await until(
            connection,
            "select count(*) from pg_stat_activity where query like '%while exists%' and pid <> pg_backend_pid()",
        )
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where query like '%while exists%' and pid <> pg_backend_pid()"
        )
        with pytest.raises((StartError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await running
        assert await pending(empty_database) == ["9000_added"]
        assert await connection.fetchval("select count(*) from migration_step") == 2
        assert await migrate(empty_database) == ["9000_added"]
        assert await connection.fetchval("select n from counted") == 5


async def test_a_table_that_is_held_for_a_while_is_asked_for_again(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch, "alter table quire.site add motto text")
    async with owner_connection(empty_database) as holder:
        async with served(empty_database, "select title from site") as usual_wait:
            await holder.execute("select pg_sleep(0.5)")
        async with holder.transaction():
            await holder.execute("select title from site")
            async with served(empty_database, "select title from site") as longest_wait:
                running = asyncio.create_task(migrate(empty_database))
                await until(
                    holder,
                    "select count(*) from pg_locks l join pg_stat_activity a using (pid) "
                    "where not l.granted and a.query like '%motto%'",
                )
                begun = time.monotonic()
                await asyncio.wait([running], timeout=1)
                assert not running.done()
                held = time.monotonic() - begun
        assert await running == ["9000_added"]
    assert 0 < longest_wait() < SHARE * held + BUSY * usual_wait()


@pytest.mark.slow(6)
async def test_threads_are_converted_while_the_version_before_is_read_and_written(
    blank: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = gql.migrate.migrations()
    before = [migration for migration in every if migration.name < "0011"]
    monkeypatch.setattr(gql.migrate, "migrations", lambda: before)
    await migrate(blank)
    await execute(blank, FILL)
    these = [migration for migration in every if migration.name < "0012"]
    monkeypatch.setattr(gql.migrate, "migrations", lambda: these)

    read = "select id, number, place from comment where entry_id = 1 order by published_at desc limit 20"
    write = "insert into comment (entry_id, status) select 1 + (random() * 50)::int, 'APPROVED'"
    async with (
        served(blank, read) as usual_read,
        served(blank, write, owner=True) as usual_write,
        owner_connection(blank) as connection,
    ):
        await connection.execute("select pg_sleep(1)")
    async with (
        served(blank, read) as longest_read,
        served(blank, write, owner=True) as longest_write,
    ):
        begun = time.monotonic()
        await migrate(blank)
        took = time.monotonic() - begun
    assert 0 < longest_read() < SHARE * took + BUSY * usual_read()
    assert 0 < longest_write() < SHARE * took + BUSY * usual_write()
    async with owner_connection(blank) as connection:
        assert await connection.fetchval("select count(*) from unarranged_entry") == 0
        assert await connection.fetchval("select count(*) from comment_block") > 3
        assert await derived_column_errors(connection) == []


async def test_what_is_changed_before_its_entry_is_converted_is_right(
    blank: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = gql.migrate.migrations()
    before = [migration for migration in every if migration.name < "0011"]
    monkeypatch.setattr(gql.migrate, "migrations", lambda: before)
    await migrate(blank)
    async with owner_connection(blank) as connection:
        writes = RandomWrites(connection, 3)
        await writes.create_rows()
        for _ in range(120):
            await writes.step()
        steps = next(m for m in every if m.name.startswith("0011")).steps
        for step in steps[:2]:  # without what converts the rest
            await connection.execute(step.text)
        for number in range(60):
            await writes.step()
            if number % 20 == 0:
                await connection.execute(
                    "select arrange_threads(array(select entry_id from unarranged_entry limit 1))"
                )
        await connection.execute(
            "select arrange_threads(array(select entry_id from unarranged_entry))"
        )
        assert await derived_column_errors(connection) == []


@pytest.mark.slow(4)
async def test_posts_that_are_filed_before_and_while_categories_are_filled_are_all_there(
    blank: str,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = gql.migrate.migrations()
    name = next(m.name for m in every if "posts_of_categories" in m.name)
    monkeypatch.setattr(
        gql.migrate, "migrations", lambda: [one for one in every if one.name < name]
    )
    await migrate(blank)
    async with owner_connection(blank) as connection:
        writes = RandomWrites(connection, 5)
        await writes.create_rows()
        for _ in range(60):
            await writes.link()
            await writes.step()
        first, *rest = next(m for m in every if m.name == name).steps
        await connection.execute(first.text)
        # the version before writes on, and knows nothing of it
        for _ in range(30):
            await writes.step()
        for step in rest * 2:  # the second time as after one that was killed
            await connection.execute(step.text)
        assert await derived_column_errors(connection) == []
        assert await connection.fetchval("select count(*) from post_category") > 2


FILL = """
insert into author (slug, uri, name) values ('a', '/a/', 'A');
insert into entry (kind, status, slug, uri, author_id, published_at)
select 'POST', case when i % 10 = 0 then 'DRAFT' else 'PUBLISHED' end, 'p' || i, '/p' || i || '/', 1, now() - interval '1 day'
from generate_series(1, 60) i;
insert into comment (entry_id, status, published_at, content_text)
select 1, case when i % 50 = 0 then 'HELD' else 'APPROVED' end, timestamptz '2026-01-01' + i * interval '1 minute', 'said ' || i
from generate_series(1, 5000) i;
insert into comment (entry_id, parent_id, status, published_at)
select 1, id, 'APPROVED', published_at + interval '30 s' from comment where id % 4 < 2 and entry_id = 1;
insert into comment (entry_id, status) select 2 + i % 50, 'APPROVED' from generate_series(1, 3000) i;
"""


@asynccontextmanager
async def served(
    url: str, statement: str, *, owner: bool = False
) -> AsyncIterator[Callable[[], float]]:
    """A client that sends a statement again and again; gives its longest wait, in seconds."""
    waits: list[float] = []
    connect = owner_connection if owner else reader_connection

    async def send() -> None:
        async with connect(url) as connection:
            while True:
                begun = time.monotonic()
                try:
                    await connection.fetch(statement)
                finally:  # one that is not answered until the block ends has waited, too
                    waits.append(time.monotonic() - begun)
                await asyncio.sleep(0)

    sending = asyncio.create_task(send())
    try:
        yield lambda: max(waits, default=0)
    finally:
        sending.cancel()
        await asyncio.wait([sending])


async def until(connection: asyncpg.Connection, statement: str) -> None:
    """Waits until a statement answers with something that is true."""
    async with asyncio.timeout(20):
        while not await connection.fetchval(statement):
            await connection.execute("select pg_sleep(0.01)")
