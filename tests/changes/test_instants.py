"""What shows at a time to come is told at that time, by the clock of the database."""

from __future__ import annotations

from math import inf

import pytest

from gql.changes import instants as module
from gql.changes import stream as stream_module
from gql.changes.clock import DatabaseClock
from gql.changes.instants import Instant, Instants
from gql.content.change_log import record_change
from tests.changes.followed import following, until
from tests.conftest import execute

SCHEDULE = (
    "insert into change (node, event, tags, shows_at) values ('post:{0}', 'UPDATED', "
    "'{{post:{0},posts}}', clock_timestamp() + interval '{1} s')"
)
SCHEDULE_FIVE = (
    "insert into change (node, event, tags, shows_at) select 'post:' || n, 'UPDATED', "
    "array['post:' || n], now() + interval '1 s' + s * interval '0.1 s' "
    "from unnest('{1,2,3,4,5}'::int[], '{1,2,2,3,4}'::int[]) as t (n, s)"
)


async def test_readers_are_told_before_and_after_the_instant(empty_database: str) -> None:
    await execute(empty_database, SCHEDULE.format(1, 3600))
    async with following(empty_database) as (database, stream, told):
        assert stream.next_instant(["comments"]) is None
        assert 0 < (stream.next_instant(["posts"]) or 0) <= 3600
        async with database.transaction() as connection:
            at = await connection.fetchval("select clock_timestamp() + interval '1 s'")
            await record_change(connection, "UPDATED", "post:2", shows_at=at)
        assert told.words == ["touched post:2"]  # at once, for it may have been shown until now
        assert (stream.next_instant(["post:2"]) or 0) < 1
        told.words.clear()
        await told.until("touched post:2")
        assert told.words == ["unsettled post:2", "touched post:2"]
        async with database.transaction() as connection:
            assert await connection.fetchval("select clock_timestamp() > $1", at)
        assert stream.next_instant(["post:2"]) is None


async def test_a_clock_that_was_set_makes_everything_forgotten(empty_database: str) -> None:
    async with following(empty_database) as (_, stream, told):
        # as if the database had been a hundred seconds ahead until now
        now = stream._clock.now() + 100
        stream._clock = DatabaseClock(lambda: now)
        stream._clock.set(now + 100, sent=now, received=now)
        await told.until("forget_all")
        await until(lambda: stream.is_current)


async def test_those_after_the_next_ones_are_loaded_when_these_have_passed(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_INSTANTS", 2)
    monkeypatch.setattr(stream_module, "MAX_INSTANTS", 2)
    async with following(empty_database) as (_, _, told):
        numbers = range(1, 6)
        # the third at the time of the second, which is the last that is loaded with the first
        await execute(empty_database, SCHEDULE_FIVE)
        await told.until("touched post:5")
        told.words.clear()  # each once, when it was recorded
        for number in numbers:
            await told.until(f"touched post:{number}")


def tags_of(events: object) -> list[str]:
    return [f"{what} {tags[0]}" for what, tags in events]  # type: ignore[attr-defined]


def test_instants_are_told_in_the_order_of_their_time() -> None:
    known = Instants()
    for id, at in ((1, 30.0), (2, 10.0), (3, 20.0), (3, 20.0)):
        known.add(Instant(at, id, [f"post:{id}", "posts"]))
    assert known.next_of(["posts"]) == 10.0
    assert known.next_of(["post:1", "post:3"]) == 20.0
    assert known.next_of(["comments"]) == inf
    assert known.next_event(1) == 9.0
    assert tags_of(known.advance(9, 1)) == ["unsettled post:2"]
    assert known.next_of(["posts"]) == 10.0  # not told yet
    assert tags_of(known.advance(19, 1)) == ["unsettled post:3", "touched post:2"]
    assert known.next_of(["posts"]) == 20.0
    assert tags_of(known.advance(99, 1)) == ["unsettled post:1", "touched post:3", "touched post:1"]
    assert (known.next_of(["posts"]), known.next_event(1)) == (inf, inf)


def test_only_the_next_ones_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_INSTANTS", 2)
    known = Instants()
    for id in range(1, 6):
        known.add(Instant(id * 10.0, id, ["posts"]))
    assert known.is_overfull
    known.load([Instant(10.0, 1, ["posts"]), Instant(20.0, 2, ["posts"])])
    assert not known.is_overfull
    assert not known.is_used_up
    known.add(Instant(25.0, 6, ["posts"]))
    assert tags_of(known.advance(99, 1)) == [
        *("unsettled posts", "unsettled posts", "touched posts", "touched posts")
    ]
    assert known.next_of(["anything"]) == 20.0  # what is later is not known
    assert known.is_used_up
    known.load([Instant(30.0, 3, ["posts"])])
    assert (known.next_of(["posts"]), known.next_of(["anything"])) == (30.0, inf)


def test_the_clock_is_as_uncertain_as_half_a_round_trip() -> None:
    clock = DatabaseClock(lambda: 200.0)
    assert not clock.set(1_000.0, sent=100.0, received=100.4)
    assert clock.now() == pytest.approx(1_099.8)
    assert clock.uncertainty == pytest.approx(0.2)
    assert not clock.set(1_100.0, sent=200.0, received=200.0)
    assert clock.set(1_000.0, sent=300.0, received=300.1)
