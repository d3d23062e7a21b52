"""What was touched is purged from caches on the way: in order, again and again until they say yes."""

from __future__ import annotations

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
from gql.purger import MAX_HEADER_BYTES, MAX_TAGS, PurgeAddress, PurgeFailed, Purger, batches

EVERYTHING = set(purged_cdn_tags(["everything"]))


class Cache:
    """A cache on the way: which names it was told to purge, in order, and what it answers."""

    def __init__(self) -> None:
        self.purges: list[list[str]] = []
        self.headers: list[dict[str, str]] = []
        self.status = 200
        cache = self

        class Handler(BaseHTTPRequestHandler):
            def do_PURGE(self) -> None:
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
    await write(database, "post:1")
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
    async with database.transaction() as connection:
        await connection.fetch("select from purge for update")  # the first is about it
        await second.purge_due(client)
    assert cache.purges == []
    await second.purge_due(client)
    await first.purge_due(client)
    assert len(cache.purges) == 1


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


@pytest.mark.parametrize("reason", ["too many tags", "another server"])
async def test_everything_is_purged_where_nobody_knows_what_was_touched(
    database: Database, cache: Cache, client: httpx.AsyncClient, reason: str
) -> None:
    purging = purger(database, cache)
    await purging.purge_due(client)
    if reason == "too many tags":
        await write(database, *(f"comment:{n}" for n in range(MAX_TAGS + 1)))
    else:
        async with database.transaction() as connection:
            await connection.execute("update purge set identity = 'another'")
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


def test_a_request_names_as_much_as_fits_into_a_header() -> None:
    names = purged_cdn_tags([f"comment:{n}" for n in range(2_000)])
    parts = [*batches(names)]
    assert [name for part in parts for name in part] == names
    assert max(len(" ".join(part)) for part in parts) <= MAX_HEADER_BYTES
    assert [*batches([])] == []
