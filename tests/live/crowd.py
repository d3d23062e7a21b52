"""Proves that subscribers are told each comment once and in order, whatever happens meanwhile.

python -m tests.live.crowd                      # 500 subscribers on two processes, 1,000 comments
python -m tests.live.crowd --restart            # and Postgres is killed, and starts again

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
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import asyncpg

from gql.content.comments.moderate import moderate
from gql.content.draft import CommentStatus
from gql.embedded import embedded_postgres
from gql.engine.global_id import decode_id
from gql.errors import QuireError
from gql.migrate import migrate
from gql.viewer import Role, Viewer
from tests.live.live_site import Headers, Process, Reading, process

ADDED = "subscription ($on: ID!) { commentAdded(on: $on) { comment { content } } }"
MODERATOR = Viewer(Role.EDITOR, 1, 1, "editor@blog.example")
KILL_LISTENERS = (
    "select pg_terminate_backend(a.pid) from pg_stat_activity a "
    "where a.application_name = 'quire changes' and a.datname = current_database()"
)
LATE = "late"
PATIENCE = 60.0  # seconds, until all have been told


@dataclass
class Crowd:
    """Subscribers of some processes, and what was written."""

    url: str
    processes: Sequence[Process]
    editor: Headers
    on: str
    readings: list[Reading] = field(default_factory=list)
    acknowledged: dict[str, float] = field(default_factory=dict)

    async def subscribe(self, count: int) -> None:
        """Open so many subscriptions, on each process as many."""
        for number in range(count):
            one = self.processes[number % len(self.processes)]
            self.readings.append(await one.open(ADDED, on=self.on))

    async def write(self, numbers: range) -> None:
        """Write comments one after the other; one that is not acknowledged is written again."""
        for number in numbers:
            one = self.processes[number % len(self.processes)]
            content = str(number)
            while content not in self.acknowledged:
                try:
                    await one.comment(self.on, content, self.editor)
                except (QuireError, AssertionError):
                    await asyncio.sleep(0.2)
                    if await self._is_stored(content):  # only the answer was lost
                        break
                    continue
                self.acknowledged[content] = time.monotonic()

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
        """The seconds after which each was told each comment. Fails where one was not told all,
        or another thing, or in another order."""
        expected = set(self.acknowledged)
        async with asyncio.timeout(PATIENCE):
            for one in self.readings:
                await one.answered(len(expected))
        seconds = []
        for one in self.readings:
            contents = [event["comment"]["content"][3:-4] for event in one.data]
            assert len(contents) == len(set(contents)), "told twice"
            assert expected <= set(contents), expected - set(contents)
            numbers = [int(content) for content in contents if content != LATE]
            assert numbers == sorted(numbers), "in another order"
            seconds += [
                at - self.acknowledged[content]
                for content, at in zip(contents, one.times, strict=True)
                if content in self.acknowledged
            ]
        return sorted(seconds)


async def tell_all(
    url: str, *, subscribers: int, comments: int, late_seconds: float = 3.0
) -> list[float]:
    """Kill listeners twice, and commit one transaction late; returns the seconds as `told`."""
    async with AsyncExitStack() as stack:
        crowd = await _crowd(url, stack, subscribers)
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
        await late
        crowd.acknowledged[LATE] = time.monotonic()
        return await crowd.told()


async def tell_across_restart(folder: Path, *, subscribers: int, comments: int) -> list[float]:
    """Kill Postgres amid the comments, and start it again; returns the seconds as `told`."""
    server = embedded_postgres(folder / "data")
    url = server.__enter__()
    await migrate(url)
    try:
        async with AsyncExitStack() as stack:
            crowd = await _crowd(url, stack, subscribers)
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
            seconds = await crowd.told()
            assert not any(one.opened.is_over for one in crowd.readings)
            return seconds
    finally:
        server.__exit__(None, None, None)


async def _crowd(url: str, stack: AsyncExitStack, subscribers: int) -> Crowd:
    settings = {"log_level": "error", "comments_per_minute_on_post": 10**6, "hold_comments": "all"}
    processes = [await stack.enter_async_context(process(url, **settings)) for _ in range(2)]
    editor = await processes[0].sign_in("editor@blog.example", Role.EDITOR)
    crowd = Crowd(url, processes, editor, await processes[0].post(editor))
    await crowd.subscribe(subscribers)
    return crowd


async def _approve_late(crowd: Crowd, comment: int, seconds: float) -> None:
    async with crowd.processes[0].service.database.transaction() as connection:
        await connection.execute("select pg_current_xact_id()")
        await asyncio.sleep(seconds)
        await moderate(connection, MODERATOR, [comment], CommentStatus.APPROVED, None)


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
    with TemporaryDirectory(prefix="quire-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        if chosen.restart:
            seconds = asyncio.run(tell_across_restart(folder, **counts))
        else:
            with embedded_postgres(folder / "data") as url:
                asyncio.run(migrate(url))
                seconds = asyncio.run(tell_all(url, **counts))
    middle, late = seconds[len(seconds) // 2], seconds[len(seconds) * 99 // 100]
    print(f"{len(seconds):,} told: p50 {middle:.3f} s, p99 {late:.3f} s, all {seconds[-1]:.3f} s")
    sys.exit(0)


if __name__ == "__main__":
    main()
