"""The access log: one line and a few numbers about every request to /graphql."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache

from gql import logs, metrics
from gql.operation.result import Result

FLUSH_DELAY = 0.005  # seconds
CLIENT_CLOSED_REQUEST = 499  # nginx's status for the same case: only the log ever sees it
FROM_CACHE = ("hit", "joined")  # answered without a read of its own
MAX_OPERATION_NAME_LENGTH = 100  # in the log; a client may send a name as long as its body


@dataclass(slots=True)
class AccessLogEntry:
    """What is known about one request; `status` stays None when the client disconnected."""

    request_id: str
    started: float = field(default_factory=time.perf_counter)
    ended: float = 0.0  # Unix time: the line is written later, and has to say when this was
    seconds: float = 0.0
    operation_name: str | None = None
    result: Result | None = None
    status: int | None = None
    cache: str = "refused"
    """What the cache did: hit, joined, stored, miss, or why it was not asked."""
    transport: str = "http"
    is_operation: bool = True
    """False for the GraphiQL page, which is logged but not counted among operations."""

    def finish(self, status: int | None) -> None:
        """Stop the clock."""
        self.status = status
        self.seconds = time.perf_counter() - self.started
        self.ended = time.time()

    def report(self) -> None:
        """Write the log line and count the request in the metrics."""
        result = self.result
        if self.is_operation:
            metrics.count_operation(
                self._path(), self._outcome(), self.seconds, self._statement_count
            )
            metrics.count_cache_outcome(self.cache)
        if result and result.fallback:
            metrics.count_fallback(result.fallback)
        if result and result.statements.slow:
            self._report_slow_statements(result)
        self._log(result)

    def _report_slow_statements(self, result: Result) -> None:
        name = self.operation_name
        for statement, seconds in result.statements.slow:
            metrics.count_slow_statement()
            logs.log.warning(
                "a statement took far longer than was priced",
                operation=name and name[:MAX_OPERATION_NAME_LENGTH],
                statement=statement[:MAX_OPERATION_NAME_LENGTH],
                duration_ms=round(seconds * 1000, 1),
                price=result.statements.price,
                request_id=self.request_id,
            )

    def _log(self, result: Result | None) -> None:
        name = self.operation_name
        values = {
            "operation": name and name[:MAX_OPERATION_NAME_LENGTH],
            "duration_ms": round(self.seconds * 1000, 1),
            "statements": self._statement_count,
            "errors": len(result.errors) if result else 0,
            "status": self.status or CLIENT_CLOSED_REQUEST,
            "cache": self.cache,
        }
        if result and result.fallback:
            values["fallback"] = result.fallback
        if self.transport != "http":
            values["transport"] = self.transport
        # given here: add_request_id would find the batch's first request, whose context the timer
        # runs in, and the time stamp would be that of the flush
        values["request_id"] = self.request_id
        values["timestamp"] = f"{_second(int(self.ended))}.{int(self.ended % 1 * 1e6):06}Z"
        logs.write_request(values)

    @property
    def _statement_count(self) -> int:
        return len(self.result.statements.statements) if self.result else 0

    def _path(self) -> metrics.ExecutionPath:
        if self.cache in FROM_CACHE:
            return "cache"
        return "plan" if self.result and self.result.planned else "reference"

    def _outcome(self) -> metrics.Outcome:
        if self.status is None:
            return "left"
        if self.status >= 500:
            return "errors"
        if self.cache in FROM_CACHE:
            return "answered"
        if self.result is None or not self.result.executed:
            return "refused"
        return "errors" if self.result.errors else "answered"


@lru_cache(16)
def _second(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat().removesuffix("+00:00")


class AccessLog:
    """Reports entries in batches, a few milliseconds after their responses were sent.

    One by one takes nearly three times as long (measured): between two requests, the code and data
    of logging and metrics have left the processor's caches.
    """

    def __init__(self) -> None:
        self._pending: list[AccessLogEntry] = []

    def add(self, log_entry: AccessLogEntry) -> None:
        """Queue a finished entry; the first of a batch starts the timer."""
        self._pending.append(log_entry)
        if len(self._pending) == 1:
            asyncio.get_running_loop().call_later(FLUSH_DELAY, self.flush)

    def flush(self) -> None:
        """Report everything that is pending now, as at shutdown."""
        pending, self._pending = self._pending, []
        with logs.lines_together():
            for log_entry in pending:
                log_entry.report()
