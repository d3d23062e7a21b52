"""uvicorn's HTTP with an end to its patience: a head that is too slow or too long is cut off."""

from __future__ import annotations

from asyncio import AbstractEventLoop, Transport
from asyncio.events import TimerHandle
from http import HTTPStatus
from typing import Any

import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gql.errors import AddressTooLong, HeadersTooLarge, HeadTooSlow, RequestRefused
from gql.http.request import MAX_ADDRESS, MAX_HEADERS


class Protocol(HttpToolsProtocol):
    """For uvicorn.run(http=Protocol).

    uvicorn itself waits for a head as long as its bytes trickle in, and keeps all of them.
    """

    head_seconds = 10.0
    # to read on after a refusal: to close at once would tear the answer from the client's hands
    linger_seconds = 5.0

    _deadline: TimerHandle | None = None
    _awaits_head = False
    _head_bytes = 0
    _refused = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        self._joined = Joined(transport, self.loop)
        super().connection_made(self._joined)  # type: ignore[arg-type]
        self._await_head()
        self._bound_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._joined.forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._is_between_requests():
            self._await_head()
        self._head_bytes += len(data)
        super().data_received(data)
        if self._awaits_head:  # most heads come whole: they need no timer
            self._bound_head()

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        # the rest of a body that was refused is read and thrown away, but not without end
        if self.cycle.response_complete and self.cycle.more_body:
            self._close_after(self.linger_seconds)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        if self.cycle and self.cycle.response_complete:
            self.cycle.more_body = False
            self._stop_waiting()

    def _is_between_requests(self) -> bool:
        if self._awaits_head:
            return False
        return self.cycle is None or (self.cycle.response_complete and not self.cycle.more_body)

    def _await_head(self) -> None:
        self._awaits_head = True
        self._head_bytes = 0

    def _bound_head(self) -> None:
        if self._head_bytes > MAX_ADDRESS + MAX_HEADERS:
            self._refuse(self._why_too_long())
        elif not self._deadline:
            self._deadline = self.loop.call_later(self.head_seconds, self._give_up)

    def _close_after(self, seconds: float) -> None:
        self._stop_waiting()
        self._deadline = self.loop.call_later(seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        self._awaits_head = False
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        if self._head_bytes:
            self._refuse(HeadTooSlow())
        else:
            self.transport.close()

    def _why_too_long(self) -> RequestRefused:
        is_address = len(getattr(self, "url", b"")) > MAX_ADDRESS
        return AddressTooLong() if is_address else HeadersTooLarge()

    def _refuse(self, error: RequestRefused) -> None:
        self._refused = True
        self.transport.write(_response(error))
        self._close_after(self.linger_seconds)


class Joined:
    """A transport whose writes wait for the next one, and at most for the next turn of the loop.

    uvicorn writes head and body of a response apart: two packets, and each wakes the client up.
    """

    __slots__ = ("_loop", "_transport", "_waiting", "is_closing")

    def __init__(self, transport: Transport, loop: AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._waiting: bytes | None = None
        self.is_closing = transport.is_closing

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        if self._waiting is None:
            self._waiting = data
            self._loop.call_soon(self.flush)
        else:
            waiting, self._waiting = self._waiting, None
            self._transport.writelines((waiting, data))

    def flush(self) -> None:
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._transport.write(waiting)

    def forget(self) -> None:
        """For a connection that is gone."""
        self._waiting = None

    def close(self) -> None:
        self.flush()
        self._transport.close()


def _response(error: RequestRefused) -> bytes:
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
