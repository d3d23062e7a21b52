"""Counters and gauges of connections that stay open; on the page that gql/metrics.py makes."""

from __future__ import annotations

from typing import Literal, get_args

from prometheus_client import Counter, Gauge

from gql.metrics import alive, registry

Transport = Literal["websocket", "sse"]

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
