"""Counters, gauges and a histogram for Prometheus. No label value comes from a client.

prometheus_client reads PROMETHEUS_MULTIPROC_DIR at import: with it set, every process keeps its
values in memory-mapped files of that folder, and one of them can answer a scrape for all.
`quire serve` sets it when there are several workers.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal, get_args

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead

MULTIPROCESS_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
MAX_REASONS = 20

ExecutionPath = Literal["plan", "reference", "cache"]
Outcome = Literal["answered", "errors", "refused", "left"]

disable_created_metrics()  # a _created series beside each counter doubles the page, for no use here
registry = CollectorRegistry()  # not the default one, which would show the process and Python too
_operations = Counter(
    "quire_operations",
    "Operations, by the path that answered them and by what came of them.",
    ["path", "outcome"],
    registry=registry,
)
_seconds = Histogram(
    "quire_operation_seconds",
    "How long an operation took, its body read and its answer made.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
    registry=registry,
)
_statements = Counter(
    "quire_statements", "Statements that operations sent to Postgres.", registry=registry
)
_slow_statements = Counter(
    "quire_slow_statements",
    "Statements that took far longer than what their operation was priced at explains.",
    registry=registry,
)
_fallbacks = Counter(
    "quire_fallbacks",
    "Operations that the reference path answered in place of a plan, by reason.",
    ["reason"],
    registry=registry,
)
_differences = Counter(
    "quire_shadow_differences",
    "Operations that a plan and the reference path answered differently.",
    registry=registry,
)
_closed_connections = Counter(
    "quire_closed_connections",
    "Connections that the service closed because of what their clients did, by reason.",
    ["reason"],
    registry=registry,
)
_unavailable = Counter(
    "quire_unavailable",
    "Errors that a retry may cure, by code: busy, down, or an address that holds its share.",
    ["code"],
    registry=registry,
)
_loop_held = Histogram(
    "quire_loop_held_seconds",
    "How late the event loop was for what was due, looked at 50 times a second, without the time "
    "in which it waited for a processor.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1),
    registry=registry,
)
_loop_starved = Counter(
    "quire_loop_starved_seconds",
    "How long the event loop was ready to run and waited for a processor.",
    registry=registry,
)
_purges = Counter(
    "quire_purged_names",
    "Names of cache tags that caches on the way have acknowledged to purge.",
    registry=registry,
)
_failed_purges = Counter(
    "quire_failed_purges",
    "Attempts to purge that caches on the way have not acknowledged.",
    registry=registry,
)
alive: dict[str, Any] = {"registry": registry, "multiprocess_mode": "livesum"}
_documents = Gauge("quire_documents", "Documents that are remembered, parsed and valid.", **alive)
_plans = Gauge("quire_plans", "Plans that are remembered with their documents.", **alive)
_changes_current = Gauge(
    "quire_changes_current",
    "Worker processes that know of every change of less than a second ago.",
    **alive,
)
_changes_lag = Gauge(
    "quire_changes_lag_seconds",
    "How long ago the moment is up to which all changes are known; of the slowest worker.",
    registry=registry,
    multiprocess_mode="livemax",
)
_changes_reconnects = Counter(
    "quire_changes_reconnects",
    "How often the connection was opened again on which changes are followed.",
    registry=registry,
)
_cache_outcomes = Counter(
    "quire_cache",
    "Operations by what the response cache did: hit, joined, stored, miss; or why it did nothing.",
    ["outcome"],
    registry=registry,
)
_purged = Counter("quire_cache_purged", "Kept answers that a write has touched.", registry=registry)
_evicted = Counter(
    "quire_cache_evicted", "Kept answers that had to go for others.", registry=registry
)
_cached_answers = Gauge("quire_cache_answers", "Answers that are kept.", **alive)
_cached_bytes = Gauge("quire_cache_bytes", "The memory of the answers that are kept.", **alive)

# looked up once, because labels() takes longer than inc(); and every series exists from the start,
# so that a rate over the first error is not lost
_operation_counters = {
    (path, outcome): _operations.labels(path, outcome)
    for path in get_args(ExecutionPath)
    for outcome in get_args(Outcome)
}
_fallback_counters: dict[str, Counter] = {}
_cache_counters: dict[str, Counter] = {}


def count_operation(path: ExecutionPath, outcome: Outcome, seconds: float, statements: int) -> None:
    """Count one finished operation, with its duration and the number of statements it sent."""
    _operation_counters[path, outcome].inc()
    _seconds.observe(seconds)
    if statements:
        _statements.inc(statements)


def count_cache_outcome(outcome: str) -> None:
    """Count what the response cache did for an operation: one word of gql/http/answers.py."""
    if (counter := _cache_counters.get(outcome)) is None:
        counter = _cache_counters[outcome] = _cache_outcomes.labels(outcome)
    counter.inc()


def count_purged(answers: int) -> None:
    """Count kept answers that were forgotten because something in them was touched."""
    _purged.inc(answers)


def count_evictions(answers: int) -> None:
    """Count kept answers that were forgotten to make room."""
    _evicted.inc(answers)


def set_cached_answers(*, entries: int, size: int) -> None:
    """Set the gauges of how many answers this process keeps, in how many bytes."""
    _cached_answers.set(entries)
    _cached_bytes.set(size)


def count_slow_statement() -> None:
    """Count a statement that took far longer than was priced; the log has its operation."""
    _slow_statements.inc()


def count_fallback(reason: str) -> None:
    """Count an operation that the reference path answered in place of a plan.

    `reason` is one word of operation/planning; beyond MAX_REASONS of them, all are "other".
    """
    if not (counter := _fallback_counters.get(reason)):
        # Prometheus keeps a series for each label value: their number has to have a bound
        counter = _fallbacks.labels(reason if len(_fallback_counters) < MAX_REASONS else "other")
        if len(_fallback_counters) < MAX_REASONS:
            _fallback_counters[reason] = counter
    counter.inc()


def count_closed_connection(reason: str) -> None:
    """Count a connection that was closed for its client's fault.

    `reason` is UNREAD, for responses that were not taken, or the code of one of our own errors.
    """
    _closed_connections.labels(reason).inc()


def count_unavailable(code: str) -> None:
    """Count an error that a client met and that a retry may cure; `code` is one of our own."""
    _unavailable.labels(code).inc()


def count_shadow_difference() -> None:
    """Count an operation for which a plan and the reference path differed (QUIRE_SHADOW)."""
    _differences.inc()


def observe_loop_held(seconds: float) -> None:
    """Record how long the event loop was held, as gql/loop_watch.py sees it."""
    _loop_held.observe(seconds)


def add_loop_starved(seconds: float) -> None:
    """Add how long the event loop has waited for a processor since the last call."""
    _loop_starved.inc(seconds)


def set_cache_sizes(*, documents: int, plans: int) -> None:
    """Set the gauges of how many documents and plans this process caches."""
    _documents.set(documents)
    _plans.set(plans)


def set_changes(*, is_current: bool, lag: float) -> None:
    """Set the gauges of how well this process follows changes; `lag` in seconds."""
    _changes_current.set(is_current)
    _changes_lag.set(lag)


def count_changes_reconnect() -> None:
    """Count that the connection on which changes are followed is opened again."""
    _changes_reconnects.inc()


def count_purge(names: int) -> None:
    """Count names of tags that QUIRE_PURGE_URL has acknowledged."""
    _purges.inc(names)


def count_failed_purge() -> None:
    """Count an attempt that it has not acknowledged."""
    _failed_purges.inc()


def exposition(accept: str) -> tuple[bytes, str]:
    """All metrics and their media type: Prometheus text format, or OpenMetrics by Accept header."""
    encode, media_type = choose_encoder(accept)
    return encode(_service_registry()), media_type


def _service_registry() -> CollectorRegistry:
    """The registry of this process, or one that adds up the files of all workers."""
    if not (folder := os.environ.get(MULTIPROCESS_FOLDER_VARIABLE)):
        return registry
    _remove_dead_gauges(Path(folder))
    of_all = CollectorRegistry()
    MultiProcessCollector(of_all, folder)
    return of_all


def _remove_dead_gauges(folder: Path) -> None:
    """Remove the gauges of workers that are gone: one that was killed could not do it itself."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in folder.glob("gauge_live*.db")}:
        try:
            os.kill(pid, 0)  # signal 0 only asks whether the process exists
        except OSError:  # it is gone, or its number belongs to another user's process by now
            mark_process_dead(pid, folder)
