"""Postgres is killed amid a thousand mutations: what was acknowledged is there, the rest is whole or
absent, clients are told, and the service comes back by itself."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from gql.embedded import embedded
from gql.engine.global_id import decode_id
from gql.migrate import migrate
from gql.viewer import Role
from tests.http_site import ADA, Site, started
from tests.mutations.entry_requests import CREATE
from tests.schema import row_factories

MUTATIONS, AT_ONCE = 1_000, 20
BACK_WITHIN = 5.0  # seconds
TOLD = {"DATABASE_DOWN", "DATABASE_BUSY", "TIMED_OUT"}
KILL_BACKENDS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where pid <> pg_backend_pid() and backend_type = 'client backend'
"""


@dataclass
class Work:
    """A thousand posts to be made, and what became of each."""

    site: Site
    token: str
    made: dict[int, str] = field(default_factory=dict)
    told: Counter[str] = field(default_factory=Counter)
    last_made: float = 0.0
    begun: int = 0
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        await asyncio.gather(*(self._worker() for _ in range(AT_ONCE)))

    async def _worker(self) -> None:
        while self.begun < MUTATIONS:
            self.begun += 1
            await self._make(f"Post {self.begun}")
            self.moved.set()

    async def _make(self, title: str) -> None:
        given = {"title": title, "content": "Some *words*.", "tags": ["one", title]}
        answer = await self.site.ask(CREATE, self.token, input=given)
        body = answer.json()
        if "errors" in body:
            assert answer.status_code == 503, body
            assert answer.headers["retry-after"]
            self.told.update(error["extensions"]["code"] for error in body["errors"])
            await asyncio.sleep(2)  # as Retry-After says
            return
        payload = body["data"]["createPost"]
        assert payload["userErrors"] == []
        self.made[_key(payload["post"]["id"])] = title
        self.last_made = time.monotonic()

    async def until(self, made: int) -> None:
        while len(self.made) < made and self.begun < MUTATIONS:
            self.moved.clear()
            await self.moved.wait()


def _key(id: str) -> int:
    found = decode_id(id)
    assert found
    return found[1]


async def test_what_was_acknowledged_is_there_and_nothing_is_half_written(tmp_path: Path) -> None:
    server = embedded(tmp_path / "data")
    url = server.__enter__()
    await migrate(url)
    try:
        async with started(url, pool_size=8) as site:
            await site.add(ADA, Role.AUTHOR)
            work = Work(site, (await site.sign_in())["accessToken"])
            running = asyncio.create_task(work.run())
            await work.until(200)
            async with row_factories.as_owner(url) as owner:
                assert await owner.fetchval(KILL_BACKENDS)
            await work.until(400)
            os.kill(_postmaster(tmp_path), signal.SIGKILL)
            await asyncio.sleep(1)  # clients are told meanwhile
            server.__exit__(None, None, None)
            server = embedded(tmp_path / "data")
            assert server.__enter__() == url
            restarted, before = time.monotonic(), len(work.made)
            await work.until(before + 1)
            assert work.last_made - restarted < BACK_WITHIN
            await running
            await _check(work, url)
    finally:
        server.__exit__(None, None, None)


def _postmaster(place: Path) -> int:
    return int((place / "data/postgres/postmaster.pid").read_text().splitlines()[0])


async def _check(work: Work, url: str) -> None:
    assert work.told
    assert set(work.told) <= TOLD
    assert len(work.made) > MUTATIONS / 2
    async with row_factories.as_owner(url) as owner:
        there = {
            row["id"]: row
            for row in await owner.fetch(
                "select e.id, e.title, e.version, e.status, "
                "(select count(*) from post_author l where l.post_id = e.id) as authors, "
                "(select count(*) from post_term l where l.post_id = e.id) as terms, "
                "(select count(*) from entry_revision r where r.entry_id = e.id) as versions, "
                "(select count(*) from change c where c.node = 'post:' || e.id) as told "
                "from entry e"
            )
        }
        assert {key: there[key]["title"] for key in work.made} == work.made
        for row in there.values():
            whole = (row["version"], row["status"], row["authors"], row["terms"])
            assert whole == (1, "DRAFT", 1, 2)
            assert (row["versions"], row["told"]) == (1, 1)
        changes = await owner.fetchval("select count(*) from change where event = 'CREATED'")
        assert changes == len(there)
        strays = "select count(*) from term t where not exists (select from post_term l where l.term_id = t.id)"
        assert await owner.fetchval(strays) == 0
