"""A kept answer ends with the write that touches it, however the two run into each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from gql.viewer import Role
from tests.cache.held_read import held_read
from tests.conftest import execute
from tests.http_site import Site, start_site
from tests.mutations.entry_requests import PUBLISH, UPDATE, Newsroom, newsroom_of

MEMORY = 1_000_000
LIST = "{ posts(first: 100) { totalCount nodes { title } } }"
COUNT = "{ posts(first: 1) { totalCount } }"
NULL = '{ post(by: { slug: "soon" }) { title } route(uri: "/soon/") { status } }'
# what ends the connections that follow changes, as a broken network would
CUT = (
    "select pg_terminate_backend(pid) from pg_stat_activity "
    "where datname = current_database() and application_name = 'quire changes'"
)


@pytest.fixture
async def newsroom(module_database: str) -> AsyncIterator[Newsroom]:
    """One process of two on one database; nothing that the tests before wrote matters."""
    async with start_site(module_database, cache_bytes=MEMORY) as site:
        if not await execute_value(module_database, "select count(*) from account"):
            await newsroom_of(site)
        tokens = {Role.EDITOR: (await site.sign_in("editor@blog.example"))["accessToken"]}
        yield Newsroom(site, tokens)


async def execute_value(url: str, statement: str) -> Any:
    connection = await asyncpg.connect(url, server_settings={"search_path": "quire"})
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def ask(site: Site, query: str) -> tuple[str, Any]:
    """What the cache did, and the data."""
    response = await site.client.get("/graphql", params={"query": query})
    return response.headers["cache-status"].removeprefix("Quire; "), response.json()["data"]


async def warm(site: Site, query: str) -> Any:
    """The data, once it is kept."""
    async with asyncio.timeout(20):
        while (found := await ask(site, query))[0] != "hit":
            pass
    return found[1]


@asynccontextmanager
async def another_process(newsroom: Newsroom) -> AsyncIterator[Newsroom]:
    async with start_site(newsroom.site.url, cache_bytes=MEMORY) as site:
        yield Newsroom(site, newsroom.tokens)


async def test_who_writes_and_then_reads_sees_it_null_list_and_count_included(
    newsroom: Newsroom,
) -> None:
    before = await warm(newsroom.site, LIST)
    assert (await warm(newsroom.site, NULL)) == {"post": None, "route": {"status": 404}}
    id = await newsroom.create_draft(Role.EDITOR, title="Soon")
    assert (await ask(newsroom.site, LIST)) == ("hit", before)
    await newsroom.succeed(PUBLISH, Role.EDITOR, id=id)
    after = (await ask(newsroom.site, LIST))[1]
    assert after["posts"]["totalCount"] == before["posts"]["totalCount"] + 1
    found = (await ask(newsroom.site, NULL))[1]
    assert found == {"post": {"title": "Soon"}, "route": {"status": 200}}
    await warm(newsroom.site, NULL)
    await newsroom.succeed(UPDATE, Role.EDITOR, id=id, title="Sooner")
    assert (await ask(newsroom.site, NULL))[1]["post"] == {"title": "Soon"}
    await newsroom.succeed(PUBLISH, Role.EDITOR, id=id)
    assert (await ask(newsroom.site, NULL))[1]["post"] == {"title": "Sooner"}


async def test_another_process_sees_it_too(newsroom: Newsroom) -> None:
    async with another_process(newsroom) as other:
        before = await warm(other.site, LIST)
        await newsroom.create_published(Role.EDITOR, title="From elsewhere")

        async def is_seen() -> bool:
            return bool((await ask(other.site, LIST))[1] != before)

        async with asyncio.timeout(20):
            while not await is_seen():
                pass


async def test_a_read_that_began_before_a_write_is_not_kept_after_it(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await count_after_a_write(newsroom)
    with held_read(monkeypatch) as held:
        reading = asyncio.create_task(ask(newsroom.site, COUNT))
        await held.began.wait()
        await newsroom.create_published(Role.EDITOR, title="While it was read")
        held.may_go_on.set()
        status, read = await reading
    assert status == "fwd=bypass; detail=touched"
    assert count_of(read) == before
    status, after = await ask(newsroom.site, COUNT)
    assert status != "hit"
    assert count_of(after) == before + 1


@pytest.mark.parametrize("when", ["before the read", "during the read", "after the write"])
async def test_nor_is_it_while_the_connection_that_follows_changes_is_cut(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    url = newsroom.site.url
    before = await count_after_a_write(newsroom)
    async with another_process(newsroom) as other:
        with held_read(monkeypatch) as held:
            if when == "before the read":
                await execute(url, CUT)
            reading = asyncio.create_task(ask(newsroom.site, COUNT))
            await held.began.wait()
            if when == "during the read":
                await execute(url, CUT)
            await other.create_published(Role.EDITOR, title="While it was read")
            if when == "after the write":
                await execute(url, CUT)
            held.may_go_on.set()
            assert count_of((await reading)[1]) == before
        # until the process follows again and keeps answers: by then the new one
        assert count_of(await warm(newsroom.site, COUNT)) in (before, before + 1)
        async with asyncio.timeout(20):
            while count_of((await ask(newsroom.site, COUNT))[1]) == before:
                pass
        assert count_of(await warm(newsroom.site, COUNT)) == before + 1


async def test_requests_that_wait_for_one_that_began_before_a_write_read_anew(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = await count_after_a_write(newsroom)
    with held_read(monkeypatch) as held:
        leader = asyncio.create_task(ask(newsroom.site, COUNT))
        await held.began.wait()
        await newsroom.create_published(Role.EDITOR, title="While it was read")
        followers = [asyncio.create_task(ask(newsroom.site, COUNT)) for _ in range(5)]
        await asyncio.sleep(0)
        held.may_go_on.set()
        counts = [count_of((await one)[1]) for one in (leader, *followers)]
    assert counts == [before, *[before + 1] * 5]


def count_of(data: Any) -> int:
    return int(data["posts"]["totalCount"])


async def count_after_a_write(newsroom: Newsroom) -> int:
    """The number of posts after one more; the answer was kept before, and is no more."""
    before = count_of(await warm(newsroom.site, COUNT))
    await newsroom.create_published(Role.EDITOR, title="Once more")
    return before + 1
