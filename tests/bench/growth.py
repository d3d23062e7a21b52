"""Measures how the time of an operation grows: with its result, with levels, with the table."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import asyncpg

from tests.bench.implementations import Run, open_quire, quire_run
from tests.bench.measure import Timings, freeze_memory, run_interleaved
from tests.bench.progress import ShowStep
from tests.bench.same_answers import require_equal_answers
from tests.bench.story import POST, Variables

COMMENT = "number content publishedAt author { name }"
DISCUSSED_POSTS = (
    "{ posts(first: 10, orderBy: MOST_DISCUSSED) { nodes { comments(first: %d) "
    "{ nodes { " + COMMENT + " } } } } }"
)
PAGE_SIZES = (1, 3, 10, 30, 100)  # of the comments of each of ten posts
# below it the fixed cost of an operation would hide the slope
MIN_COMMENTS_OF_SLOPE = 100
LEVELS = (1, 2, 3, 4, 5)
MOST_DISCUSSED = (
    "select slug from quire_reader.post where id <= $1 order by response_count desc, id limit 30"
)


async def by_rows(url: str, seconds: float, show_step: ShowStep) -> dict[str, Any]:
    """Return comments returned → milliseconds, and the exponent of time over comments."""
    show_step("Growth: comments returned")
    async with open_quire(url) as database:
        runs = {
            str(await _comment_count(run)): run
            for run in [
                quire_run(database, DISCUSSED_POSTS % page, compile_at=1) for page in PAGE_SIZES
            ]
        }
        freeze_memory()
        timings = await run_interleaved(runs, [{}], seconds, [url])
    points = {int(name): _median_ms(each) for name, each in timings.items()}
    many = {rows: time for rows, time in points.items() if rows >= MIN_COMMENTS_OF_SLOPE}
    return {
        "ms": points,
        "exponent": _exponent(points),
        "exponent_from_100": _exponent(many) if len(many) > 1 else None,
    }


async def by_levels(url: str, seconds: float, show_step: ShowStep) -> dict[str, Any]:
    """Return levels → comments and milliseconds, of about as many comments at any depth."""
    show_step("Growth: levels of replies")
    async with open_quire(url) as database:
        runs = {
            str(levels): quire_run(database, _nested_replies(levels), compile_at=1)
            for levels in LEVELS
        }
        rows = {int(name): await _comment_count(run) for name, run in runs.items()}
        freeze_memory()
        timings = await run_interleaved(runs, [{}], seconds, [url])
    points = {int(name): _median_ms(each) for name, each in timings.items()}
    return {"comments": rows, "ms": points, "ratio": _ratio(points)}


async def by_table(urls: Mapping[int, str], seconds: float, show_step: ShowStep) -> dict[str, Any]:
    """Return comments in the table → milliseconds of equal post pages, and largest / smallest."""
    show_step("Growth: comments in the table")
    variables = await _early_posts(urls[min(urls)])
    async with AsyncExitStack() as stack:
        runs = {}
        for comments, url in urls.items():
            database = await stack.enter_async_context(open_quire(url))
            runs[str(comments)] = quire_run(database, POST, compile_at=1)
        # otherwise a faster table could simply have returned less
        require_equal_answers(
            "A post page",
            {n: [await run(values) for values in variables] for n, run in runs.items()},
        )
        freeze_memory()
        timings = await run_interleaved(runs, variables, seconds, list(urls.values()))
    points = {int(name): _median_ms(each) for name, each in timings.items()}
    return {"ms": points, "ratio": _ratio(points)}


async def _early_posts(url: str) -> list[Variables]:
    """Posts of the earlier half, whose comments are the same in every table."""
    connection = await asyncpg.connect(url)
    try:
        half = await connection.fetchval(
            "select count(*) / 2 from quire.entry where slug like 'post-%'"
        )
        return [{"slug": record["slug"]} for record in await connection.fetch(MOST_DISCUSSED, half)]
    finally:
        await connection.close()


def _nested_replies(levels: int) -> str:
    # inside out: the innermost level of replies first
    nodes = COMMENT
    for _ in range(levels - 1):
        nodes = f"{COMMENT} replies(first: 1) {{ nodes {{ {nodes} }} }}"
    return (
        f'{{ post(by: {{ slug: "levels-{levels}" }}) {{ comments(first: 100, where: '
        f"{{ rootsOnly: true }}) {{ nodes {{ {nodes} }} }} }} }}"
    )


async def _comment_count(run: Run) -> int:
    """Count the comments in an answer."""
    return (await run({})).count(b'"number":')


def _median_ms(timings: Timings) -> float:
    return round(statistics.median(timings.walls) * 1000, 4)


def _ratio(points: Mapping[int, float]) -> float:
    """The time of the largest over that of the smallest."""
    return round(points[max(points)] / points[min(points)], 3)


def _exponent(points: Mapping[int, float]) -> float:
    """The slope of the logarithms, by least squares: 1 is linear growth."""
    xs, ys = [math.log(x) for x in points], [math.log(y) for y in points.values()]
    return round(statistics.linear_regression(xs, ys).slope, 3)
