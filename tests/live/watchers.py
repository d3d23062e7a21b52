"""Measures a page that thousands watch: how often it is executed, and when the last has seen a change.

python -m tests.live.watchers                   # 2,000 watchers, 10 comments a second for 20 s
python -m tests.live.watchers --watchers 500 --seconds 5

All watch one live query over sockets of their own, on one `quire serve`. Exits with 1 where a change
took more than one execution, a watcher was not shown the last, or 99 of 100 changes were not shown
to all within a second. The watchers are read by one process on the same machine, which takes its share.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from dataclasses import dataclass

from gql.cli.commands import run as quire
from gql.viewer import Role
from tests.bench.datasets import open_server
from tests.conftest import database_url, execute_on_server
from tests.http.websocket.__main__ import Process
from tests.live.live_site import process
from tests.live.served import Served, SocketReading, served
from tests.service_process import allow_many_files

WATCH = "query Watch($on: ID!) @live(throttle: 100) { post(by: { id: $on }) { commentCounts { total } } }"
SETTINGS = {
    "hold_comments": "none",
    "comments_per_minute_on_post": "1000000",
    "comments_per_minute": "1000000",
    "comment_seconds": "0",
    "live_connections_per_address": "5000",
}
MOST_SECONDS = 1.0
DATABASE = "watchers"


@dataclass
class Report:
    """What was measured. `delays`: of each change, until the last watcher was shown it, sorted."""

    watchers: int
    changes: int
    executions: int
    answers: int
    delays: list[float]
    busy: float
    """The share of one processor that the service took."""

    @property
    def late(self) -> float:
        """Within how many seconds 99 of 100 changes were shown to all."""
        return self.delays[len(self.delays) * 99 // 100]

    @property
    def is_good(self) -> bool:
        """Whether the promises hold."""
        return self.executions <= self.changes and self.late <= MOST_SECONDS

    def __str__(self) -> str:
        middle = self.delays[len(self.delays) // 2]
        return (
            f"{self.watchers:,} watchers, {self.changes} changes: {self.executions} executions, "
            f"{self.answers:,} answers; the last watcher was shown a change after {middle:.3f} s "
            f"(p50), {self.late:.3f} s (p99); the service took {self.busy:.2f} of a processor"
        )


async def measure(url: str, *, watchers: int, a_second: float, seconds: float) -> Report:
    """Watch, and write; fails where somebody was not shown the last change."""
    async with process(url) as one:
        on = await one.post(await one.sign_in("editor@blog.example", Role.EDITOR))
    async with served(url, **SETTINGS) as service:
        readings = []
        for _ in range(watchers):
            readings.append(await service.open(WATCH, on=on))
        for reading in readings:
            await reading.answered(1)
        usage = Process(service.service.process.pid)
        executed = await service.metric("quire_live_executions_total")
        taken, begun = usage.seconds, time.monotonic()
        sent = await _write(service, on, a_second, seconds)
        await asyncio.gather(*(_shown(one, len(sent)) for one in readings))
        busy = (usage.seconds - taken) / (time.monotonic() - begun)
        executions = await service.metric("quire_live_executions_total") - executed
        delays = _delays(readings, sent)
        for reading in readings:
            await reading.close()
    answers = sum(len(one.bodies) - 1 for one in readings)
    return Report(watchers, len(sent), round(executions), answers, delays, busy)


async def _write(service: Served, on: str, a_second: float, seconds: float) -> list[float]:
    """Write comments at a steady rate; when each was sent."""
    sent: list[float] = []
    begun = time.monotonic()
    while (due := len(sent) / a_second) < seconds:
        await asyncio.sleep(begun + due - time.monotonic())
        sent.append(time.monotonic())
        await service.comment(on, f"No. {len(sent)}")
    return sent


async def _shown(reading: SocketReading, total: int) -> None:
    """Wait until a watcher was shown so many comments."""
    while _total(reading.bodies[-1]) < total:
        await reading.answered(len(reading.bodies) + 1)


def _total(body: bytes) -> int:
    return int(json.loads(body)["payload"]["data"]["post"]["commentCounts"]["total"])


def _delays(readings: list[SocketReading], sent: list[float]) -> list[float]:
    last = [0.0] * len(sent)
    for reading in readings:
        shown = 0
        for body, at in zip(reading.bodies, reading.times, strict=True):
            total = _total(body)
            assert total > shown or not shown, "an older answer, or the same once more"
            for number in range(shown, total):
                last[number] = max(last[number], at)
            shown = total
    return sorted(at - begun for at, begun in zip(last, sent, strict=True))


def main() -> None:
    """Measure, print, and exit with 1 where a promise is broken."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.live.watchers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--watchers", type=int, default=2_000)
    parser.add_argument("--a-second", type=float, default=10.0, help="comments")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    chosen = parser.parse_args()
    allow_many_files()
    with open_server(chosen.database_url) as server:
        asyncio.run(execute_on_server(server, f"create database {DATABASE}"))
        url = database_url(server, DATABASE)
        quire(["migrate", "--database-url", url])
        report = asyncio.run(
            measure(
                url,
                watchers=chosen.watchers,
                a_second=chosen.a_second,
                seconds=chosen.seconds,
            )
        )
        asyncio.run(execute_on_server(server, f"drop database {DATABASE} with (force)"))
    print(report)
    sys.exit(not report.is_good)


if __name__ == "__main__":
    main()
