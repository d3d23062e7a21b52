"""uvicorn's WebSocket protocol with bounds: for floods of frames, and for clients that do not read.

Frames are read and written by the library websockets: it answers what breaks RFC 6455 with 1002,
text that is no UTF-8 with 1007, and messages that are too long with 1009.
"""

from __future__ import annotations

import logging
from asyncio.transports import BaseTransport
from contextlib import suppress
from typing import Any

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState

from gql import metrics
from gql.errors import HttpRequestRefused
from gql.http.live_connections import GO_AWAY
from gql.http.raw_response import raw_response
from gql.http.reading_watch import ReadingWatch

# bytes that are read at once: the smallest frames that fit into them take some 10 ms
SLICE = 4_096
MAX_FRAMES = 4_096  # of one message; empty ones cost memory, and no bytes of its length
INVALID_TEXT, POLICY_VIOLATION = 1007, 1008

# uvicorn and websockets write lines about every connection, with whatever its address has
_quiet_logger = logging.getLogger("quire.websocket")
_quiet_logger.setLevel(logging.WARNING)


class BoundedWebSocketProtocol(WebSocketsSansIOProtocol):
    """For uvicorn.run(ws=…), behind BoundedHttpProtocol, which has read the request.

    Beside what ASGI has, it takes `websocket.close` at any time, also from a client that reads
    nothing: the connection is then ended after `close_timeout` seconds.
    """

    write_seconds = 20.0

    def __init__(self, *uvicorns: Any, write_seconds: float | None = None, **named: Any) -> None:
        super().__init__(*uvicorns, **named)
        if write_seconds is not None:
            self.write_seconds = write_seconds
        self.close_timeout = 5.0
        self.logger = self.conn.logger = _quiet_logger
        self._unread = b""  # what has come, and waits until the app has taken what came before

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._reading = ReadingWatch(self.transport, self.loop, self.write_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        self._reading.stop()
        self._unread = b""
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._reading.start()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._reading.stop()

    def shutdown(self) -> None:
        """What uvicorn calls when the service stops. Its own would end what is under way."""
        if go_away := self.app_state.get(GO_AWAY):
            go_away()
        else:
            super().shutdown()

    def data_received(self, data: bytes) -> None:
        if not self.handshake_initiated:
            self._read_head(data)
        elif self._unread:
            self._unread += data
        else:
            self._read_slice(data)

    async def receive(self) -> Any:
        message = await self.queue.get()
        if self.queue.empty():
            if self._unread:
                self.loop.call_soon(self._read_rest)
            else:
                self._resume_reading()
        return message

    async def send(self, message: Any) -> None:
        if message["type"] == "websocket.close" and self.handshake_complete:
            self.close(message.get("code", 1000), message.get("reason") or "")
            return
        await self.writable.wait()
        if self.close_sent:  # by now
            raise ClientDisconnected
        await super().send(message)

    def close(self, code: int, reason: str) -> None:
        """Send a close frame, and end the connection once the client has answered, or soon."""
        if self.close_sent or self.transport.is_closing():
            return
        with suppress(InvalidState):
            self.conn.send_close(code, reason)
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self._end()

    def send_receive_event_to_app(self) -> None:
        message, self.frames = b"".join(self.frames), []
        if self.close_sent:
            return  # the app is past reading
        event: Any = {"type": "websocket.receive", "bytes": message}
        if self.curr_msg_data_type == "text":
            try:
                event = {"type": "websocket.receive", "text": message.decode()}
            except UnicodeDecodeError:
                self.close(INVALID_TEXT, "The text is no UTF-8.")
                return
        self.queue.put_nowait(event)
        self._pause_reading()

    def handle_cont(self, event: Any) -> None:
        if len(self.frames) >= MAX_FRAMES:
            self.close(POLICY_VIOLATION, f"A message has {MAX_FRAMES:,} frames at most.")
        elif not self.close_sent:
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answer it, unless the client reads no answers: RFC 6455, 5.5.3, lets some be left out."""
        if self.writable.is_set():
            super().handle_ping()
        else:
            self.conn.data_to_send()

    def handle_close(self, event: Any) -> None:
        super().handle_close(event)
        self._watch_closing()

    def on_task_complete(self, task: Any) -> None:
        super().on_task_complete(task)
        self._watch_closing()

    def keepalive_timeout(self) -> None:
        """Drop a client that has answered no ping: it is gone, and takes no close frame either."""
        metrics.count_closed_connection("NO_PONG")
        self.transport.abort()

    def handle_parser_exception(self) -> None:
        """End a connection whose client has broken the rules, for which websockets has a code."""
        if self.close_sent:
            self.transport.abort()
            return
        sent = self.conn.close_sent
        code = sent.code if sent else 1006
        metrics.count_closed_connection(f"WEBSOCKET_{code}")
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code})
        self._end()

    def _read_head(self, data: bytes) -> None:
        super().data_received(data)
        if not self.handshake_initiated:
            # what httptools takes for HTTP and websockets does not
            error = HttpRequestRefused(
                "A WebSocket begins with a GET of HTTP/1.1, with 128 headers at most."
            )
            self.transport.write(raw_response(error, self.default_headers))
            self._end()

    def _read_slice(self, data: bytes) -> None:
        """Read some frames; others get their turn before the rest of what has come is read."""
        self._unread = data[SLICE:]
        if self.conn.parser_exc is None:  # otherwise it was answered, and the rest is of no use
            super().data_received(data[:SLICE])
        if self._unread:
            self._pause_reading()
            if self.queue.empty() or self.close_sent:  # otherwise `receive` goes on
                self.loop.call_soon(self._read_rest)
        elif self.queue.empty() or self.close_sent:
            self._resume_reading()

    def _read_rest(self) -> None:
        if self._unread and not self.disconnected:
            self._read_slice(self._unread)

    def _pause_reading(self) -> None:
        if not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def _resume_reading(self) -> None:
        if self.read_paused and not self.transport.is_closing():
            self.read_paused = False
            self.transport.resume_reading()

    def _watch_closing(self) -> None:
        """A transport closes when all was sent, which a client that does not read would prevent."""
        if self.transport.is_closing() and not self.disconnected:
            self._reading.start()

    def _end(self) -> None:
        """Write what there is, read on for a while so that it arrives, and disconnect.

        Closing at once, with unread input, makes the kernel send RST, and a client that receives it
        drops the close frame.
        """
        self.close_sent = True
        self.frames = []
        self.stop_keepalive()
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_timer = self.loop.call_later(self.close_timeout, self.transport.abort)
        if self._unread:
            self.loop.call_soon(self._read_rest)
        else:
            self._resume_reading()
