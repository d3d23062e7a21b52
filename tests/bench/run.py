"""One run: makes the data, measures, and gathers all figures in one mapping, which is what is written as JSON."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from tests.bench import growth, in_process, over_http
from tests.bench.datasets import publication, sizes, tables
from tests.bench.generate import Size
from tests.bench.machine import machine, versions
from tests.bench.over_http import JUDGED, Asked, Effort
from tests.bench.progress import Tell
from tests.bench.servers import servers
from tests.bench.story import STORIES
from tests.bench.targets import promises

PARTS = ("in-process", "http", "growth")


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure, and for how long. Times are seconds for each story, or for each curve."""

    size: Size = field(default_factory=Size)
    filled: bool = False
    parts: tuple[str, ...] = PARTS
    in_process: float = 10.0
    http: Effort = field(default_factory=Effort)
    growth: float = 8.0
    tables: tuple[int, ...] = (10_000, 100_000, 1_000_000)

    def quick(self) -> Plan:
        """A few seconds, to see that all of it works. Its figures mean nothing."""
        return replace(
            self,
            size=Size(
                authors=20, posts=24, pages=5, media=10, comments=400, deep_post=150, likes=9
            ),
            in_process=0.1,
            http=Effort(connections=(JUDGED,), seconds=0.05, passes=1, by="own"),
            growth=0.1,
            tables=(300, 400, 500),
        )

    def steps(self) -> int:
        """How many steps are told."""
        steps = {
            "in-process": len(STORIES),
            "http": len(STORIES) * len(self.http.connections),
            "growth": len(self.tables) + 3,
        }
        return 1 + sum(steps[part] for part in self.parts)


async def run(server_url: str, plan: Plan, tell: Tell) -> dict[str, Any]:
    """All figures of one run. Raises SystemExit where answers differ or fail."""
    clock = Clock()
    async with AsyncExitStack() as stack:
        with clock.part("data"):
            tell(f"Data: {plan.size.posts:,} posts, {plan.size.comments:,} comments")
            url = server_url
            if not plan.filled:
                url = await stack.enter_async_context(publication(server_url, plan.size))
        found = await _measured(server_url, url, plan, tell, clock)
        about = {
            "date": time.strftime("%Y-%m-%d"),
            "machine": machine(),
            "versions": await versions(url, plan.http.by),
            "sizes": await sizes(url),
        }
    figures = about | found | {"seconds": clock.seconds}
    return figures | {"promises": [asdict(promise) for promise in promises(figures)]}


async def _measured(
    server_url: str, url: str, plan: Plan, tell: Tell, clock: Clock
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    asked = await _asked(url, plan.size.seed)
    if "in-process" in plan.parts:
        with clock.part("in process"):
            found["in_process"] = await in_process.measured(url, asked, plan.in_process, tell)
    if "http" in plan.parts:
        with clock.part("http"), TemporaryDirectory() as logs, servers(url, Path(logs)) as serving:
            found["http"] = await over_http.measured(serving, asked, plan.http, tell)
    if "growth" in plan.parts:
        found["growth"] = await _growth(server_url, url, plan, tell, clock)
    return found


async def _growth(
    server_url: str, url: str, plan: Plan, tell: Tell, clock: Clock
) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        with clock.part("growth: data"):
            urls = await stack.enter_async_context(tables(server_url, plan.tables, tell))
        with clock.part("growth"):
            return {
                "returned": await growth.by_rows(url, plan.growth, tell),
                "levels": await growth.by_levels(urls[min(urls)], plan.growth, tell),
                "table": await growth.by_table(urls, plan.growth, tell),
            }


async def _asked(url: str, seed: int) -> Asked:
    connection = await asyncpg.connect(url)
    try:
        return {story: await story.variables(connection, seed) for story in STORIES}
    finally:
        await connection.close()


class Clock:
    """How long each part of the run took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - begun, 1)
