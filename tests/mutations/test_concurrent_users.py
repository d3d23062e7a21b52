"""Everybody at once: afterwards every count is that of the rows, and nobody met a deadlock.

`--at-once` says for how many seconds; what chance draws is printed where it fails.
"""

from __future__ import annotations

import pytest

from tests.mutations.concurrent_users import everybody, gathered, settled


@pytest.mark.parametrize("seed", [1])
async def test_everybody_at_once(
    empty_database: str, request: pytest.FixtureRequest, seed: int
) -> None:
    async with gathered(empty_database, seed) as crowd:
        await everybody(crowd, request.config.getoption("--at-once"), crowd.habits)
        acts = ("answer", "edit", "delete", "like", "unlike", "moderate", "undo", "walk")
        assert await settled(crowd, *acts) == 0
