"""What is to be sent to one client, in order, while others are not kept waiting for it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from gql import live_metrics
from gql.live_metrics import Transport

Send = Callable[[bytes], Awaitable[None]]


class Outbox:
    """Sends messages in the order in which they were put; holds so many for a slow reader.

    `on_overflow` is called once, when there would be more than `max_messages`, or more than
    `max_bytes` in several; from then on nothing is sent.
    """

    def __init__(
        self,
        transport: Transport,
        send: Send,
        *,
        max_messages: int,
        max_bytes: int,
        on_overflow: Callable[[], None],
    ) -> None:
        self._transport = transport
        self._send = send
        self._max_messages = max_messages
        self._max_bytes = max_bytes
        self._on_overflow = on_overflow
        self._waiting: deque[tuple[object, bytes, Callable[[], None] | None]] = deque()
        self._bytes = 0
        self._sending: asyncio.Task[None] | None = None
        self._is_closed = False

    def put(
        self, message: bytes, owner: object = None, on_sent: Callable[[], None] | None = None
    ) -> None:
        """Send a message soon. Nothing happens once the outbox is closed."""
        if self._is_closed:
            return
        is_full = len(self._waiting) >= self._max_messages
        if is_full or (self._waiting and self._bytes + len(message) > self._max_bytes):
            live_metrics.count_slow_reader()
            self.close()
            self._on_overflow()
            return
        self._waiting.append((owner, message, on_sent))
        self._bytes += len(message)
        if self._sending is None:
            self._sending = asyncio.create_task(self._send_all())

    def drop(self, owner: object) -> None:
        """Send nothing more of what was put for this owner."""
        if self._waiting:
            self._waiting = deque(entry for entry in self._waiting if entry[0] is not owner)
            self._bytes = sum(len(message) for _, message, _ in self._waiting)

    async def flush(self) -> None:
        """Wait until all was sent, or the outbox was closed."""
        if self._sending:
            await asyncio.wait([self._sending])

    def close(self) -> None:
        """Send nothing more."""
        self._is_closed = True
        self._waiting.clear()
        if self._sending:
            self._sending.cancel()

    async def _send_all(self) -> None:
        try:
            while self._waiting:
                _, message, on_sent = self._waiting.popleft()
                self._bytes -= len(message)
                live_metrics.count_message(self._transport)
                await self._send(message)
                if on_sent:
                    on_sent()
        except OSError:  # the client is gone, which whoever reads from it learns too
            self.close()
        finally:
            self._sending = None
