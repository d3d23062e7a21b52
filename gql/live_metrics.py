"""Counters and gauges of connections that stay open; on the page that gql/metrics.py makes."""

from __future__ import annotations

from typing import Literal, get_args

from prometheus_client import Counter, Gauge, Histogram

from gql.metrics import alive, registry

Transport = Literal["websocket", "sse"]
Kind = Literal["subscription", "query"]

_connections = Gauge(
    "quire_live_connections", "Connections that stay open, by transport.", ["transport"], **alive
)
_refused = Counter(
    "quire_live_refused",
    "WebSockets and event streams that were not let in, by the code of their error.",
    ["code"],
    registry=registry,
)
_messages = Counter(
    "quire_live_messages",
    "Messages and events that were written to live connections, by transport.",
    ["transport"],
    registry=registry,
)
_slow_readers = Counter(
    "quire_live_slow_readers",
    "Live connections that were closed because their clients did not take what was for them.",
    registry=registry,
)

_operations = Gauge(
    "quire_live_operations",
    "Subscriptions and live queries that are open, by kind.",
    ["kind"],
    **alive,
)
_answers = Counter(
    "quire_live_answers", "Answers that were given to open operations.", registry=registry
)
_executions = Counter("quire_live_executions", "Executions of open operations.", registry=registry)
_saved = Counter(
    "quire_live_executions_saved",
    "Executions that were not needed, as readers of equal operations share one.",
    registry=registry,
)
_ended = Counter(
    "quire_live_operations_ended",
    "Open operations that the service has ended, by the code of their error.",
    ["code"],
    registry=registry,
)
_lag = Histogram(
    "quire_live_lag_seconds",
    "From when a change was written to when it was told to subscriptions.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=registry,
)

_connection_gauges = {name: _connections.labels(name) for name in get_args(Transport)}
_message_counters = {name: _messages.labels(name) for name in get_args(Transport)}


def add_connections(transport: Transport, number: int) -> None:
    """Count connections that stay open: 1 for one that has opened, -1 for one that has ended."""
    _connection_gauges[transport].inc(number)


def count_refused(code: str) -> None:
    """Count a connection that was not let in; `code` is one of our own errors."""
    _refused.labels(code).inc()


def count_message(transport: Transport) -> None:
    """Count a message or an event that was written to a live connection."""
    _message_counters[transport].inc()


def count_slow_reader() -> None:
    """Count a live connection that was closed because its queue was full."""
    _slow_readers.inc()


def add_operations(kind: Kind, number: int) -> None:
    """Count open operations: 1 for one that has opened, -1 for one that has ended."""
    _operations.labels(kind).inc(number)


def count_execution() -> None:
    """Count an execution of an open operation."""
    _executions.inc()


def count_answers(number: int) -> None:
    """Count the readers that one answer was given to."""
    _answers.inc(number)
    _saved.inc(max(0, number - 1))


def count_ended(code: str, number: int) -> None:
    """Count operations that were ended; `code` is one of our own errors."""
    _ended.labels(code).inc(number)


def observe_lag(seconds: float) -> None:
    """Note how old a change was when it was told."""
    _lag.observe(seconds)
