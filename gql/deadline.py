"""An end to waiting, for what happens thousands of times a second."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self, cast


class Deadline:
    """Ends the block that it stands around after so many seconds: what follows the block runs then.

    As asyncio.timeout, at a third of its price. A cancellation that others ask for passes through.
    """

    __slots__ = ("_asked_before", "_has_ended", "_loop", "_seconds", "_task", "_timer")

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._has_ended = False

    def __enter__(self) -> Self:
        self._task = cast("asyncio.Task[object]", asyncio.current_task())
        self._asked_before = self._task.cancelling()
        self._loop = self._task.get_loop()
        self._timer = self._loop.call_later(self._seconds, self._ring)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self._timer.cancel()
        if not self._has_ended:
            return False
        is_ours_alone = self._task.uncancel() <= self._asked_before
        return is_ours_alone and kind is asyncio.CancelledError

    def _ring(self) -> None:
        self._end()

    def _end(self) -> None:
        self._has_ended = True
        self._task.cancel()
