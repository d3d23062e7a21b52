"""A named SQL statement, and the log of those that one operation sends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from gql.errors import LimitExceeded

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL text under a name for logs and golden files. Values are always parameters."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class SentStatement:
    """A statement that was answered: its values, how long it took, how many rows came."""

    statement: Statement
    values: Sequence[object]
    seconds: float
    rows: int


USUAL_SECONDS = 0.1
SECONDS_A_RECORD = 0.0004  # in which about twenty rows are read
MAX_STATEMENTS = 500


@dataclass(slots=True)
class StatementLog:
    """The statements that one operation sent, and the tasks in which some still run.

    `price`: how many records the operation may return; `slow`: names and seconds of the statements
    that took longer than that explains. `most`: how many statements may be sent. `answered`: those
    that were, where somebody wants to see them.
    """

    statements: list[tuple[Statement, tuple[object, ...]]] = field(default_factory=list)
    running: set[asyncio.Task[Any] | None] = field(default_factory=set)
    most: int = MAX_STATEMENTS
    price: int = 0
    slow: list[tuple[str, float]] = field(default_factory=list)
    answered: list[SentStatement] | None = None

    def begin(self, statement: Statement, values: tuple[object, ...]) -> None:
        """Add a statement that is about to be sent. Raises LimitExceeded for one too many."""
        if len(self.statements) >= self.most:
            raise LimitExceeded(
                "statements",
                requested=len(self.statements) + 1,
                allowed=self.most,
                what="The operation needs too many statements",
            )
        self.statements.append((statement, values))

    def end(self, statement: Statement, seconds: float) -> None:
        """Note a statement that took longer than all that was priced takes to read."""
        if seconds > USUAL_SECONDS + self.price * SECONDS_A_RECORD:
            self.slow.append((statement.name, seconds))

    def note_answer(
        self, statement: Statement, values: Sequence[object], seconds: float, rows: int
    ) -> None:
        """Keep what a statement was answered, if somebody wants to see it."""
        if self.answered is not None:
            self.answered.append(SentStatement(statement, values, seconds, rows))

    @property
    def lines(self) -> list[str]:
        """One `name [sizes]` for each statement: the length of a list parameter, 1 for others.

        Golden stories show these, so an N+1 read appears in review as repeated lines.
        """
        return [
            f"{statement.name} {[len(v) if isinstance(v, list) else 1 for v in values]}"
            for statement, values in self.statements
        ]

    def cancel_running(self) -> None:
        """Cancel the statements that still run, in Postgres too.

        DataLoader batches run in tasks of their own, which nothing else would end.
        """
        # a copy: each cancelled read removes itself from the set
        for task in tuple(self.running):
            if task:
                task.cancel()


# tasks inherit context variables: a batch of a loader logs to the operation that began it
current_statement_log: ContextVar[StatementLog | None] = ContextVar(
    "current_statement_log", default=None
)
