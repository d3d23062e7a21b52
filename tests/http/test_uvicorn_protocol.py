"""Slow clients and large requests are disconnected, with a response that says why where possible."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress

import pytest

from gql.http.coalescing_transport import CoalescingTransport
from gql.http.uvicorn_protocol import MAX_CHUNKS_AT_ONCE, MAX_PIPELINED, BoundedHttpProtocol
from tests.http.conftest import application, serving
from tests.http.raw_connection import GET, POST, RawConnection, connected

pytestmark = pytest.mark.slow(1)


class ImpatientProtocol(BoundedHttpProtocol):
    """The protocol with limits that a test can wait for."""

    head_seconds = 0.4
    linger_seconds = 0.3


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(application(body_seconds=0.4), ImpatientProtocol) as port:
        yield port


@pytest.fixture
async def connection(port: int) -> AsyncIterator[RawConnection]:
    async with connected(port) as connection:
        yield connection


async def test_an_ordinary_connection_carries_many_requests(connection: RawConnection) -> None:
    for _ in range(3):
        await connection.send(GET + b"\r\n")
        assert b'{"data":{"hello":"world"}}' in await connection.response()
        await asyncio.sleep(0.2)  # shorter than head_seconds, which is for one head each


async def test_pipelined_requests_are_answered_in_order(connection: RawConnection) -> None:
    await connection.send((GET + b"\r\n") * 3)
    for _ in range(3):
        assert b"hello" in await connection.response()


async def test_a_body_in_chunks_is_read_unless_thousands_of_them_come_at_once(
    connection: RawConnection,
) -> None:
    head, end = POST + b"transfer-encoding: chunked\r\n\r\n", b"0\r\n\r\n"
    letters = b"".join(b"1\r\n%c\r\n" % letter for letter in b'{"query": "{ hello }"}')
    blank = b"1\r\n \r\n"
    await connection.send(head + letters + 1_000 * blank + end)
    assert b'{"data":{"hello":"world"}}' in await connection.response()
    await connection.send(head + letters + 3 * MAX_CHUNKS_AT_ONCE * blank + end)
    assert (await connection.read_to_end()).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("first", [b"", GET + b"\r\n"])
async def test_a_head_that_trickles_in_gets_408_and_a_disconnect(
    connection: RawConnection, first: bytes
) -> None:
    await connection.send(first)
    if first:
        await connection.response()
    started = time.monotonic()
    await connection.send(b"GET /graphql HTTP/1.1\r\n")
    response = await connection.trickle(b"a: b\r\n")
    assert response.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'"code":"REQUEST_TIMEOUT"' in response
    assert time.monotonic() - started < 2


async def test_empty_lines_do_not_keep_a_connection_open(connection: RawConnection) -> None:
    await connection.send(GET + b"\r\n")
    await connection.response()
    assert b" 408 " in await connection.trickle(b"\r\n")


async def test_an_idle_connection_is_closed_without_a_response(connection: RawConnection) -> None:
    started = time.monotonic()
    assert await connection.read_to_end() == b""
    assert 0.3 < time.monotonic() - started < 2


async def test_an_endless_header_gets_431_before_it_fills_the_memory(
    connection: RawConnection,
) -> None:
    await connection.send(GET + b"x-big: ")
    for _ in range(4):
        await connection.send(b"x" * 10_000)
        await asyncio.sleep(0.01)
    response = await connection.read_to_end()
    assert response.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert b'"code":"HEADERS_TOO_LARGE"' in response


async def test_an_endless_url_gets_414(connection: RawConnection) -> None:
    await connection.send(b"GET /graphql?query=")
    for _ in range(4):
        await connection.send(b"x" * 10_000)
        await asyncio.sleep(0.01)
    response = await connection.read_to_end()
    assert response.startswith(b"HTTP/1.1 414 ")
    assert b'"code":"ADDRESS_TOO_LONG"' in response


async def test_a_body_that_trickles_in_gets_408_and_a_disconnect(connection: RawConnection) -> None:
    await connection.send(POST + b"content-length: 1000\r\n\r\n")
    started = time.monotonic()
    response = await connection.trickle(b"{")
    assert response.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - started < 2


async def test_a_large_body_gets_413_and_its_connection_stays_open(
    connection: RawConnection,
) -> None:
    await connection.send(POST + b"content-length: 5000000\r\n\r\n" + b" " * 5_000_000)
    assert b" 413 " in await connection.response()
    await asyncio.sleep(0.5)  # longer than linger_seconds: the body had ended, so nothing closes
    await connection.send(GET + b"\r\n")
    assert b"hello" in await connection.response()


async def test_a_refused_body_that_never_ends_is_not_read_for_ever(
    connection: RawConnection,
) -> None:
    await connection.send(POST + b"content-length: 50000000\r\n\r\n")
    assert b" 413 " in await connection.response()
    started = time.monotonic()
    with suppress(ConnectionError):
        assert await connection.trickle(b" " * 100) == b""
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01 hello\r\n\r\n",  # the beginning of a TLS handshake
        b"GET /graphql HTTP/9.9\r\nhost: a\r\n\r\n",
        b"GET  HTTP/1.1\r\nhost: a\r\n\r\n",
        GET + b"a header without a colon\r\n\r\n",
        POST + b"content-length: 2\r\ncontent-length: 3\r\n\r\n{}",
        POST + b"transfer-encoding: chunked\r\n\r\nno length of a chunk\r\n",
        b"CONNECT a:80 HTTP/1.1\r\nhost: a:80\r\n\r\n",
    ],
)
async def test_what_is_not_http_gets_400_with_the_common_headers(
    connection: RawConnection, sent: bytes
) -> None:
    await connection.send(sent)
    response = await connection.read_to_end()
    assert response.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert response.count(b"HTTP/1.1") == 1
    assert b"\r\nx-content-type-options: nosniff\r\n" in response
    assert re.search(rb"\r\nx-request-id: [0-9a-f]{16}\r\n", response)
    assert b"\r\ndate: " in response
    assert b'"code":"BAD_REQUEST"' in response


async def test_what_is_not_http_after_a_request_ends_the_connection_with_its_response(
    connection: RawConnection,
) -> None:
    await connection.send(GET + b"\r\n" + b"no http\r\n\r\n")
    response = await connection.read_to_end()
    assert response.startswith(b"HTTP/1.1 200 OK\r\n")
    assert response.count(b"HTTP/1.1") == 1
    assert b"\r\nconnection: close\r\n" in response


async def test_a_client_that_pipelines_without_end_gets_a_bounded_number_of_responses(
    connection: RawConnection,
) -> None:
    await connection.send((GET + b"\r\n") * (MAX_PIPELINED + 50))
    response = await connection.read_to_end()
    assert response.count(b"HTTP/1.1 200 OK") == MAX_PIPELINED + 1  # the first waits for none


class RecordingTransport(asyncio.Transport):
    """A transport that records each write; short ones are a packet each."""

    def __init__(self) -> None:
        super().__init__()
        self.packets: list[bytes] = []
        self.closed_after: int | None = None

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.packets.append(bytes(data))

    def writelines(self, parts: Iterable[bytes | bytearray | memoryview]) -> None:
        self.packets.append(b"".join(parts))

    def is_closing(self) -> bool:
        return self.closed_after is not None

    def get_write_buffer_size(self) -> int:
        return 0

    def close(self) -> None:
        self.closed_after = len(self.packets)


@pytest.fixture
async def coalescing() -> CoalescingTransport:
    return CoalescingTransport(RecordingTransport(), asyncio.get_running_loop(), lambda: None)


async def test_two_writes_of_one_loop_iteration_become_one_packet(
    coalescing: CoalescingTransport,
) -> None:
    coalescing.write(b"head ")
    coalescing.write(b"body")
    await asyncio.sleep(0)
    coalescing.write(b"another")
    await asyncio.sleep(0)
    assert coalescing.packets == [b"head body", b"another"]


async def test_a_single_write_is_sent_in_the_next_loop_iteration(
    coalescing: CoalescingTransport,
) -> None:
    coalescing.write(b"head")
    assert coalescing.packets == []
    await asyncio.sleep(0)
    assert coalescing.packets == [b"head"]


async def test_a_pending_write_is_sent_before_the_transport_closes(
    coalescing: CoalescingTransport,
) -> None:
    coalescing.write(b"last words")
    coalescing.close()
    assert (coalescing.packets, coalescing.closed_after) == ([b"last words"], 1)
    assert coalescing.is_closing()


async def test_whoever_watches_is_told_of_a_close_but_not_after_the_connection_is_lost() -> None:
    closings: list[str] = []
    transport = CoalescingTransport(
        RecordingTransport(), asyncio.get_running_loop(), lambda: closings.append("closing")
    )
    transport.close()
    transport.discard()
    transport.close()
    assert closings == ["closing"]


async def test_writes_are_dropped_when_the_connection_is_lost(
    coalescing: CoalescingTransport,
) -> None:
    coalescing.write(b"head")
    coalescing.discard()
    coalescing.write(b"body")
    await asyncio.sleep(0)
    assert coalescing.packets == []


async def test_a_response_without_a_body_is_sent_at_once(connection: RawConnection) -> None:
    await connection.send(GET.replace(b"GET", b"HEAD") + b"\r\n")
    async with asyncio.timeout(2):
        assert (await connection.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
