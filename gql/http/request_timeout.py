"""Ends a request whose body does not arrive in time, or whose client has disconnected."""

from __future__ import annotations

import asyncio
from types import TracebackType

from starlette.types import Receive

from gql.deadline import Deadline

GRACE_SECONDS = 0.05


class RequestTimeout(Deadline):
    """Cancels the block when the body is late, and after it was read, when the client is gone.

    Nothing is watched for the first 50 ms: most requests end before, and starting a task to watch
    for a disconnect costs more than they do. After the block, `awaits_body` tells the two apart.
    """

    __slots__ = ("_body_seconds", "_is_grace_over", "_receive", "_watcher", "awaits_body")

    def __init__(self, receive: Receive, body_seconds: float) -> None:
        super().__init__(GRACE_SECONDS)
        self._receive = receive
        self._body_seconds = body_seconds
        self._is_grace_over = False
        self._watcher: asyncio.Task[None] | None = None
        self.awaits_body = True

    def watch_for_disconnect(self) -> None:
        """From now on the body counts as read, and only a disconnect ends the block."""
        self.awaits_body = False
        if self._is_grace_over:
            self._set_due(GRACE_SECONDS)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._watcher:
            self._watcher.cancel()
        return super().__exit__(kind, error, traceback)

    def _on_due(self) -> None:
        if self.awaits_body and self._is_grace_over:
            self._cancel_task()
        elif self.awaits_body:
            self._is_grace_over = True
            self._set_due(self._body_seconds - GRACE_SECONDS)
        else:
            self._watcher = self._loop.create_task(self._cancel_on_disconnect())

    async def _cancel_on_disconnect(self) -> None:
        # uvicorn may first return one more http.request, empty, from the end of the body
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._cancel_task()
