"""What was touched is purged from caches on the way: in order, again and again until they say yes."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from gql.cache.cdn_tags import cdn_tags, purged_cdn_tags
from gql.content.change_log import record_change
from gql.db import Database
from gql.purger import LEASE_SECONDS, MAX_NAMES, MAX_TAGS, PurgeAddress, PurgeFailed, Purger

EVERYTHING = set(purged_cdn_tags(["everything"]))
LEASE = timedelta(seconds=2 * LEASE_SECONDS)


class Cache:
    """A cache on the way: which names it was told to purge, in order, and what it answers."""

    def __init__(self) -> None:
        self.purges: list[list[str]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        self.is_asked, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()
        cache = self

        class Handler(BaseHTTPRequestHandler):
            def do_PURGE(self) -> None:
                cache.is_asked.set()
                cache.may_answer.wait()
                body = self.rfile.read(int(self.headers["content-length"]))
                if cache.status == 200:
                    cache.purges.append(json.loads(body)["tags"])
                    cache.headers.append(dict(self.headers))
                self.send_response(cache.status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    @property
    def names(self) -> set[str]:
        return {name for purge in self.purges for name in purge}


@pytest.fixture
def cache() -> Iterator[Cache]:
    cache = Cache()
    thread = threading.Thread(target=cache.server.serve_forever, args=(0.01,))
    thread.start()
    yield cache
    cache.server.shutdown()
    thread.join()
    cache.server.server_close()


@pytest.fixture
async def database(empty_database: str) -> AsyncIterator[Database]:
    database = await Database.open(empty_database, pool_size=3)
    yield database
    await database.close()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


def purger(database: Database, cache: Cache, repeat_seconds: float = 60.0) -> Purger:
    address = PurgeAddress(cache.url, header="X-Key: secret", tag_header="xkey")
    return Purger(database, address, repeat_seconds)


async def write(database: Database, *tags: str, days: int = 0) -> None:
    """Record a change; with `days`, one that shows so many days later."""
    async with database.transaction() as connection:
        now = await connection.fetchval("select now()")
        shows_at = now + timedelta(days=days) if days else None
        await record_change(connection, "UPDATED", tags[0], tags, shows_at=shows_at)


async def test_what_was_touched_since_the_last_purge_is_purged(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)  # the first time: from now on
    assert cache.purges == []
    await write(database, "post:2", "posts")
    await write(database, "comment:3", "comments of post:2")
    await purging.purge_due(client)
    await purging.purge_due(client)  # nothing new
    expected = purged_cdn_tags(["post:2", "posts", "comment:3", "comments of post:2"])
    assert [sorted(purge) for purge in cache.purges] == [expected]
    assert {*cache.headers[0]["xkey"].split(" ")} == {*expected}
    assert cache.headers[0]["X-Key"] == "secret"
    # what carries one of the tags has one of the names
    assert cache.names & {*cdn_tags(["post:2", "author:1"])}
    assert not cache.names & {*cdn_tags(["post:1", "author:1"])}


async def test_what_is_not_acknowledged_is_told_again(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)
    cache.status = 503
    for tag in ("post:1", "post:2"):
        await write(database, tag)
        with pytest.raises(PurgeFailed, match="status 503"):
            await purging.purge_due(client)
    cache.status = 200
    # by another process, too: where it stands is in the database
    await purger(database, cache).purge_due(client)
    assert cache.names == {*purged_cdn_tags(["post:1", "post:2"])}


async def test_a_cache_that_is_away_is_told_when_it_is_back(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    away = Purger(database, PurgeAddress("http://127.0.0.1:9/"), 60.0)
    await away.purge_due(client)
    await write(database, "post:1")
    with pytest.raises(PurgeFailed, match="ConnectError"):
        await away.purge_due(client)
    await purger(database, cache).purge_due(client)
    assert cache.names == {*purged_cdn_tags(["post:1"])}


async def test_two_processes_purge_each_change_once(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    first, second = purger(database, cache), purger(database, cache)
    await first.purge_due(client)
    await write(database, "post:1")
    async with database.transaction() as connection:  # the first is about it
        await connection.execute(
            "update purge set leased_by = gen_random_uuid(), leased_until = now() + $1::interval",
            LEASE,
        )
    await second.purge_due(client)
    assert cache.purges == []
    async with database.transaction() as connection:  # and ended amid it
        await connection.execute(
            "update purge set leased_until = leased_until - $1::interval", LEASE
        )
    await second.purge_due(client)
    await first.purge_due(client)
    # the second repeats what another process may not have repeated
    assert [{*purge} for purge in cache.purges] == [{*purged_cdn_tags(["post:1"])}]


async def test_what_is_committed_late_is_not_missed(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)
    async with database.transaction() as connection:
        await record_change(connection, "UPDATED", "post:1")
        await write(database, "post:2")  # with a higher id, committed before
        await purging.purge_due(client)
        assert cache.names == {*purged_cdn_tags(["post:2"])}
    await purging.purge_due(client)
    assert cache.names == {*purged_cdn_tags(["post:1", "post:2"])}


async def test_what_shows_later_is_purged_at_its_time_again(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)
    await write(database, "post:1", days=2)
    await purging.purge_due(client)
    await purging.purge_due(client)
    assert len(cache.purges) == 1
    async with database.transaction() as connection:  # two days later
        await connection.execute(
            "update change set changed_at = changed_at - interval '3 days', "
            "shows_at = shows_at - interval '2 days'"
        )
        await connection.execute("update purge set shown_until = shown_until - interval '1 day'")
    await purging.purge_due(client)
    await purging.purge_due(client)
    assert len(cache.purges) == 2


async def test_a_new_process_repeats_what_the_one_before_may_not_have_repeated(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    before = purger(database, cache)
    await before.purge_due(client)
    await write(database, "post:1")
    await before.purge_due(client)
    after = purger(database, cache)
    await after.purge_due(client)
    await after.purge_due(client)
    expected = {*purged_cdn_tags(["post:1"])}
    assert [{*purge} for purge in cache.purges] == [expected, expected]


async def test_no_transaction_waits_for_a_cache(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)
    await write(database, "post:1")
    cache.may_answer.clear()
    waiting = asyncio.create_task(purging.purge_due(client))
    await asyncio.to_thread(cache.is_asked.wait)
    async with database.transaction() as connection:
        open_ones = await connection.fetchval(
            "select count(*) from pg_stat_activity where datname = current_database() "
            "and xact_start is not null and pid <> pg_backend_pid() and backend_type = 'client backend'"
        )
    cache.may_answer.set()
    await waiting
    assert open_ones == 0


@pytest.mark.parametrize("reason", ["too many tags", "another server", "too long ago"])
async def test_everything_is_purged_where_nobody_knows_what_was_touched(
    database: Database, cache: Cache, client: httpx.AsyncClient, reason: str
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)
    if reason == "too many tags":
        await write(database, *(f"comment:{n}" for n in range(MAX_TAGS + 1)))
    else:
        changed = {
            "another server": "identity = 'another'",
            "too long ago": "shown_until = now() - interval '40 days'",
        }
        async with database.transaction() as connection:
            await connection.execute(f"update purge set {changed[reason]}")
    await purging.purge_due(client)
    await purging.purge_due(client)
    assert [{*purge} for purge in cache.purges] == [EVERYTHING]
    assert EVERYTHING & {*cdn_tags(["everything", "post:1"])}


async def test_each_purge_is_repeated_once_for_answers_that_were_on_their_way(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    purging = purger(database, cache, repeat_seconds=0.0)
    await purging.purge_due(client)
    await write(database, "post:1")
    for _ in range(3):
        await purging.purge_due(client)
    expected = {*purged_cdn_tags(["post:1"])}
    assert [{*purge} for purge in cache.purges] == [expected, expected]


async def test_a_request_names_no_more_than_every_cdn_takes(
    database: Database, cache: Cache, client: httpx.AsyncClient
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)
    tags = [f"comment:{n}" for n in range(300)]
    await write(database, *tags)
    await purging.purge_due(client)
    assert cache.names == {*purged_cdn_tags(tags)}
    assert max(map(len, cache.purges)) <= MAX_NAMES
    assert max(len(headers["xkey"]) for headers in cache.headers) < 1_000
