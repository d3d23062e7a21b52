"""A client that does not read its response is disconnected after a time without progress."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from starlette.types import Receive, Scope, Send

from gql.http.uvicorn_protocol import BoundedHttpProtocol
from gql.metrics import exposition
from tests.http.conftest import serving
from tests.metrics_page import samples_by_series

pytestmark = pytest.mark.slow(2)

REQUEST = b"GET %b HTTP/1.1\r\nhost: a\r\n\r\n"
LARGE = 20_000_000  # bytes: more than the buffers of both kernels hold
SMALL = 40_000  # less than uvicorn waits for
SERIES = "quire_closed_connections_total reason=UNREAD"


@pytest.fixture(autouse=True)
def watchdog() -> None:
    """Takes the place of the one that watches the loop: the kernel copies these bodies at once, and
    they are twice as large as a response may be."""


class ImpatientProtocol(BoundedHttpProtocol):
    """The protocol with a limit that a test can wait for."""

    write_seconds = 0.4


async def large_and_small(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers /large with one body, /parts with many pieces, /small with little."""
    if scope["type"] == "lifespan":
        for message in ("lifespan.startup.complete", "lifespan.shutdown.complete"):
            await receive()
            await send({"type": message})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    size = SMALL if scope["path"] == "/small" else LARGE
    pieces = 200 if scope["path"] == "/parts" else 1
    for _ in range(pieces):
        body = b"x" * (size // pieces)
        await send({"type": "http.response.body", "body": body, "more_body": True})
    await send({"type": "http.response.body"})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(large_and_small, ImpatientProtocol) as port:
        yield port


def client_that_does_not_read(port: int) -> socket.socket:
    """A socket whose kernel takes little by itself."""
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    client.connect(("127.0.0.1", port))
    client.setblocking(False)
    return client


def unread_count() -> float:
    return samples_by_series(exposition("")[0].decode()).get(SERIES, 0)


@pytest.mark.parametrize(
    "sent",
    [
        REQUEST % b"/large",
        REQUEST % b"/parts",
        REQUEST % b"/large" + b"GET /large HTTP/1.1\r\n",  # and half of another head
        (REQUEST % b"/small") * 100,
        (REQUEST % b"/large").replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n"),
    ],
    ids=["one body", "pieces", "half a head after it", "pipelined", "closing"],
)
async def test_a_client_that_never_reads_is_disconnected_and_counted(
    port: int, sent: bytes
) -> None:
    before, started = unread_count(), time.monotonic()
    with client_that_does_not_read(port) as client:
        await asyncio.get_running_loop().sock_sendall(client, sent)
        async with asyncio.timeout(10):
            while unread_count() == before:  # noqa: ASYNC110 - nothing tells the client
                await asyncio.sleep(0.02)
    assert time.monotonic() - started > 0.3


async def test_a_client_that_reads_a_few_bytes_at_a_time_is_disconnected(port: int) -> None:
    before = unread_count()
    with client_that_does_not_read(port) as client:
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(client, REQUEST % b"/large")
        async with asyncio.timeout(10):
            while unread_count() == before:
                with suppress(BlockingIOError):
                    client.recv(4)
                await asyncio.sleep(0.02)


async def test_a_client_that_reads_slowly_but_steadily_gets_all_of_it(port: int) -> None:
    before, started, got = unread_count(), time.monotonic(), 0
    with client_that_does_not_read(port) as client:
        loop = asyncio.get_running_loop()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1_000_000)
        await loop.sock_sendall(client, REQUEST % b"/large")
        while got < LARGE:
            got += len(await loop.sock_recv(client, 400_000))
            await asyncio.sleep(0.02)
    assert time.monotonic() - started > 2 * ImpatientProtocol.write_seconds
    assert unread_count() == before
