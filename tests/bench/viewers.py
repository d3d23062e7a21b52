"""Measures the stories as who asks: a stranger, a guest with a receipt, a reader, an editor.

Each of them reads other views. In process, with plans, as in_process.py measures a stranger.
"""

from __future__ import annotations

from typing import Any

import asyncpg

from gql.db import Visibility
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.bench.implementations import open_quire, quire_run
from tests.bench.measure import freeze_memory, run_interleaved
from tests.bench.over_http import StoryVariables
from tests.bench.progress import ShowStep

STRANGER, GUEST, READER, EDITOR = "stranger", "guest with a receipt", "reader", "editor"
Perspective = tuple[Viewer, Visibility]
# a comment that waits, of a guest
RECEIPT = """
select min(c.id)
from quire.comment c
where c.status = 'HELD' and c.author_id is null and c.visible_from is null
"""


async def measure_viewers(
    url: str, variables_by_story: StoryVariables, seconds: float, show_step: ShowStep
) -> dict[str, Any]:
    """Return story → viewer → figures."""
    known = await perspectives(url)
    results: dict[str, Any] = {}
    async with open_quire(url) as database:
        freeze_memory()
        for story, variables in variables_by_story.items():
            show_step(f"Viewers: {story.label}")
            runs = {
                name: quire_run(database, story, compile_at=1, viewer=viewer, seen=seen)
                for name, (viewer, seen) in known.items()
            }
            figures = await run_interleaved(runs, variables, seconds, [url])
            results[story.name] = {name: each.summary() for name, each in figures.items()}
    return results


async def perspectives(url: str) -> dict[str, Perspective]:
    """Viewers by what they are called. The reader has written posts and comments."""
    connection = await asyncpg.connect(url)
    try:
        receipt = await connection.fetchval(RECEIPT)
    finally:
        await connection.close()
    return {
        STRANGER: (ANONYMOUS, Visibility()),
        GUEST: (ANONYMOUS, Visibility(receipts=(receipt,))),
        READER: (Viewer(Role.READER, 1, 1, "one@bench.example"), Visibility(1)),
        EDITOR: (Viewer(Role.EDITOR, 2, 2, "two@bench.example"), Visibility(2)),
    }
