"""Concurrent users: afterwards every stored count equals the rows, and there was no deadlock.

`--at-once` sets the duration in seconds; the counts of what was done are printed on failure.
"""

from __future__ import annotations

import pytest

from tests.mutations.concurrent_users import check_final_state, open_crowd, run_crowd


@pytest.mark.slow(8)
@pytest.mark.untraced
@pytest.mark.parametrize("seed", [1])
async def test_a_hundred_concurrent_users_leave_consistent_counts_and_no_deadlock(
    empty_database: str, request: pytest.FixtureRequest, seed: int
) -> None:
    async with open_crowd(empty_database, seed) as crowd:
        await run_crowd(crowd, request.config.getoption("--at-once"), crowd.actions)
        actions = ("answer", "edit", "delete", "like", "unlike", "moderate", "undo", "walk")
        assert await check_final_state(crowd, *actions) == 0
