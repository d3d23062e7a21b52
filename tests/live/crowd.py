"""Proves that subscribers are told each comment once and in order, whatever happens meanwhile.

python -m tests.live.crowd                              # 500 sockets, two services, 1,000 comments
python -m tests.live.crowd --restart --subscribers 200  # and Postgres is killed, and starts again

While the comments are written, both listeners are killed twice, and a transaction with a lower id
than most commits three seconds late. With --restart, Postgres is killed too: what was acknowledged
before and after is told all the same. Prints how long after the acknowledgement it was told.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import asyncpg
import httpx

from gql.content.comments.moderate import moderate
from gql.content.draft import CommentStatus
from gql.db import Database
from gql.embedded import embedded_postgres
from gql.engine.global_id import decode_id
from gql.errors import QuireError
from gql.migrate import migrate
from gql.viewer import Role, Viewer
from tests.live.live_site import Headers, process
from tests.live.served import served
from tests.service_process import allow_many_files

ADDED = "subscription ($on: ID!) { commentAdded(on: $on) { comment { content } } }"
MODERATOR = Viewer(Role.EDITOR, 1, 1, "editor@blog.example")
KILL_LISTENERS = (
    "select pg_terminate_backend(a.pid) from pg_stat_activity a "
    "where a.application_name = 'quire changes' and a.datname = current_database()"
)
LATE, BEGIN, END = "late", "begin", "end"
PATIENCE = 60.0  # seconds, until all have been told
SETTINGS = {
    "log_level": "error",
    "comments_per_minute_on_post": "1000000",
    "hold_comments": "all",
    "live_connections_per_address": "5000",
}


class Reading(Protocol):
    """What one subscriber was told, and when: by time.monotonic()."""

    times: list[float]

    @property
    def data(self) -> list[Any]:
        """The values of the root field."""

    async def answered(self, count: int) -> None:
        """Wait until there are so many. Fails where it was ended."""


class Peer(Protocol):
    """A service: tests.live.live_site.Process, or Served."""

    async def open(self, query: str, *, on: str) -> Reading:
        """A subscription of a stranger."""

    async def comment(self, on: str, content: str, headers: Headers | None = None) -> Any:
        """Write a comment; its payload."""


Start = Callable[[str], AbstractAsyncContextManager[Peer]]


@dataclass
class Crowd:
    """Subscribers of some services, and what was written."""

    url: str
    processes: Sequence[Peer]
    editor: Headers
    on: str
    readings: list[Reading] = field(default_factory=list)
    acknowledged: dict[str, float] = field(default_factory=dict)
    """When each comment that was acknowledged had been sent."""

    async def subscribe(self, count: int) -> None:
        """Open so many subscriptions, on each process as many."""
        for number in range(count):
            one = self.processes[number % len(self.processes)]
            self.readings.append(await one.open(ADDED, on=self.on))
        # nothing tells a client that it is subscribed: it is once it is told something
        for number in range(int(PATIENCE)):
            await self.processes[0].comment(self.on, f"{BEGIN} {number}", self.editor)
            await asyncio.sleep(1 if number else 0.1)
            if all(one.times for one in self.readings):
                return
        raise TimeoutError

    async def write(self, numbers: range) -> None:
        """Write comments one after the other; one that is not acknowledged is written again."""
        for number in numbers:
            one = self.processes[number % len(self.processes)]
            content = str(number)
            while content not in self.acknowledged:
                sent = time.monotonic()
                try:
                    await one.comment(self.on, content, self.editor)
                except (QuireError, AssertionError, httpx.HTTPError):
                    await asyncio.sleep(0.2)
                    if await self._is_stored(content):  # only the answer was lost
                        break
                    continue
                self.acknowledged[content] = sent

    async def _is_stored(self, content: str) -> bool:
        try:
            connection = await asyncpg.connect(self.url)
        except (OSError, asyncpg.PostgresError):
            return False
        stored = await connection.fetchval(
            "select count(*) from quire.comment where content_text = $1", content
        )
        await connection.close()
        return bool(stored)

    async def told(self) -> list[float]:
        """The seconds after which each was told each comment that was sent, sorted. Fails where one
        was not told all, or in another order, or twice."""
        await self.processes[0].comment(
            self.on, END, self.editor
        )  # so that what is told twice shows
        expected = {*self.acknowledged, END}
        seconds = []
        for one in self.readings:
            events = await self._events(one, expected)
            contents = [content for content, _ in events]
            assert len(contents) == len(set(contents)), "told twice"
            numbers = [int(content) for content in contents if content not in (LATE, END)]
            assert numbers == sorted(numbers), "in another order"
            sent = self.acknowledged
            seconds += [at - sent[content] for content, at in events if content in sent]
        return sorted(seconds)

    async def _events(self, reading: Reading, expected: set[str]) -> list[tuple[str, float]]:
        """What it was told, and when, once it was told all of this."""
        async with asyncio.timeout(PATIENCE):
            while True:
                contents = [event["comment"]["content"][3:-4] for event in reading.data]
                if expected <= set(contents):
                    break
                await reading.answered(len(contents) + 1)
        told = zip(contents, reading.times, strict=False)
        return [(content, at) for content, at in told if not content.startswith(BEGIN)]


def own_process(url: str) -> AbstractAsyncContextManager[Peer]:
    """A service in this process, whose operations are read without a transport."""
    return process(url, **SETTINGS)


def served_process(url: str) -> AbstractAsyncContextManager[Peer]:
    """`quire serve`, over sockets."""
    return served(url, **SETTINGS)


async def tell_all(
    url: str,
    *,
    subscribers: int,
    comments: int,
    late_seconds: float = 3.0,
    start: Start = own_process,
) -> list[float]:
    """Kill listeners twice, and commit one transaction late; returns the seconds as `told`."""
    async with AsyncExitStack() as stack:
        crowd = await _crowd(url, stack, subscribers, start)
        held = (await crowd.processes[0].comment(crowd.on, LATE, None))["comment"]["id"]
        late = asyncio.create_task(
            _approve_late(crowd, (decode_id(held) or ("", 0))[1], late_seconds)
        )
        for place in range(4):
            await crowd.write(range(comments * place // 4, comments * (place + 1) // 4))
            if place in (0, 2):
                connection = await asyncpg.connect(url)
                await connection.execute(KILL_LISTENERS)
                await connection.close()
        crowd.acknowledged[LATE] = await late
        return await crowd.told()


async def tell_across_restart(
    folder: Path, *, subscribers: int, comments: int, start: Start = own_process
) -> list[float]:
    """Kill Postgres amid the comments, and start it again; returns the seconds as `told`."""
    server = embedded_postgres(folder / "data")
    url = server.__enter__()
    await migrate(url)
    try:
        async with AsyncExitStack() as stack:
            crowd = await _crowd(url, stack, subscribers, start)
            await crowd.write(range(comments // 2))
            writing = asyncio.create_task(crowd.write(range(comments // 2, comments)))
            await asyncio.sleep(0.1)
            pid = (folder / "data/postgres/postmaster.pid").read_text().splitlines()[0]
            os.kill(int(pid), signal.SIGKILL)
            await asyncio.sleep(1)
            server.__exit__(None, None, None)
            server = embedded_postgres(folder / "data")
            assert server.__enter__() == url
            await writing
            return await crowd.told()
    finally:
        server.__exit__(None, None, None)


async def _crowd(url: str, stack: AsyncExitStack, subscribers: int, start: Start) -> Crowd:
    async with process(url) as one:
        editor = await one.sign_in("editor@blog.example", Role.EDITOR)
        on = await one.post(editor)
    processes = [await stack.enter_async_context(start(url)) for _ in range(2)]
    crowd = Crowd(url, processes, editor, on)
    await crowd.subscribe(subscribers)
    return crowd


async def _approve_late(crowd: Crowd, comment: int, seconds: float) -> float:
    """Approve a comment in a transaction that is older; when it was done."""
    async with _database(crowd.url) as database, database.transaction() as connection:
        await connection.execute("select pg_current_xact_id()")
        await asyncio.sleep(seconds)
        begun = time.monotonic()
        await moderate(connection, MODERATOR, [comment], CommentStatus.APPROVED, None)
    return begun


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = await Database.open(url, pool_size=1)
    try:
        yield database
    finally:
        await database.close()


def main() -> None:
    """Run, and print the seconds; fails where one subscriber was not told all."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.live.crowd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--subscribers", type=int, default=500)
    parser.add_argument("--comments", type=int, default=1_000)
    parser.add_argument("--restart", action="store_true")
    chosen = parser.parse_args()
    counts = {"subscribers": chosen.subscribers, "comments": chosen.comments}
    allow_many_files()
    with TemporaryDirectory(prefix="quire-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        if chosen.restart:
            seconds = asyncio.run(tell_across_restart(folder, **counts, start=served_process))
        else:
            with embedded_postgres(folder / "data") as url:
                asyncio.run(migrate(url))
                seconds = asyncio.run(tell_all(url, **counts, start=served_process))
    middle, late = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
    print(f"{len(seconds):,} told: p50 {middle:.3f} s, p99 {late:.3f} s, all {seconds[-1]:.3f} s")
    sys.exit(0)


if __name__ == "__main__":
    main()
