"""The plan answers as the reference does, byte for byte, on thousands of generated operations.

A failure prints its seed: `comparison.of_seed(seed)` asks the same again.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from tests.engine.plan.path_comparison import Tally, comparison
from tests.engine.plan.populated_demo import Lived, lived_in

A_DOCUMENT = 2  # operations
MET = {
    "BAD_CURSOR",
    "BAD_PAGE_SIZE",
    "BAD_USER_INPUT",
    "COST_LIMIT",
    "FORBIDDEN",
    "LIMIT_EXCEEDED",
    "PREVIEW_INVALID",
}
FALLBACKS = {"refused", "large", "introspection", "preview"}
ENOUGH = 2_000  # to meet whatever there is to be met


@pytest.fixture(scope="module")
async def lived(server_url: str, template: str) -> AsyncIterator[Lived]:
    async with lived_in(server_url, template) as found:
        yield found


@pytest.mark.no_cover  # other tests run all of this code too: watched, it takes twice as long
def test_generated_operations_are_answered_alike_by_both_paths(
    lived: Lived, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    set_hypothesis_home_dir(tmp_path)
    operations = request.config.getoption("--operations")
    with comparison(lived.url, lived.words, lived.viewers) as (runner, both):

        @settings(
            max_examples=operations // A_DOCUMENT,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(seed=st.integers(0, 2**32 - 1))
        def answers_are_alike(seed: int) -> None:
            runner.run(both.of_seed(seed))

        answers_are_alike()

    print(both.tally)
    assert both.tally.asked >= operations // A_DOCUMENT * A_DOCUMENT
    check(both.tally)


def check(tally: Tally) -> None:
    """That something was tested: most operations had a plan, and every kind of error was met."""
    assert tally.executed >= 0.8 * tally.asked
    assert tally.planned >= 0.6 * tally.asked
    assert tally.planned_for_viewers >= 0.15 * tally.asked
    assert tally.telling >= 0.4 * tally.asked
    assert tally.with_errors >= 0.1 * tally.asked
    assert tally.by_chance <= 0.001 * tally.asked + 1
    assert set(tally.codes) <= MET
    assert set(tally.fallbacks) <= FALLBACKS
    if tally.asked >= ENOUGH:
        assert set(tally.codes) == MET
        assert tally.own > 0
        assert set(tally.fallbacks) == FALLBACKS
        assert tally.fallbacks["large"] <= 0.05 * tally.asked
