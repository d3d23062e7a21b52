"""A connection that is lost costs time and never truth: nothing is missed once it is back."""

from __future__ import annotations

import time
from collections.abc import Collection

import asyncpg
import pytest

from gql.changes import notification_delay, notifications
from gql.changes import stream as module
from gql.content.change_log import record_change
from gql.db import Database, Statement, listener
from tests.changes.followed import Told, following, until
from tests.changes.swallowing_proxy import swallowing_proxy
from tests.conftest import execute

INSERT = "insert into change (node, event, tags) values ('{0}', 'UPDATED', '{{{0}}}')"
END = "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'quire changes' and datname = current_database()"


async def test_what_others_commit_around_a_cut_is_told(empty_database: str) -> None:
    async with following(empty_database) as (_, stream, told):
        slow = await asyncpg.connect(empty_database, server_settings={"search_path": "quire"})
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute(INSERT.format("post:0"))  # a lower id, committed last
        await execute(empty_database, INSERT.format("post:1") + ";" + END)
        await execute(empty_database, INSERT.format("post:2"))
        await told.until("touched post:2")
        # cut again and again, also before it has asked for anything
        for number in range(3, 6):
            await execute(empty_database, END + ";" + INSERT.format(f"post:{number}"))
        await execute(empty_database, END)
        await transaction.commit()
        await told.until("touched post:0")
        await slow.close()
        assert sorted(told.words) == [f"touched post:{number}" for number in range(6)]
        await until(lambda: stream.is_current)


async def test_own_changes_are_told_while_it_is_cut(empty_database: str) -> None:
    async with (
        swallowing_proxy(empty_database) as proxy,
        following(empty_database, proxy.url) as (database, _, told),
    ):
        proxy.swallows = True
        async with database.transaction() as connection:
            await record_change(connection, "UPDATED", "post:1")
        assert told.words == ["touched post:1"]


async def test_swallowed_packets_end_the_proof_within_a_second_and_nothing_is_missed(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(listener, "CONNECT_SECONDS", 0.3)
    async with (
        swallowing_proxy(empty_database) as proxy,
        following(empty_database, proxy.url) as (_, stream, told),
    ):
        await execute(empty_database, INSERT.format("post:1"))
        await told.until("touched post:1")
        proxy.swallows, cut = True, time.monotonic()
        await execute(empty_database, INSERT.format("post:2"))
        await until(lambda: not stream.is_current)
        assert module.PROOF_SECONDS < 1
        assert time.monotonic() - stream.lag <= cut  # nothing was proven after the cut
        assert "touched post:2" not in told.words
        proxy.swallows = False
        await told.until("touched post:2")
        await until(lambda: stream.is_current)
        assert told.words == ["touched post:1", "touched post:2"]


async def test_notifications_that_are_swallowed_make_nothing_be_missed(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "WAIT_SECONDS", 0.1)
    async with swallowing_proxy(empty_database) as proxy:
        proxy.swallows_notifications = True
        assert await notification_delay(proxy.url) is None
        async with following(empty_database, proxy.url) as (_, stream, told):
            await execute(empty_database, INSERT.format("post:1") + ";notify quire_change")
            await told.until("touched post:1")
            await until(lambda: stream.is_current)


async def test_where_more_was_missed_than_is_read_everything_is_forgotten(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_ROWS", 3)
    async with following(empty_database) as (_, _, told):
        await execute(empty_database, ";".join([INSERT.format("post:1")] * 3))
        await told.until("forget_all")
        assert told.words == ["forget_all"]
        await execute(empty_database, INSERT.format("post:2"))
        await told.until("touched post:2")


async def test_a_longer_gap_than_changes_are_kept_is_forgotten(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with following(empty_database) as (_, _, told):
        monkeypatch.setattr(module, "KEPT_SECONDS", 0)
        await told.until("forget_all")


async def test_after_a_crash_or_on_another_server_everything_is_forgotten(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with following(empty_database) as (database, _, told):
        before = await backend_of(database)
        # a server that has recovered from a crash has counted nothing yet
        await execute(empty_database, "select pg_stat_reset_shared('bgwriter');" + END)
        await told.until("forget_all")
        assert await backend_of(database) != before  # the pools may have led elsewhere, too
    assert "changes cannot be followed" in (lines := capsys.readouterr().out)
    assert "changes are followed again" in lines


async def backend_of(database: Database) -> object:
    """The process of the server that serves the next transaction."""
    async with database.transaction() as connection:
        return await connection.fetchval("select pg_backend_pid()")


async def test_a_standby_is_not_followed_until_it_takes_writes(
    empty_database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    primary = module.SERVER_IDENTITY
    as_standby = Statement("server_identity", "select true as is_standby, '' as identity")
    monkeypatch.setattr(module, "SERVER_IDENTITY", as_standby)
    monkeypatch.setattr(module, "READY_SECONDS", 0.1)
    async with following(empty_database, is_proven=False) as (_, stream, _):
        assert not stream.is_current
        assert "The server is a standby that takes no writes." in capsys.readouterr().out
        monkeypatch.setattr(module, "SERVER_IDENTITY", primary)
        await until(lambda: stream.is_current)


async def test_a_fault_of_a_subscriber_is_logged_and_changes_are_followed_on(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    class Faulty(Told):
        def touched(self, tags: Collection[str]) -> None:
            super().touched(tags)
            if self.words == ["touched post:1"]:
                raise KeyError

    async with following(empty_database) as (_, stream, _):
        faulty = Faulty()
        stream.subscribe(faulty)
        await execute(empty_database, INSERT.format("post:1"))
        # its rows were not all told: they are told again
        await until(lambda: faulty.words == ["touched post:1", "touched post:1"])
    assert "following changes failed" in capsys.readouterr().out


async def test_own_changes_are_remembered_until_they_were_read_and_no_more_than_so_many(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_OWN", 2)
    monkeypatch.setattr(module, "MAX_ROWS", 8)
    async with following(empty_database) as (database, _, told):
        async with database.transaction() as connection:
            for number in range(1, 5):
                await record_change(connection, "UPDATED", f"post:{number}")
        await execute(empty_database, INSERT.format("post:9"))
        await told.until("touched post:9")
        # the first two a second time, for they had been forgotten when they were read
        own = [word for word in told.words if word != "touched post:9"]
        assert own[:4] == [f"touched post:{number}" for number in range(1, 5)]
        assert own[4:] == ["touched post:1", "touched post:2"]
