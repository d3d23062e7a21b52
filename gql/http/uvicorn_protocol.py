"""uvicorn's HTTP/1.1 protocol with bounds: for slow senders, slow readers and large heads.

uvicorn has none of them: it waits for a head as long as bytes trickle in, and keeps them all
(uvicorn issue 157); it keeps a response until its client reads it. "Head" is the request line with
the header section.
"""

from __future__ import annotations

from asyncio import Transport
from asyncio.events import TimerHandle
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gql import metrics
from gql.errors import AddressTooLong, HeadersTooLarge, HeadTooSlow, HttpRequestRefused
from gql.http.coalescing_transport import CoalescingTransport
from gql.http.host import host_problem, refusing
from gql.http.live_connections import GO_AWAY
from gql.http.raw_response import raw_response
from gql.http.reading_watch import ReadingWatch
from gql.http.request import MAX_HEADER_BYTES, MAX_URL_BYTES
from gql.http.sse.stream import DISCONNECT

# parts of chunked bodies that may come at once: each is a call, and a thousand of them take 5 ms
MAX_CHUNKS_AT_ONCE = 4_000
MAX_PIPELINED = 100  # requests that a client may send before it has the response to the first


class BoundedHttpProtocol(HttpToolsProtocol):
    """For uvicorn.run(http=…). Slow heads get 408, large ones 414 or 431; then it disconnects."""

    head_seconds = 10.0
    # Read on for a while after a refusal: closing a socket with unread input makes the kernel send
    # RST, and a client that receives RST drops the response (RFC 9112, section 9.6).
    linger_seconds = 5.0
    write_seconds = 20.0

    _timer: TimerHandle | None = None  # one at a time: for the head, or to close the connection
    _awaits_head = False
    _head_bytes = 0
    _chunks_at_once = 0
    _refused = False

    def __init__(self, *uvicorns: Any, write_seconds: float | None = None, **named: Any) -> None:
        super().__init__(*uvicorns, **named)
        if write_seconds is not None:
            self.write_seconds = write_seconds

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        self._reading = ReadingWatch(transport, self.loop, self.write_seconds)
        self._coalescing = CoalescingTransport(transport, self.loop, self._reading.start)
        super().connection_made(self._coalescing)  # type: ignore[arg-type]
        self._start_head()
        self._enforce_head_bounds()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._reading.stop()
        # first, because uvicorn calls close() on the transport here, and that flushes
        self._coalescing.discard()
        # nobody is left to answer, and a circle of references would keep them until it is collected
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._refused:
            return
        if self._is_between_requests():
            self._start_head()
        self._head_bytes += len(data)
        self._chunks_at_once = 0
        super().data_received(data)
        # after the parser: most heads come in one piece and are complete here, without a timer
        if self._awaits_head:
            self._enforce_head_bounds()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        if len(self.pipeline) >= MAX_PIPELINED:
            raise httptools.HttpParserError  # see send_400_response
        self._use_host_of_target()
        problem = host_problem(self.headers, self.parser.get_http_version())
        if problem is None:
            self.scope["state"][DISCONNECT] = self.transport.close
            super().on_headers_complete()
            return
        # in place of the app, as uvicorn does for its own 503: so responses keep their order
        app, self.app = self.app, refusing(problem)
        super().on_headers_complete()
        self.app = app

    def on_body(self, body: bytes) -> None:
        self._chunks_at_once += 1
        if self._chunks_at_once > MAX_CHUNKS_AT_ONCE:
            raise httptools.HttpParserError  # see send_400_response
        super().on_body(body)

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

    def handle_websocket_upgrade(self) -> None:
        """Hand the connection to the protocol of WebSockets, unless the request forbids it."""
        problem = host_problem(self.headers, "1.1")
        if self.parser.get_http_version() != "1.1":  # uvicorn hands it on as if it were
            problem = HttpRequestRefused("A WebSocket begins with a request of HTTP/1.1.")
        if self.cycle and not self.cycle.response_complete:
            problem = HttpRequestRefused("A WebSocket begins after all responses have come.")
        if problem:
            self._refuse(problem)
            return
        self._coalescing.flush()
        self._reading.stop()
        # the connection's own: nothing of this object is kept for as long as the socket is open
        self.transport = self._coalescing.transport
        super().handle_websocket_upgrade()
        self.parser = None  # type: ignore[assignment] # refers to this object

    def shutdown(self) -> None:
        """What uvicorn calls when the service stops; responses may go on for hours."""
        super().shutdown()
        if go_away := self.app_state.get(GO_AWAY):
            go_away()

    def send_400_response(self, msg: str) -> None:
        """What uvicorn calls for bytes that are no HTTP."""
        self._refuse(HttpRequestRefused())

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading.start()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._reading.stop()

    def _use_host_of_target(self) -> None:
        """Take the host of `GET http://host/path` in place of the Host header: RFC 9112, 3.2.2."""
        if b"://" in self.url and (host := httptools.parse_url(self.url).host):
            for index, (name, _) in enumerate(self.headers):
                if name == b"host":
                    self.headers[index] = name, b"[%b]" % host if b":" in host else host

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
        """Write a response past uvicorn, which has no request that it could answer, and close.

        Where a request is under way, its own response is the last: ours would be taken for it.
        """
        self._refused = True
        if self.cycle and not self.cycle.response_complete:
            self.cycle.keep_alive = False
            if not self.cycle.more_body or self.pipeline:
                return
            # it is the body that cannot be read: the app, which waits for it, gets a disconnect
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        metrics.count_closed_connection(error.code)
        self.transport.write(raw_response(error, self.server_state.default_headers))
        self._close_after(self.linger_seconds)
