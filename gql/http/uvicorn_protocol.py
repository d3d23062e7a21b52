"""uvicorn's HTTP/1.1 protocol with bounds for slow clients (slowloris) and for large heads.

uvicorn has no limit for either: it waits for a head as long as bytes trickle in, and keeps them all
(uvicorn issue 157). "Head" is the request line with the header section.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, Transport
from asyncio.events import TimerHandle
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gql.errors import AddressTooLong, HeadersTooLarge, HeadTooSlow, HttpRequestRefused
from gql.http.request import MAX_HEADER_BYTES, MAX_URL_BYTES


class BoundedHttpProtocol(HttpToolsProtocol):
    """For uvicorn.run(http=…). Slow heads get 408, large ones 414 or 431; then it disconnects."""

    head_seconds = 10.0
    # Read on for a while after a refusal: closing a socket with unread input makes the kernel send
    # RST, and a client that receives RST drops the response (RFC 9112, section 9.6).
    linger_seconds = 5.0

    _timer: TimerHandle | None = None  # one at a time: for the head, or to close the connection
    _awaits_head = False
    _head_bytes = 0
    _refused = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        self._coalescing = CoalescingTransport(transport, self.loop)
        super().connection_made(self._coalescing)  # type: ignore[arg-type]
        self._start_head()
        self._enforce_head_bounds()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        # first, because uvicorn calls close() on the transport here, and that flushes
        self._coalescing.discard()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._is_between_requests():
            self._start_head()
        self._head_bytes += len(data)
        super().data_received(data)
        # after the parser: most heads come in one piece and are complete here, without a timer
        if self._awaits_head:
            self._enforce_head_bounds()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # after a 413, uvicorn reads the rest of the body and drops it, without any time limit
        if self.cycle.response_complete and self.cycle.more_body:
            self._close_after(self.linger_seconds)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        # uvicorn leaves more_body set when the response was complete before the body was
        if self.cycle and self.cycle.response_complete:
            self.cycle.more_body = False
            self._stop_timer()

    def _is_between_requests(self) -> bool:
        """Whether the next byte begins a head: no request yet, or the last one is over."""
        if self._awaits_head:
            return False
        return self.cycle is None or (self.cycle.response_complete and not self.cycle.more_body)

    def _start_head(self) -> None:
        self._awaits_head = True
        self._head_bytes = 0

    def _enforce_head_bounds(self) -> None:
        """Refuse a head that is too large already, or give it `head_seconds` from its first byte.

        The timer is not restarted by later bytes: that is what a slowloris client sends them for.
        """
        if self._head_bytes > MAX_URL_BYTES + MAX_HEADER_BYTES:
            self._refuse(self._size_error())
        elif not self._timer:
            self._timer = self.loop.call_later(self.head_seconds, self._on_head_timeout)

    def _close_after(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, self.transport.close)

    def _stop_timer(self) -> None:
        self._awaits_head = False
        if self._timer:
            self._timer.cancel()
            self._timer = None

    def _on_head_timeout(self) -> None:
        if self._head_bytes:
            self._refuse(HeadTooSlow())
        else:
            # nothing was requested: a response could be taken for that to a request under way
            self.transport.close()

    def _size_error(self) -> HttpRequestRefused:
        # url is set by uvicorn's on_message_begin: it is missing before the first request line
        is_url = len(getattr(self, "url", b"")) > MAX_URL_BYTES
        return AddressTooLong() if is_url else HeadersTooLarge()

    def _refuse(self, error: HttpRequestRefused) -> None:
        """Write a response past uvicorn, which has no request yet that it could answer."""
        self._refused = True
        self.transport.write(_raw_response(error))
        self._close_after(self.linger_seconds)


class CoalescingTransport:
    """A transport that joins two writes of one loop iteration into one system call.

    uvicorn writes head and body of a response apart: two packets, each of which wakes the client.
    """

    __slots__ = ("_loop", "_pending", "_transport", "is_closing")

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._pending: bytes | None = None
        self.is_closing = transport.is_closing  # asked for each response: not by __getattr__

    def __getattr__(self, name: str) -> Any:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Keep the first write until the second, or until the next iteration of the loop."""
        if self._pending is None:
            self._pending = data
            self._loop.call_soon(self.flush)
        else:
            pending, self._pending = self._pending, None
            self._transport.writelines((pending, data))

    def flush(self) -> None:
        """Write what is pending now."""
        if self._pending is not None:
            pending, self._pending = self._pending, None
            self._transport.write(pending)

    def discard(self) -> None:
        """Drop what is pending, for a connection that is gone."""
        self._pending = None

    def close(self) -> None:
        """Close after what is pending has been written."""
        self.flush()
        self._transport.close()


def _raw_response(error: HttpRequestRefused) -> bytes:
    # of the common headers it has nosniff, but no request id: there is no request yet
    body = orjson.dumps(
        {"errors": [{"message": error.message, "extensions": {"code": error.code}}]}
    )
    status = HTTPStatus(error.status)
    head = (
        f"HTTP/1.1 {status.value} {status.phrase}\r\n"
        "content-type: application/json; charset=utf-8\r\n"
        f"content-length: {len(body)}\r\n"
        "x-content-type-options: nosniff\r\n"
        "connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
