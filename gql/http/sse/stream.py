"""One event stream: a response that goes on until its operation, client or service ends it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from gql import live_metrics, logs
from gql.errors import QuireError, SlowReader
from gql.http.cache_headers import VARY
from gql.http.live_connections import LiveConnections
from gql.http.outbox import Outbox
from gql.http.response import BytesResponse
from gql.http.sse.events import COMMENT, COMPLETE, next_event, retry_hint
from gql.live import OpenOperation
from gql.operation.error_response import (
    FormattedError,
    format_quire_error,
    format_unexpected_error,
)

# in the state of a request: what ends its connection
DISCONNECT = "disconnect"
HEADERS = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),  # nginx would hold events back until there are 8 KiB of them
    VARY,
)


class Bounds(Protocol):
    """What one stream may take; see StreamBounds."""

    @property
    def queue(self) -> int: ...
    @property
    def queue_bytes(self) -> int: ...
    @property
    def heartbeat(self) -> float: ...


class SingleEvent(BytesResponse):
    """The only answer to an operation, as events."""

    def __init__(self, body: bytes) -> None:
        super().__init__(next_event(body) + COMPLETE, 200, HEADERS)


class EventStream(Response):
    """The answers of an open operation."""

    def __init__(
        self, operation: OpenOperation, connections: LiveConnections, bounds: Bounds
    ) -> None:
        self.status_code, self.body, self.background = 200, b"", None
        self.raw_headers = [*HEADERS]
        self._operation, self._connections, self._bounds = operation, connections, bounds
        self._ended = asyncio.Event()
        self._why = "complete"
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until one side ends the stream; leaves nothing running."""
        started = time.monotonic()
        try:
            with self._connections.counted("sse", scope["client"], lambda: self._end("stopping")):
                if scope["method"] == "HEAD":
                    await super().__call__(scope, receive, send)
                else:
                    await self._stream(scope, receive, send)
        finally:
            await self._operation.aclose()
            seconds = round(time.monotonic() - started, 1)
            logs.log.info("event stream", why=self._why, seconds=seconds, events=self._count)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send(start)

        async def send_part(part: bytes) -> None:
            await send({"type": "http.response.body", "body": part, "more_body": True})

        outbox = Outbox(
            "sse",
            send_part,
            max_messages=self._bounds.queue,
            max_bytes=self._bounds.queue_bytes,
            on_overflow=lambda: self._end("slow"),
        )
        # an event at once: some browsers tell nobody that the stream is open before there is one
        outbox.put(COMMENT + retry_hint())
        loop = asyncio.get_running_loop()
        tasks = [
            loop.create_task(work)
            for work in (
                self._read_operation(outbox),
                self._beat(outbox),
                self._watch_client(receive),
            )
        ]
        try:
            await self._ended.wait()
            for task in tasks:
                task.cancel()
            if self._why == "stopping":
                outbox.put(retry_hint())
            if self._why in ("complete", "stopping"):
                await outbox.flush()
        finally:
            outbox.close()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        await self._finish(scope, receive, send)

    async def _finish(self, scope: Scope, receive: Receive, send: Send) -> None:
        """End the response; where the client is to come back, by a disconnect in the midst of it.

        Clients take a response that ends in order, without `complete`, for a fault of the service.
        """
        disconnect: Callable[[], None] | None = scope.get("state", {}).get(DISCONNECT)
        if self._why == "complete" or disconnect is None:
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        elif self._why != "left":
            disconnect()
            while (await receive())["type"] != "http.disconnect":
                pass

    async def _read_operation(self, outbox: Outbox) -> None:
        try:
            async for answer in self._operation:
                self._count += 1
                outbox.put(next_event(answer.body, answer.position))
            outbox.put(COMPLETE)
        except SlowReader:
            live_metrics.count_slow_reader()
            self._end("slow")
        except QuireError as error:
            self._fail(outbox, format_quire_error(error))
        except Exception as error:
            self._fail(outbox, format_unexpected_error(error))
        self._end("complete")

    def _fail(self, outbox: Outbox, error: FormattedError) -> None:
        outbox.put(next_event(orjson.dumps({"errors": [error]})) + COMPLETE)

    async def _beat(self, outbox: Outbox) -> None:
        while True:
            await asyncio.sleep(self._bounds.heartbeat)
            outbox.put(COMMENT)

    async def _watch_client(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self._end("left")

    def _end(self, why: str) -> None:
        if not self._ended.is_set():
            self._why = why
            self._ended.set()
