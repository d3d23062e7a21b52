"""Services in processes of their own, read over hundreds of sockets by one client that takes little time.

A client library takes longer to read a message than a service to send it: measured would be the client.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.http.websocket.client import CLOSE, FIN, HEAD, INIT, PING, PONG, frame
from tests.http_site import KEY
from tests.live.live_site import COMMENT, PATIENCE, Headers
from tests.metrics_page import samples_by_series
from tests.service_process import Service


class SocketReading(asyncio.Protocol):
    """A WebSocket with one operation. `bodies`: its answers, with `times` of time.monotonic()."""

    def __init__(self, query: str, variables: dict[str, object]) -> None:
        payload = {"query": query, "variables": variables}
        subscribe = {"id": "1", "type": "subscribe", "payload": payload}
        self._first = frame(INIT) + frame(json.dumps(subscribe).encode())
        self._buffer = b""
        self._is_open = False
        self._more = asyncio.Event()
        self.bodies: list[bytes] = []
        self.times: list[float] = []
        self.error: str | None = None

    @property
    def data(self) -> list[Any]:
        """The value of the root field of each answer."""
        found = [json.loads(body)["payload"] for body in self.bodies]
        assert all("errors" not in payload for payload in found), found
        return [next(iter(payload["data"].values())) for payload in found]

    async def answered(self, count: int) -> None:
        """Wait until there are so many answers."""
        async with asyncio.timeout(PATIENCE):
            while len(self.bodies) < count and self.error is None:
                self._more.clear()
                await self._more.wait()
        assert self.error is None, self.error

    async def close(self) -> None:
        """Leave."""
        self._transport.abort()

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(f"{HEAD}sec-websocket-key: {key}\r\n\r\n".encode())

    def connection_lost(self, exc: Exception | None) -> None:
        self._end("the connection was lost")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._is_open:
            head, found, self._buffer = self._buffer.partition(b"\r\n\r\n")
            if not found:
                self._buffer = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self._end(head.decode())
                return
            self._is_open = True
            self._transport.write(self._first)
        at, now = 0, time.monotonic()
        while (parsed := _frame_at(self._buffer, at)) is not None:
            opcode, payload, at = parsed
            self._take(opcode, payload, now)
        self._buffer = self._buffer[at:]

    def _take(self, opcode: int, payload: bytes, now: float) -> None:
        if opcode == FIN | PING:
            self._transport.write(frame(payload, FIN | PONG))
        elif opcode == FIN | CLOSE:
            self._end(f"closed with {int.from_bytes(payload[:2])}: {payload[2:].decode()}")
            self._transport.write(frame(payload, FIN | CLOSE))
            self._transport.close()
        elif b'"type":"next"' in payload:
            self.bodies.append(payload)
            self.times.append(now)
            self._more.set()
        elif b"connection_ack" not in payload:
            self._end(payload.decode())

    def _end(self, error: str) -> None:
        self.error = self.error or error
        self._more.set()


def _frame_at(buffer: bytes, at: int) -> tuple[int, bytes, int] | None:
    """Opcode, payload and end of the frame of a service that begins there, once all of it is there."""
    if len(buffer) < at + 2:
        return None
    opcode, length, start = buffer[at], buffer[at + 1], at + 2
    if length > 125:
        start += 2 if length == 126 else 8
        length = int.from_bytes(buffer[at + 2 : start])
    if len(buffer) < start + length:
        return None
    return opcode, buffer[start : start + length], start + length


class Served:
    """One `quire serve`, as tests.live.live_site.Process is one in this process."""

    def __init__(self, service: Service, client: httpx.AsyncClient) -> None:
        self.service = service
        self._client = client

    async def open(self, query: str, **variables: object) -> SocketReading:
        """A socket of its own with an operation of a stranger."""
        address = urlsplit(self.service.url)
        _, reading = await asyncio.get_running_loop().create_connection(
            lambda: SocketReading(query, variables), "127.0.0.1", address.port
        )
        return reading

    async def comment(self, on: str, content: str, headers: Headers | None = None) -> Any:
        """The payload of createComment."""
        sent = {name.decode(): value.decode() for name, value in (headers or {}).items()}
        variables = {"input": {"on": on, "content": content}}
        body = {"query": COMMENT, "variables": variables}
        response = await self._client.post("/graphql", json=body, headers=sent)
        answer = response.json()
        assert not answer.get("errors"), answer
        payload = answer["data"]["createComment"]
        assert not payload["userErrors"], payload
        return payload

    async def metric(self, series: str) -> float:
        """The present value of a series: its name, and labels as a=b."""
        text = (await self._client.get("/metrics")).text
        return samples_by_series(text).get(series, 0.0)


@asynccontextmanager
async def served(url: str, **settings: str) -> AsyncIterator[Served]:
    """A service in a process of its own; `settings` without their prefix, as texts."""
    chosen = {"token_key": KEY, "log_level": "error", **settings}
    variables = {f"QUIRE_{name.upper()}": value for name, value in chosen.items()}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        service = await asyncio.to_thread(
            lambda: Service("--database-url", url, with_coverage=False)
        )
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    try:
        async with httpx.AsyncClient(base_url=service.url, timeout=30) as client:
            yield Served(service, client)
    finally:
        await asyncio.to_thread(service.stop)
