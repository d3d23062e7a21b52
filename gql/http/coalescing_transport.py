"""A transport that sends head and body of a response together, and says when it closes."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Transport
from collections.abc import Callable, Sequence
from typing import Any


class CoalescingTransport:
    """A transport that joins two writes of one loop iteration into one system call.

    uvicorn writes head and body of a response apart: two packets, each of which wakes the client.
    """

    __slots__ = ("_is_lost", "_loop", "_on_close", "_pending", "is_closing", "transport")

    def __init__(
        self, transport: Transport, loop: AbstractEventLoop, on_close: Callable[[], None]
    ) -> None:
        """`on_close` is called when the transport closes, with maybe something left to write."""
        self.transport = transport
        self._loop = loop
        self._on_close = on_close
        self._pending: bytes | None = None
        self._is_lost = False
        self.is_closing = transport.is_closing  # asked for each response: not by __getattr__

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's own."""
        return getattr(self.transport, name)

    def write(self, data: bytes) -> None:
        """Keep the first write until the second, or until the next iteration of the loop."""
        if self._is_lost:
            return
        if self._pending is None:
            self._pending = data
            self._loop.call_soon(self.flush)
        else:
            pending, self._pending = self._pending, None
            self.transport.writelines((pending, data))

    def writelines(self, parts: Sequence[bytes]) -> None:
        """Write a whole response at once, after what is pending."""
        if self._is_lost:
            return
        if self._pending is not None:
            parts, self._pending = (self._pending, *parts), None
        self.transport.writelines(parts)

    def flush(self) -> None:
        """Write what is pending now."""
        if self._pending is not None:
            pending, self._pending = self._pending, None
            self.transport.write(pending)

    def discard(self) -> None:
        """Drop what is pending and what will still be written: the connection is gone.

        uvloop raises an error for a write then, and a response may be under way.
        """
        self._pending = None
        self._is_lost = True

    def close(self) -> None:
        """Close after what is pending has been written."""
        if self._is_lost:
            return
        self.flush()
        self.transport.close()
        self._on_close()
