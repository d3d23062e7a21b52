"""What is told about requests: in the log by a line each, in the metrics by numbers."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.responses import Response

from gql import logs, metrics
from gql.operation.execute import Result
from gql.operation.request import GraphQLRequest

SOON = 0.005  # seconds
CLIENT_LEFT = 499  # for the log only; nobody is there to read it
LONGEST_NAME = 100  # of an operation, in the log


@dataclass(slots=True)
class Story:
    """One request, from its begin to its end. `answer` stays None where the client left."""

    request_id: str
    started: float = field(default_factory=time.perf_counter)
    ended: float = 0.0
    seconds: float = 0.0
    asked: GraphQLRequest | None = None
    result: Result | None = None
    answer: Response | None = None
    is_of_an_operation: bool = True

    def end(self, answer: Response | None) -> None:
        self.answer = answer
        self.seconds = time.perf_counter() - self.started
        self.ended = time.time()

    def tell(self) -> None:
        result = self.result
        if self.is_of_an_operation:
            path: metrics.Way = "plan" if result and result.planned else "reference"
            metrics.operation(path, self._outcome(), self.seconds, self._statements)
        if result and result.fallback:
            metrics.fell_back(result.fallback)
        self._log(result)

    def _log(self, result: Result | None) -> None:
        name = self.asked and self.asked.operation_name
        fallback = {"fallback": result.fallback} if result and result.fallback else {}
        logs.log.info(
            "request",
            operation=name and name[:LONGEST_NAME],
            duration_ms=round(self.seconds * 1000, 1),
            statements=self._statements,
            errors=len(result.errors) if result else 0,
            status=self.answer.status_code if self.answer else CLIENT_LEFT,
            **fallback,
            request_id=self.request_id,
            timestamp=datetime.fromtimestamp(self.ended, UTC).isoformat().replace("+00:00", "Z"),
        )

    @property
    def _statements(self) -> int:
        return len(self.result.statements.statements) if self.result else 0

    def _outcome(self) -> metrics.Outcome:
        if self.answer is None:
            return "left"
        if self.answer.status_code >= 500:
            return "errors"
        if self.result is None or not self.result.executed:
            return "refused"
        return "errors" if self.result.errors else "answered"


class Stories:
    """Tells them together, a moment later. One by one takes nearly three times as long: what they
    are told with has left the processor's caches each time."""

    def __init__(self) -> None:
        self._untold: list[Story] = []

    def add(self, story: Story) -> None:
        self._untold.append(story)
        if len(self._untold) == 1:
            asyncio.get_running_loop().call_later(SOON, self.tell)

    def tell(self) -> None:
        """All that have ended, now."""
        stories, self._untold = self._untold, []
        for story in stories:
            story.tell()
