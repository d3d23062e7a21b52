"""A statement by name, and the log of those that an operation sends."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement by name. Values are always parameters."""

    name: str
    text: str


@dataclass(slots=True)
class Log:
    """The statements that one operation sent: names and sizes of their parameters."""

    statements: list[tuple[Statement, tuple[object, ...]]] = field(default_factory=list)
    running: set[asyncio.Task[Any] | None] = field(default_factory=set)

    @property
    def lines(self) -> list[str]:
        return [
            f"{statement.name} {[len(v) if isinstance(v, list) else 1 for v in values]}"
            for statement, values in self.statements
        ]

    def cancel(self) -> None:
        """Stops what still runs, in Postgres too: nobody else would end the tasks of batches."""
        for task in tuple(self.running):
            if task:
                task.cancel()


log_of_statements: ContextVar[Log | None] = ContextVar("log_of_statements", default=None)
