"""Postgres is killed during a thousand mutations: acknowledged posts are stored, others stored whole
or not at all, clients get a 503 with Retry-After, and the service recovers by itself."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gql.embedded import embedded_postgres
from gql.engine.global_id import decode_id
from gql.migrate import migrate
from gql.viewer import Role
from tests.http_site import ADA, Site, start_site
from tests.mutations.entry_requests import CREATE
from tests.schema import row_factories

pytestmark = [pytest.mark.slow(25), pytest.mark.untraced]

MUTATIONS, AT_ONCE = 1_000, 20
MAX_RECOVERY = 5.0  # seconds
EXPECTED_CODES = {"DATABASE_DOWN", "DATABASE_BUSY", "TIMED_OUT"}
KILL_BACKENDS = """
select count(pg_terminate_backend(pid)) from pg_stat_activity
where pid <> pg_backend_pid() and backend_type = 'client backend'
"""


@dataclass
class Workload:
    """A thousand createPost requests, and the result of each."""

    site: Site
    token: str
    created: dict[int, str] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    codes: Counter[str] = field(default_factory=Counter)
    last_created_at: float = 0.0
    started: int = 0
    progressed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        await asyncio.gather(*(self._worker() for _ in range(AT_ONCE)))

    async def _worker(self) -> None:
        while self.started < MUTATIONS:
            self.started += 1
            await self._create(f"Post {self.started}")
            self.progressed.set()

    async def _create(self, title: str) -> None:
        given = {"title": title, "content": "Some *words*.", "tags": ["one", title]}
        answer = await self.site.post(CREATE, self.token, input=given)
        body = answer.json()
        if "errors" in body:
            self.codes.update(error["extensions"]["code"] for error in body["errors"])
            if answer.status_code == 200:  # stored, and lost while the payload was read
                payload = body["data"]["createPost"]
                assert (payload["version"], payload["userErrors"]) == (1, []), body
                self.unread.add(title)
                return
            assert answer.status_code == 503, body
            assert answer.headers["retry-after"]
            # a client that obeys: without the pause all requests would fail before Postgres is back
            await asyncio.sleep(2)  # as Retry-After says
            return
        payload = body["data"]["createPost"]
        assert payload["userErrors"] == []
        self.created[_key(payload["post"]["id"])] = title
        self.last_created_at = time.monotonic()

    async def wait_for(self, made: int) -> None:
        while len(self.created) < made and self.started < MUTATIONS:
            self.progressed.clear()
            await self.progressed.wait()


def _key(id: str) -> int:
    found = decode_id(id)
    assert found
    return found[1]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A path short enough for a socket, and open to the server's user: elsewhere each start has a URL
    of its own."""
    with TemporaryDirectory(prefix="quire-") as path:
        Path(path).chmod(0o755)
        yield Path(path)


async def test_acknowledged_mutations_survive_and_none_is_stored_in_part(folder: Path) -> None:
    server = embedded_postgres(folder / "data")
    url = server.__enter__()
    await migrate(url)
    try:
        async with start_site(url, pool_size=8) as site:
            await site.add_account(ADA, Role.AUTHOR)
            work = Workload(site, (await site.sign_in())["accessToken"])
            running = asyncio.create_task(work.run())
            await work.wait_for(200)
            async with row_factories.owner_connection(url) as owner:
                assert await owner.fetchval(KILL_BACKENDS)
            await work.wait_for(400)
            os.kill(_postmaster(folder), signal.SIGKILL)
            await asyncio.sleep(1)  # some requests fail meanwhile
            server.__exit__(None, None, None)
            server = embedded_postgres(folder / "data")
            assert server.__enter__() == url
            restarted, before = time.monotonic(), len(work.created)
            await work.wait_for(before + 1)
            assert work.last_created_at - restarted < MAX_RECOVERY
            await running
            await _check(work, url)
    finally:
        server.__exit__(None, None, None)


def _postmaster(place: Path) -> int:
    return int((place / "data/postgres/postmaster.pid").read_text().splitlines()[0])


async def _check(work: Workload, url: str) -> None:
    assert work.codes
    assert set(work.codes) <= EXPECTED_CODES
    assert len(work.created) > MUTATIONS / 2
    async with row_factories.owner_connection(url) as owner:
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
        # every acknowledged post is there; others may be, if only the response was lost
        assert {key: there[key]["title"] for key in work.created} == work.created
        assert work.unread <= {row["title"] for row in there.values()}
        for row in there.values():
            whole = (row["version"], row["status"], row["authors"], row["terms"])
            assert whole == (1, "DRAFT", 1, 2)
            assert (row["versions"], row["told"]) == (1, 1)
        changes = await owner.fetchval("select count(*) from change where event = 'CREATED'")
        assert changes == len(there)
        strays = "select count(*) from term t where not exists (select from post_term l where l.term_id = t.id)"
        assert await owner.fetchval(strays) == 0
