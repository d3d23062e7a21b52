"""The stories in one process: all contestants in turn, no HTTP."""

from __future__ import annotations

from typing import Any

from tests.bench.implementations import contestants
from tests.bench.measure import interleaved, settle_memory
from tests.bench.over_http import Asked
from tests.bench.progress import Tell
from tests.bench.same_answers import check


async def measured(url: str, asked: Asked, seconds: float, tell: Tell) -> dict[str, Any]:
    """Story → bytes of an answer, and contestant → figures."""
    found: dict[str, Any] = {}
    async with contestants(url) as all_of_them:
        settle_memory()
        for story, variables in asked.items():
            tell(f"In process: {story.label}")
            size = await check(all_of_them, story, variables)
            runs = {contestant.name: contestant.runs(story) for contestant in all_of_them}
            figures = await interleaved(runs, variables, seconds, [url])
            found[story.name] = {
                "bytes": size,
                "contestants": {name: each.summary() for name, each in figures.items()},
            }
    return found
