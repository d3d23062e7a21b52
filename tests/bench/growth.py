"""How the cost of an operation grows: with what it returns, with levels, with the size of the table."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import asyncpg

from tests.bench.implementations import Run, asking, quire
from tests.bench.measure import Figures, interleaved, settle_memory
from tests.bench.progress import Tell
from tests.bench.same_answers import same
from tests.bench.story import POST, Variables

COMMENT = "number content publishedAt author { name }"
RETURNED = (
    "{ posts(first: 10, orderBy: MOST_DISCUSSED) { nodes { comments(first: %d) "
    "{ nodes { " + COMMENT + " } } } } }"
)
PAGES = (1, 3, 10, 30, 100)  # comments of each of ten posts
MANY = 100  # comments from which on the fixed cost of an operation hardly counts
LEVELS = (1, 2, 3, 4, 5)
PLACE = (
    "select slug from quire_reader.post where id <= $1 order by response_count desc, id limit 30"
)


async def by_rows(url: str, seconds: float, tell: Tell) -> dict[str, Any]:
    """Comments returned → milliseconds; and the exponent of time over comments."""
    tell("Growth: comments returned")
    async with quire(url) as database:
        runs = {
            str(await _comments(run)): run
            for run in [asking(database, RETURNED % page, compile_at=1) for page in PAGES]
        }
        settle_memory()
        figures = await interleaved(runs, [{}], seconds, [url])
    points = {int(name): _median(each) for name, each in figures.items()}
    many = {rows: time for rows, time in points.items() if rows >= MANY}
    return {
        "ms": points,
        "exponent": _exponent(points),
        "exponent_from_100": _exponent(many) if len(many) > 1 else None,
    }


async def by_levels(url: str, seconds: float, tell: Tell) -> dict[str, Any]:
    """Levels → comments returned, and milliseconds. The comments are about as many at any depth."""
    tell("Growth: levels of replies")
    async with quire(url) as database:
        runs = {str(levels): asking(database, _deep(levels), compile_at=1) for levels in LEVELS}
        rows = {int(name): await _comments(run) for name, run in runs.items()}
        settle_memory()
        figures = await interleaved(runs, [{}], seconds, [url])
    points = {int(name): _median(each) for name, each in figures.items()}
    return {"comments": rows, "ms": points, "ratio": _ratio(points)}


async def by_table(urls: Mapping[int, str], seconds: float, tell: Tell) -> dict[str, Any]:
    """Comments in the table → milliseconds of the same post pages; and what the largest costs over the smallest."""
    tell("Growth: comments in the table")
    asked = await _early_posts(urls[min(urls)])
    async with AsyncExitStack() as stack:
        runs = {}
        for comments, url in urls.items():
            database = await stack.enter_async_context(quire(url))
            runs[str(comments)] = asking(database, POST, compile_at=1)
        same("A post page", {n: [await run(given) for given in asked] for n, run in runs.items()})
        settle_memory()
        figures = await interleaved(runs, asked, seconds, list(urls.values()))
    points = {int(name): _median(each) for name, each in figures.items()}
    return {"ms": points, "ratio": _ratio(points)}


async def _early_posts(url: str) -> list[Variables]:
    """Posts of the earlier half, to which no table adds comments."""
    connection = await asyncpg.connect(url)
    try:
        half = await connection.fetchval(
            "select count(*) / 2 from quire.entry where slug like 'post-%'"
        )
        return [{"slug": record["slug"]} for record in await connection.fetch(PLACE, half)]
    finally:
        await connection.close()


def _deep(levels: int) -> str:
    nodes = COMMENT
    for _ in range(levels - 1):
        nodes = f"{COMMENT} replies(first: 1) {{ nodes {{ {nodes} }} }}"
    return (
        f'{{ post(by: {{ slug: "levels-{levels}" }}) {{ comments(first: 100, where: '
        f"{{ rootsOnly: true }}) {{ nodes {{ {nodes} }} }} }} }}"
    )


async def _comments(run: Run) -> int:
    """How many comments an answer holds."""
    return (await run({})).count(b'"number":')


def _median(figures: Figures) -> float:
    return round(statistics.median(figures.walls) * 1000, 4)


def _ratio(points: Mapping[int, float]) -> float:
    """What the last costs over the first."""
    return round(points[max(points)] / points[min(points)], 3)


def _exponent(points: Mapping[int, float]) -> float:
    """The slope of a straight line through the logarithms, by least squares."""
    xs, ys = [math.log(x) for x in points], [math.log(y) for y in points.values()]
    return round(statistics.linear_regression(xs, ys).slope, 3)
