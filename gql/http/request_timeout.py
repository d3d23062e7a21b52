"""How long one request is waited for."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.types import Receive

from gql.deadline import Deadline

MOMENT = 0.05


class Patience(Deadline):
    """Ends the block when the body does not come in time, and then when the client has left.

    Neither is looked after for a moment: what is answered within it needs no task.
    """

    __slots__ = ("_body_seconds", "_is_past_the_moment", "_receive", "_watching", "awaits_body")

    def __init__(self, receive: Receive, body_seconds: float) -> None:
        super().__init__(MOMENT)
        self._receive = receive
        self._body_seconds = body_seconds
        self._is_past_the_moment = False
        self._watching: asyncio.Task[None] | None = None
        self.awaits_body = True

    def with_client(self) -> None:
        """From now on: the body has been read, and what it asks for is being done."""
        self.awaits_body = False
        if self._is_past_the_moment:
            self._wait(MOMENT)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._watching:
            self._watching.cancel()
        return super().__exit__(kind, error, traceback)

    def _ring(self) -> None:
        if self.awaits_body and self._is_past_the_moment:
            self._end()
        elif self.awaits_body:
            self._is_past_the_moment = True
            self._wait(self._body_seconds - MOMENT)
        else:
            self._watching = self._loop.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._end()
