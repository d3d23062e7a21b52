"""One change as those are told who follow it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gql.db import Record
from gql.live.feed_position import FeedPosition


@dataclass(slots=True, eq=False)
class ChangeEvent:
    """A row of the change log: `kind` and `id` are those of its node, post:12.

    `number` counts the events that this process has told. `shows_at`: when readers see it, if that
    was to come when it was written; `is_instant`: that time has come now. `at`: when it happened.
    """

    kind: str
    id: int | None
    tags: list[str]
    action: str | None
    discussion: str | None
    at: datetime
    shows_at: datetime | None
    is_instant: bool
    position: FeedPosition
    number: int = 0
    _reads: dict[Hashable, asyncio.Task[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, row: Record, position: FeedPosition, *, is_instant: bool) -> ChangeEvent:
        """The event of a row, and the position after it."""
        kind, _, id = row["node"].partition(":")
        is_later = is_instant or row["shows_at"] > row["changed_at"]
        return cls(
            kind,
            int(id) if id else None,
            row["tags"],
            row["action"],
            row["discussion"],
            row["changed_at"],
            row["shows_at"] if is_later else None,
            is_instant,
            position,
        )

    @property
    def is_shown(self) -> bool:
        """Whether readers see now what it tells of, and not at a time to come."""
        return self.is_instant or self.shows_at is None or self.shows_at <= self.position.shown

    @property
    def was_visible(self) -> bool:
        """Of a comment: whether readers saw it before, or see it now."""
        return f"comments of {self.discussion}" in self.tags

    async def read_once(self, key: Hashable, read: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """What a read for this event gives, which runs once for all who wait for the same key."""
        if (task := self._reads.get(key)) is None:
            task = self._reads[key] = asyncio.create_task(read())
        try:
            return await asyncio.shield(task)
        except Exception:
            self._reads.pop(key, None)  # the next attempt is to be another one
            raise

    @property
    def topics(self) -> list[str]:
        """Under what it is found: its cache tags, what was done, the discussion it is in."""
        action = [f"action {self.action}"] if self.action else []
        return [*self.tags, *action, *([f"in {self.discussion}"] if self.discussion else ())]

    @property
    def position_text(self) -> str:
        """Where it stands, as clients keep it."""
        return self.position.text
