"""What is counted is found in the text for Prometheus, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gql import metrics
from gql.operation.planning import REASONS
from tests.metrics_page import series
from tests.service_process import ROOT

A_WORKER = """
from gql import metrics
metrics.operation("plan", "answered", 0.002, 3)
metrics.fell_back("null")
metrics.remembered(documents=7, plans=2)
"""


def numbers() -> dict[str, float]:
    return series(metrics.exposition("")[0].decode())


def test_an_operation_is_counted_with_its_time_and_its_statements() -> None:
    before = numbers()
    metrics.operation("plan", "answered", 0.002, 3)
    metrics.operation("reference", "refused", 7.0, 0)
    grown = {name: n - before[name] for name, n in numbers().items() if n != before[name]}
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
    assert "quire_operation_seconds_bucket le=0.001" not in grown
    assert grown["quire_operation_seconds_bucket le=0.0025"] == 1


def test_every_series_of_an_operation_is_there_before_the_first() -> None:
    named = [name for name in numbers() if name.startswith("quire_operations_total")]
    assert len(named) == 8


def test_differences_and_documents_are_counted() -> None:
    before = numbers()["quire_shadow_differences_total"]
    metrics.shadow_difference()
    metrics.remembered(documents=12, plans=5)
    after = numbers()
    assert after["quire_shadow_differences_total"] == before + 1
    assert (after["quire_documents"], after["quire_plans"]) == (12, 5)


def test_fallbacks_have_few_reasons_whatever_is_called_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metrics, "_reasons", {})
    monkeypatch.setattr(metrics, "MOST_REASONS", 3)
    for number in range(10):
        metrics.fell_back(f"tested_{number}")
    metrics.fell_back("tested_0")
    found = {n: v for n, v in numbers().items() if "reason=tested" in n or "reason=other" in n}
    assert found == {
        "quire_fallbacks_total reason=tested_0": 2,
        "quire_fallbacks_total reason=tested_1": 1,
        "quire_fallbacks_total reason=tested_2": 1,
        "quire_fallbacks_total reason=other": 7,
    }


def test_operators_read_what_each_reason_means() -> None:
    told = (ROOT / "deploy" / "README.md").read_text("utf-8").partition("| `reason` of")[2]
    assert [reason for reason in REASONS if f"`{reason}`" not in told] == []


def test_nothing_of_the_process_or_the_machine_is_told() -> None:
    assert {name for name in numbers() if not name.startswith("quire_")} == set()


def test_who_accepts_open_metrics_gets_it() -> None:
    text, media_type = metrics.exposition("application/openmetrics-text; version=1.0.0")
    assert media_type.startswith("application/openmetrics-text; version=1.0.0")
    assert text.endswith(b"# EOF\n")


def test_one_process_tells_the_numbers_of_all_without_what_the_dead_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(metrics.SHARED_FOLDER, str(tmp_path))
    for _ in range(2):
        subprocess.run([sys.executable, "-c", A_WORKER], cwd=ROOT, env=os.environ, check=True)
    assert len(list(tmp_path.glob("gauge_live*"))) == 2
    found = numbers()
    assert found["quire_operations_total outcome=answered path=plan"] == 2
    assert found["quire_fallbacks_total reason=null"] == 2
    assert found["quire_statements_total"] == 6
    assert found["quire_operation_seconds_count"] == 2
    assert "quire_documents" not in found
