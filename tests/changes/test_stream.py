"""Each process hears of every committed change, in whatever order transactions commit."""

from __future__ import annotations

from math import inf

import asyncpg
import pytest

from gql.content.change_log import record_change
from gql.db import Database, RecordedChange
from tests.changes.followed import following, until
from tests.conftest import execute

INSERT = "insert into change (node, event, tags) values ('{0}', 'UPDATED', '{{{0}}}')"


async def record(database: Database, node: str, *tags: str) -> None:
    async with database.transaction() as connection:
        await record_change(connection, "UPDATED", node, tags)


async def fail_after_recording(database: Database) -> None:
    async with database.transaction() as connection:
        await record_change(connection, "UPDATED", "post:1")
        raise ZeroDivisionError


async def test_own_changes_are_told_when_the_transaction_ends(empty_database: str) -> None:
    async with following(empty_database) as (database, _, told):
        async with database.transaction() as connection:
            await record_change(connection, "UPDATED", "post:1", ["posts"])
            assert told.words == []
        assert told.words == ["touched post:1", "touched posts"]
        await record(database, "post:2")
        await execute(empty_database, INSERT.format("post:3"))
        await told.until("touched post:3")
        # once each, though they were read from the change log too
        assert told.words[2:] == ["touched post:2", "touched post:3"]


async def test_what_triggers_record_is_told_with_what_the_transaction_records(
    empty_database: str,
) -> None:
    async with following(empty_database) as (database, _, told):
        async with database.transaction() as connection:
            await record_change(connection, "UPDATED", "post:1")
            await connection.execute(INSERT.format("post:2"))  # as a trigger does
            await record_change(connection, "UPDATED", "post:3")
        assert told.words == ["touched post:1", "touched post:2", "touched post:3"]


async def test_what_is_rolled_back_is_not_told(empty_database: str) -> None:
    async with following(empty_database) as (database, _, told):
        with pytest.raises(ZeroDivisionError):
            await fail_after_recording(database)
        await execute(empty_database, INSERT.format("post:2"))
        await told.until("touched post:2")
        assert told.words == ["touched post:2"]


async def test_another_process_hears_of_a_commit(empty_database: str) -> None:
    async with following(empty_database) as (one, _, _), following(empty_database) as (_, _, told):
        await record(one, "post:1", "posts")
        await told.until("touched post:1")
        assert told.words == ["touched post:1", "touched posts"]


async def test_a_process_without_a_stream_notifies_those_with_one(empty_database: str) -> None:
    command = await Database.open(empty_database, pool_size=1)
    async with following(empty_database) as (_, _, told):
        await record(command, "post:1")
        await told.until("touched post:1")
    await command.close()


async def test_a_transaction_with_a_lower_id_that_commits_late_is_not_missed(
    empty_database: str,
) -> None:
    slow = await asyncpg.connect(empty_database, server_settings={"search_path": "quire"})
    async with following(empty_database) as (_, _, told):
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute(INSERT.format("post:1"))
        for number in (2, 3):
            await execute(empty_database, INSERT.format(f"post:{number}"))
            await told.until(f"touched post:{number}")
        assert "touched post:1" not in told.words
        await transaction.commit()
        await told.until("touched post:1")
        assert len(told.words) == 3
    await slow.close()


async def test_it_is_current_as_long_as_it_runs(empty_database: str) -> None:
    async with following(empty_database) as (_, stream, _):
        await until(lambda: stream.is_current)
        assert stream.lag < inf
    assert not stream.is_current


async def test_everything_is_told_as_forgetting_all(empty_database: str) -> None:
    async with following(empty_database) as (database, _, told):
        await record(database, "site", "everything")
        assert told.words == ["forget_all"]


async def test_an_own_change_that_was_read_first_is_not_waited_for(empty_database: str) -> None:
    async with following(empty_database) as (_, stream, told):
        stream.apply_committed([RecordedChange(1_000_000, None, ["post:1"])])
        await execute(empty_database, INSERT.format("post:2"))
        await told.until("touched post:2")
        assert stream._own == {}
        assert told.words == ["touched post:1", "touched post:2"]
