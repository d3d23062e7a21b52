"""What is counted appears in the text for Prometheus, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gql import metrics
from gql.operation.planning import FALLBACK_REASONS
from tests.metrics_page import samples_by_series
from tests.service_process import ROOT

WORKER = """
from gql import metrics
metrics.count_operation("plan", "answered", 0.002, 3)
metrics.count_fallback("null")
metrics.set_cache_sizes(documents=7, plans=2)
"""


def values() -> dict[str, float]:
    """The values of this process by series."""
    return samples_by_series(metrics.exposition("")[0].decode())


def test_an_operation_is_counted_with_its_duration_and_its_statements() -> None:
    before = values()
    metrics.count_operation("plan", "answered", 0.002, 3)
    metrics.count_operation("reference", "refused", 7.0, 0)
    grown = {name: n - before[name] for name, n in values().items() if n != before[name]}
    assert grown.pop("quire_operation_seconds_sum") == pytest.approx(7.002)
    assert grown.pop("quire_operation_seconds_bucket le=+Inf") == 2
    assert {name.partition(" ")[0] for name in grown} == {
        "quire_operations_total",
        "quire_operation_seconds_bucket",
        "quire_operation_seconds_count",
        "quire_statements_total",
    }
    assert grown["quire_operations_total outcome=answered path=plan"] == 1
    assert grown["quire_operations_total outcome=refused path=reference"] == 1
    assert grown["quire_statements_total"] == 3
    # 2 ms lie between these two bounds
    assert "quire_operation_seconds_bucket le=0.001" not in grown
    assert grown["quire_operation_seconds_bucket le=0.0025"] == 1


def test_every_series_of_operations_exists_before_the_first_one() -> None:
    names = [name for name in values() if name.startswith("quire_operations_total")]
    assert len(names) == 12  # two paths and the cache, with four outcomes


def test_shadow_differences_and_cache_sizes_are_reported() -> None:
    before = values()["quire_shadow_differences_total"]
    metrics.count_shadow_difference()
    metrics.set_cache_sizes(documents=12, plans=5)
    after = values()
    assert after["quire_shadow_differences_total"] == before + 1
    assert (after["quire_documents"], after["quire_plans"]) == (12, 5)


def test_the_number_of_fallback_reasons_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "_fallback_counters", {})
    monkeypatch.setattr(metrics, "MAX_REASONS", 3)
    for number in range(10):
        metrics.count_fallback(f"tested_{number}")
    metrics.count_fallback("tested_0")
    counted = {n: v for n, v in values().items() if "reason=tested" in n or "reason=other" in n}
    assert counted == {
        "quire_fallbacks_total reason=tested_0": 2,
        "quire_fallbacks_total reason=tested_1": 1,
        "quire_fallbacks_total reason=tested_2": 1,
        "quire_fallbacks_total reason=other": 7,
    }


def test_the_operators_guide_explains_each_fallback_reason() -> None:
    table = (ROOT / "deploy" / "watching.md").read_text("utf-8").partition("| `reason` of")[2]
    assert [reason for reason in FALLBACK_REASONS if f"`{reason}`" not in table] == []


def test_nothing_about_the_process_or_the_machine_is_exposed() -> None:
    assert {name for name in values() if not name.startswith("quire_")} == set()


def test_a_client_that_accepts_openmetrics_gets_it() -> None:
    text, media_type = metrics.exposition("application/openmetrics-text; version=1.0.0")
    assert media_type.startswith("application/openmetrics-text; version=1.0.0")
    assert text.endswith(b"# EOF\n")


def test_one_process_exposes_the_counters_of_all_but_no_gauges_of_dead_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(metrics.MULTIPROCESS_FOLDER_VARIABLE, str(tmp_path))
    for _ in range(2):  # both are gone before this process reads their files
        subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ, check=True)
    assert len(list(tmp_path.glob("gauge_livesum*"))) == 2
    merged = values()
    assert merged["quire_operations_total outcome=answered path=plan"] == 2
    assert merged["quire_fallbacks_total reason=null"] == 2
    assert merged["quire_statements_total"] == 6
    assert merged["quire_operation_seconds_count"] == 2
    assert "quire_documents" not in merged
