"""Measures the stories in one process: all implementations in turn, without HTTP."""

from __future__ import annotations

from typing import Any

from tests.bench.implementations import implementations
from tests.bench.measure import freeze_memory, run_interleaved
from tests.bench.over_http import StoryVariables
from tests.bench.progress import ShowStep
from tests.bench.same_answers import compare_implementations


async def measure_in_process(
    url: str, variables_by_story: StoryVariables, seconds: float, show_step: ShowStep
) -> dict[str, Any]:
    """Return for each story the bytes of an answer, and implementation → figures."""
    results: dict[str, Any] = {}
    async with implementations(url) as measured:
        freeze_memory()
        for story, variables in variables_by_story.items():
            show_step(f"In process: {story.label}")
            size = await compare_implementations(measured, story, variables)
            runs = {each.name: each.run_for(story) for each in measured}
            figures = await run_interleaved(runs, variables, seconds, [url])
            results[story.name] = {
                "bytes": size,
                "implementations": {name: each.summary() for name, each in figures.items()},
            }
    return results
