"""One run of the benchmark: generates data, measures, and collects all figures in one mapping."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg

from tests.bench import growth, in_process, over_http, viewers
from tests.bench.datasets import databases_by_comments, generated_publication, row_counts
from tests.bench.generate import Size
from tests.bench.machine import describe_machine, versions
from tests.bench.over_http import TARGET_CONNECTIONS, HttpSettings, StoryVariables
from tests.bench.progress import ShowStep
from tests.bench.servers import servers
from tests.bench.story import STORIES
from tests.bench.targets import evaluate_targets

PARTS = ("in-process", "viewers", "http", "growth")


@dataclass(frozen=True, slots=True)
class BenchmarkSettings:
    """What to measure; `in_process`, `viewers` and `growth` are seconds for each story or curve."""

    size: Size = field(default_factory=Size)
    filled: bool = False
    parts: tuple[str, ...] = PARTS
    in_process: float = 10.0
    viewers: float = 4.0
    http: HttpSettings = field(default_factory=HttpSettings)
    growth: float = 8.0
    # a factor of a hundred: an index is one or two levels deeper, a scan a hundred times as long
    tables: tuple[int, ...] = (10_000, 100_000, 1_000_000)

    def quick(self) -> BenchmarkSettings:
        """These settings with tiny sizes, for a run of a few seconds whose figures mean nothing."""
        return replace(
            self,
            size=Size(
                authors=20, posts=24, pages=5, media=10, comments=400, deep_post=150, likes=9
            ),
            in_process=0.1,
            viewers=0.1,
            http=HttpSettings(
                connections=(TARGET_CONNECTIONS,), seconds=0.05, passes=1, client="own"
            ),
            growth=0.1,
            tables=(300, 400, 500),
        )

    def step_count(self) -> int:
        """The number of steps that the run reports to its progress display."""
        steps = {
            "in-process": len(STORIES),
            "viewers": len(STORIES),
            "http": len(STORIES) * len(self.http.connections),
            "growth": len(self.tables) + 3,
        }
        return 1 + sum(steps[part] for part in self.parts)


async def run_benchmark(
    server_url: str, settings: BenchmarkSettings, show_step: ShowStep
) -> dict[str, Any]:
    """Measure everything. Raises SystemExit when answers of implementations differ or fail."""
    durations = PartDurations()
    async with AsyncExitStack() as stack:
        with durations.part("data"):
            show_step(f"Data: {settings.size.posts:,} posts, {settings.size.comments:,} comments")
            url = server_url
            # a filled database is somebody's own, and stays as it is
            if not settings.filled:
                url = await stack.enter_async_context(
                    generated_publication(server_url, settings.size)
                )
        measured = await _measure(server_url, url, settings, show_step, durations)
        about = {
            "date": time.strftime("%Y-%m-%d"),
            "machine": describe_machine(),
            "versions": await versions(url, settings.http.client),
            "sizes": await row_counts(url),
        }
    figures = about | measured | {"seconds": durations.seconds}
    return figures | {"targets": [asdict(target) for target in evaluate_targets(figures)]}


async def _measure(
    server_url: str,
    url: str,
    settings: BenchmarkSettings,
    show_step: ShowStep,
    durations: PartDurations,
) -> dict[str, Any]:
    measured: dict[str, Any] = {}
    variables = await _draw_variables(url, settings.size.seed)
    if "in-process" in settings.parts:
        with durations.part("in process"):
            measured["in_process"] = await in_process.measure_in_process(
                url, variables, settings.in_process, show_step
            )
    if "viewers" in settings.parts:
        with durations.part("viewers"):
            measured["viewers"] = await viewers.measure_viewers(
                url, variables, settings.viewers, show_step
            )
    if "http" in settings.parts:
        with (
            durations.part("http"),
            TemporaryDirectory() as logs,
            servers(url, Path(logs)) as serving,
        ):
            measured["http"] = await over_http.measure_over_http(
                serving, variables, settings.http, show_step
            )
    if "growth" in settings.parts:
        measured["growth"] = await _measure_growth(server_url, url, settings, show_step, durations)
    return measured


async def _measure_growth(
    server_url: str,
    url: str,
    settings: BenchmarkSettings,
    show_step: ShowStep,
    durations: PartDurations,
) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        with durations.part("growth: data"):
            urls = await stack.enter_async_context(
                databases_by_comments(server_url, settings.tables, show_step)
            )
        with durations.part("growth"):
            return {
                "returned": await growth.by_rows(url, settings.growth, show_step),
                "levels": await growth.by_levels(urls[min(urls)], settings.growth, show_step),
                "table": await growth.by_table(urls, settings.growth, show_step),
            }


async def _draw_variables(url: str, seed: int) -> StoryVariables:
    connection = await asyncpg.connect(url)
    try:
        return {story: await story.variables(connection, seed) for story in STORIES}
    finally:
        await connection.close()


class PartDurations:
    """Seconds that each part of the run took, by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - begun, 1)
