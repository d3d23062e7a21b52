"""The measurement of kept answers, and the flood of the cache, run. No figure of pace is judged."""

from __future__ import annotations

import pytest

from tests.bench import cached
from tests.cache import flood

pytestmark = [pytest.mark.slow(15), pytest.mark.untraced]


def test_a_quick_run_measures_hits_misses_and_workers(
    server_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    cached.main(["--quick", "--database-url", server_url])
    lines = capsys.readouterr().out.splitlines()
    assert sum("a second" in line for line in lines) == 6 + 2 + 2
    assert lines[-1].startswith("two workers")


def test_a_flood_of_different_queries_leaves_memory_and_hot_answers_alone(server_url: str) -> None:
    flood.main(["--queries", "400", "--cache-bytes", "2000000", "--database-url", server_url])
