"""Migrations: in order, once, all or nothing, one at a time; and what an operator is told when they cannot be."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

import gql.db
import gql.migrate
from gql.db import Database
from gql.errors import StartError
from gql.migrate import (
    ADVISORY_LOCK_KEY,
    Migration,
    migrate,
    migrations,
    pending,
    require_migrated,
    require_migrated_or_newer,
    unapplied_migrations,
)
from tests.conftest import database_url, execute_on_server

ALL = [migration.name for migration in migrations()]


@pytest.fixture
async def blank(server_url: str) -> AsyncIterator[str]:
    """The address of a database that no migration has seen."""
    name = f"quire_blank_{uuid.uuid4().hex[:8]}"
    await execute_on_server(server_url, f'create database "{name}"')
    yield database_url(server_url, name)
    await execute_on_server(server_url, f'drop database "{name}" with (force)')


@pytest.fixture
async def login(server_url: str, blank: str) -> AsyncIterator[str]:
    """The address of the blank database for a login that owns it and may make no roles."""
    role = f"quire_login_{uuid.uuid4().hex[:8]}"
    database = urlsplit(blank).path[1:]
    await execute_on_server(server_url, f"create role {role} login password 'secret' nocreaterole")
    await execute_on_server(server_url, f'alter database "{database}" owner to {role}')
    yield as_login(blank, role)
    await execute_on_server(blank, f"reassign owned by {role} to current_user")
    await execute_on_server(blank, f"drop owned by {role}")
    await execute_on_server(server_url, f"drop role {role}")


def as_login(url: str, role: str) -> str:
    host = urlsplit(url).netloc.rpartition("@")[2]
    return urlsplit(url)._replace(netloc=f"{role}:secret@{host}").geturl()


async def test_an_empty_database_gets_all_of_them_in_order_and_then_nothing(blank: str) -> None:
    assert await pending(blank) == ALL
    assert await migrate(blank) == ALL == sorted(ALL)
    assert await migrate(blank) == []
    assert await pending(blank) == []
    await require_migrated(blank)
    connection = await asyncpg.connect(blank)
    try:
        seen = await connection.fetch("select name from quire.migration order by applied_at, name")
        assert [record["name"] for record in seen] == ALL
    finally:
        await connection.close()
    database = await Database.open(blank, pool_size=1)
    assert await unapplied_migrations(database) == []
    await database.close()


async def test_a_database_that_lacks_some_says_how_many_and_what_to_do(blank: str) -> None:
    with pytest.raises(StartError) as refused:
        await require_migrated(blank)
    assert refused.value.message == (
        f"The database lacks {len(ALL)} of {len(ALL)} migrations (first: {ALL[0]}). "
        "Run: quire migrate"
    )


async def test_a_changed_file_is_refused_by_its_name(empty_database: str) -> None:
    await execute_on_server(
        empty_database, f"update quire.migration set checksum = 'other' where name = '{ALL[1]}'"
    )
    with pytest.raises(StartError, match=f"^Migration {ALL[1]} was changed .* Restore its file"):
        await migrate(empty_database)


async def test_a_database_of_a_newer_quire_is_refused(empty_database: str) -> None:
    await execute_on_server(
        empty_database, "insert into quire.migration (name, checksum) values ('9999_later', 'x')"
    )
    for refusing in (require_migrated, migrate):
        with pytest.raises(StartError, match=r"newer Quire \(9999_later\). Upgrade this one\."):
            await refusing(empty_database)


async def test_what_serves_runs_on_the_tables_of_a_newer_quire(empty_database: str) -> None:
    assert await require_migrated_or_newer(empty_database) == []
    newer = "insert into quire.migration (name, checksum) values ('9999_later', 'x')"
    await execute_on_server(empty_database, newer)
    assert await require_migrated_or_newer(empty_database) == ["9999_later"]
    await execute_on_server(empty_database, f"delete from quire.migration where name = '{ALL[-1]}'")
    with pytest.raises(StartError, match=rf"lacks 1 of {len(ALL)} migrations .*{ALL[-1]}"):
        await require_migrated_or_newer(empty_database)


def test_the_files_are_read_once() -> None:
    assert migrations() is migrations()


async def test_a_migration_under_way_is_waited_for_at_most_two_seconds(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gql.migrate.OTHER_MIGRATION_SECONDS == 2
    monkeypatch.setattr(gql.migrate, "OTHER_MIGRATION_SECONDS", 0.3)
    other = await asyncpg.connect(empty_database)
    try:
        await other.execute(f"select pg_advisory_lock({ADVISORY_LOCK_KEY})")
        begun = time.monotonic()
        with pytest.raises(StartError) as refused:
            await migrate(empty_database)
        assert 0.3 <= time.monotonic() - begun < 2
    finally:
        await other.close()
    assert refused.value.message == (
        "Another migration is running on this database. Wait for it to end."
    )


@pytest.mark.slow(2)
async def test_a_table_held_by_another_session_is_asked_for_until_the_time_is_over(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gql.migrate, "MAX_LOCK_SECONDS", 1.0)
    add(monkeypatch, "alter table quire.site add motto text")
    other = await asyncpg.connect(empty_database)
    try:
        async with other.transaction():
            await other.execute("select title from quire.site")
            with pytest.raises(StartError, match="needs a table that another session has held"):
                await migrate(empty_database)
    finally:
        await other.close()
    assert await migrate(empty_database) == ["9000_added"]


async def test_one_that_fails_leaves_nothing_and_says_why(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(monkeypatch, "create table quire.half (id bigint); select 1 / 0")
    with pytest.raises(StartError) as refused:
        await migrate(empty_database)
    assert refused.value.message == (
        "Migration 9000_added failed: division by zero. Nothing of it was kept."
    )
    connection = await asyncpg.connect(empty_database)
    try:
        assert await connection.fetchval("select to_regclass('quire.half')") is None
    finally:
        await connection.close()
    assert await pending(empty_database) == ["9000_added"]


async def test_two_at_once_share_the_work(blank: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # all of them take longer than a second attempt waits, where the machine has other work
    monkeypatch.setattr(gql.migrate, "OTHER_MIGRATION_SECONDS", 120.0)
    first, second = await asyncio.gather(migrate(blank), migrate(blank))
    assert sorted([first, second], key=len) == [[], ALL]


async def test_two_databases_of_one_server_at_once_share_the_role(
    server_url: str, blank: str
) -> None:
    name = f"quire_blank_{uuid.uuid4().hex[:8]}"
    await execute_on_server(server_url, f'create database "{name}"')
    try:
        both = await asyncio.gather(migrate(blank), migrate(database_url(server_url, name)))
        assert both == [ALL, ALL]
    finally:
        await execute_on_server(server_url, f'drop database "{name}" with (force)')


async def test_a_login_that_may_not_take_the_roles_is_told_what_to_ask_for(
    server_url: str, template: str, login: str
) -> None:
    role = urlsplit(login).username
    lacking = {
        "0004_readers": "quire_reader",
        "0005_accounts": "quire_viewer",
        "0007_writing": "quire_editor",
    }
    for name, asked_for in lacking.items():
        with pytest.raises(StartError) as refused:
            await migrate(login)
        assert refused.value.message == (
            f"Migration {name} failed: the login {role} may not make the role {asked_for}, "
            "or not take it. Have an administrator of the server run once: "
            f"create role {asked_for} nologin; grant {asked_for} to {role};"
        )
        assert (await pending(login))[0] == name
        await execute_on_server(server_url, f"grant {asked_for} to {role}")

    assert (await migrate(login))[0] == "0007_writing"
    database = await Database.open(login)
    try:
        statement = gql.db.Statement("who", "select current_user::text as name, title from site")
        assert [dict(r) for r in await database.reader.fetch(statement)] == [
            {"name": "quire_reader", "title": "Quire"}
        ]
    finally:
        await database.close()


async def test_a_login_without_rights_on_the_database_is_told_so(
    server_url: str, login: str, blank: str
) -> None:
    database = urlsplit(blank).path[1:]
    await execute_on_server(server_url, f'alter database "{database}" owner to current_user')
    with pytest.raises(StartError) as refused:
        await migrate(login)
    assert refused.value.message == (
        f"Migration 0001_publication failed: permission denied for database {database}. "
        "Nothing of it was kept."
    )


async def test_a_database_that_is_not_there_is_named(server_url: str) -> None:
    with pytest.raises(StartError) as refused:
        await migrate(database_url(server_url, "quire_nowhere"))
    assert refused.value.message == (
        'No database answers at --database-url or QUIRE_DATABASE_URL (database "quire_nowhere" does not exist). '
        "Start the server or correct the address; empty, Quire starts one of its own."
    )


async def test_a_server_that_is_too_old_is_refused_before_anything_is_written(
    blank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gql.db.connection.MIN_SERVER_VERSION", 99)
    with pytest.raises(StartError, match=r"^The database is PostgreSQL \d+; Quire needs 99 or "):
        await migrate(blank)
    assert await pending(blank) == ALL


def add(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """One more migration after those that are there."""
    more = [*migrations(), Migration("9000_added", text)]
    monkeypatch.setattr(gql.migrate, "migrations", lambda: more)
