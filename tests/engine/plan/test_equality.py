"""Both paths return the same bytes for thousands of generated operations.

A failure prints its seed; `Comparison.compare_seed(seed)` repeats it.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from tests.engine.plan.path_comparison import ComparisonCounts, comparison
from tests.engine.plan.populated_demo import PopulatedDemo, populated_demo

OPERATIONS_PER_DOCUMENT = 2
SHARDS = (0, 1, 2, 3)  # each with seeds of its own
ERROR_CODES = {
    "BAD_CURSOR",
    "BAD_PAGE_SIZE",
    "BAD_USER_INPUT",
    "COST_LIMIT",
    "LIMIT_EXCEEDED",
    "PREVIEW_INVALID",
}
FALLBACK_REASONS = {"refused", "large", "introspection", "preview"}
FRESH_SHARE = 16  # of the operations; one in so many for each of two shards
MIN_FOR_SHARES = 300  # operations from which on chance evens out
MIN_FOR_ALL_CODES = 2_000  # operations until every code and reason has occurred


@pytest.fixture(scope="module")
async def demo(server_url: str, template: str) -> AsyncIterator[PopulatedDemo]:
    async with populated_demo(server_url, template) as found:
        yield found


@pytest.mark.parametrize(
    "shard",
    [pytest.param(n, id=f"shard{n}", marks=pytest.mark.scaled(60)) for n in SHARDS],
)
@pytest.mark.untraced  # coverage tracing would double its time, and other tests cover the same code
def test_both_paths_return_the_same_bytes_for_generated_operations(
    demo: PopulatedDemo, tmp_path: Path, request: pytest.FixtureRequest, shard: int
) -> None:
    set_hypothesis_home_dir(tmp_path)
    operations = request.config.getoption("--operations") // len(SHARDS)
    with comparison(demo.url, demo.samples, demo.viewers) as (runner, both):

        @settings(
            max_examples=operations // OPERATIONS_PER_DOCUMENT,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(seed=st.integers(shard * 2**30, (shard + 1) * 2**30 - 1))
        def answers_are_equal(seed: int) -> None:
            runner.run(both.compare_seed(seed))

        answers_are_equal()

    print(both.counts)
    assert both.counts.asked >= operations // OPERATIONS_PER_DOCUMENT * OPERATIONS_PER_DOCUMENT
    check(both.counts)


@pytest.mark.parametrize(
    "shard",
    [pytest.param(n, id=f"shard{n}", marks=pytest.mark.scaled(15)) for n in range(2)],
)
@pytest.mark.untraced
def test_both_paths_return_the_same_bytes_for_operations_that_no_run_has_met(
    demo: PopulatedDemo, request: pytest.FixtureRequest, shard: int
) -> None:
    seeds = random.Random(f"{request.config.getoption('--seed')} {shard}")
    operations = request.config.getoption("--operations") // FRESH_SHARE
    with comparison(demo.url, demo.samples, demo.viewers) as (runner, both):
        for _ in range(operations // OPERATIONS_PER_DOCUMENT):
            runner.run(both.compare_seed(seeds.randrange(2**40)))
    assert set(both.counts.codes) <= ERROR_CODES
    assert set(both.counts.fallbacks) <= FALLBACK_REASONS


def test_a_bad_argument_of_a_field_that_is_not_reached_is_no_error(demo: PopulatedDemo) -> None:
    """related(first: $r1) with null for $r1, below lists without nodes."""
    with comparison(demo.url, demo.samples, demo.viewers) as (runner, both):
        runner.run(both.compare_seed(1_299_185_401))


def test_nothing_is_read_of_guests_where_an_author_wrote(demo: PopulatedDemo) -> None:
    """author { ... on Guest { createdAt } } of a comment by somebody with a profile."""
    with comparison(demo.url, demo.samples, demo.viewers) as (runner, both):
        runner.run(both.compare_seed(1_342_678_889))


def test_a_bad_cursor_of_what_is_hidden_is_no_error(demo: PopulatedDemo) -> None:
    """revisions(after: $v2) of a stranger, with what is batched over its nodes."""
    with comparison(demo.url, demo.samples, demo.viewers) as (runner, both):
        runner.run(both.compare_seed(1_271_297_686))


def check(counts: ComparisonCounts) -> None:
    """Check that the comparison proves something: most operations had a plan, every error occurred."""
    if counts.asked >= MIN_FOR_SHARES:
        assert counts.executed >= 0.8 * counts.asked
        assert counts.planned >= 0.6 * counts.asked
        assert counts.planned_for_viewers >= 0.15 * counts.asked
        assert counts.substantial >= 0.4 * counts.asked
        assert counts.with_errors >= 0.1 * counts.asked
    assert counts.nondeterministic <= 0.001 * counts.asked + 1
    assert set(counts.codes) <= ERROR_CODES
    assert set(counts.fallbacks) <= FALLBACK_REASONS
    if counts.asked >= MIN_FOR_ALL_CODES:
        assert set(counts.codes) == ERROR_CODES
        assert counts.own > 0
        assert set(counts.fallbacks) == FALLBACK_REASONS
        assert counts.fallbacks["large"] <= 0.05 * counts.asked
