"""What is counted, for Prometheus. Labels are words of ours, never a client's."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

# of the library: where the processes of one service keep their numbers
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
MOST_REASONS = 20

Way = Literal["plan", "reference"]
Outcome = Literal["answered", "errors", "refused", "left"]

disable_created_metrics()
_registry = CollectorRegistry()
_operations = Counter(
    "quire_operations",
    "Operations, by the path that answered them and by what came of them.",
    ["path", "outcome"],
    registry=_registry,
)
_seconds = Histogram(
    "quire_operation_seconds",
    "How long an operation took, its body read and its answer made.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=_registry,
)
_statements = Counter(
    "quire_statements", "Statements that operations sent to Postgres.", registry=_registry
)
_fallbacks = Counter(
    "quire_fallbacks",
    "Operations that the reference path answered in place of a plan, by reason.",
    ["reason"],
    registry=_registry,
)
_differences = Counter(
    "quire_shadow_differences",
    "Operations that a plan and the reference path answered differently.",
    registry=_registry,
)
_documents = Gauge(
    "quire_documents",
    "Documents that are remembered, parsed and valid.",
    registry=_registry,
    multiprocess_mode="livesum",
)
_plans = Gauge(
    "quire_plans",
    "Plans that are remembered with their documents.",
    registry=_registry,
    multiprocess_mode="livesum",
)

# found once: to find the child of labels takes longer than to count
_counted = {
    (way, outcome): _operations.labels(way, outcome)
    for way in get_args(Way)
    for outcome in get_args(Outcome)
}
_reasons: dict[str, Counter] = {}


def operation(path: Way, outcome: Outcome, seconds: float, statements: int) -> None:
    """One operation has come to its end."""
    _counted[path, outcome].inc()
    _seconds.observe(seconds)
    _statements.inc(statements)


def fell_back(reason: str) -> None:
    """The reference path answers an operation: no plan can express it, or its plan failed."""
    if not (counted := _reasons.get(reason)):
        # Prometheus keeps a series for each label for good: there are to be few, come what may
        counted = _fallbacks.labels(reason if len(_reasons) < MOST_REASONS else "other")
        if len(_reasons) < MOST_REASONS:
            _reasons[reason] = counted
    counted.inc()


def shadow_difference() -> None:
    """A plan and the reference path did not answer alike."""
    _differences.inc()


def remembered(*, documents: int, plans: int) -> None:
    """How many of both this process remembers."""
    _documents.set(documents)
    _plans.set(plans)


def exposition(accept: str) -> tuple[bytes, str]:
    """All numbers, and their media type: Prometheus's text, or OpenMetrics for who accepts it."""
    encode, media_type = choose_encoder(accept)
    return encode(_of_all_processes()), media_type


def _of_all_processes() -> CollectorRegistry:
    if not (folder := os.environ.get(SHARED_FOLDER)):
        return _registry
    _forget_the_dead(Path(folder))
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)
    return registry


def _forget_the_dead(folder: Path) -> None:
    """A worker that was killed could not take back what its gauges say."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}:
        try:
            os.kill(pid, 0)
        except OSError:  # none has that number, or one of somebody else
            mark_process_dead(pid, folder)
