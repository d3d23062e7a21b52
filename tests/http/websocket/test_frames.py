"""RFC 6455 in raw frames: what breaks it is answered with the code that fits, within bounds."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest

from gql.http.websocket.protocol import MAX_FRAMES, BoundedWebSocketProtocol
from tests.http.live_site import LiveSite, live_site
from tests.http.raw_connection import RawConnection, connected
from tests.http.websocket.client import (
    BINARY,
    CLOSE,
    CONTINUATION,
    FIN,
    HEAD,
    INIT,
    PING,
    PONG,
    TEXT,
    close_code,
    frame,
    raw_socket,
    read_frame,
)

ACK = (FIN | TEXT, b'{"type":"connection_ack"}')
RSV1 = 0x40


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[LiveSite]:
    async with live_site(ws_max_size=65_536) as site:
        yield site


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ((frame(INIT, masked=False),), 1002),
        ((frame(INIT, FIN | RSV1 | TEXT),), 1002),  # compression was not agreed on
        ((frame(INIT, FIN | 3),), 1002),
        ((frame(INIT, FIN | CONTINUATION),), 1002),
        ((frame(INIT, TEXT), frame(INIT)), 1002),
        ((frame(b"", PING),), 1002),
        ((frame(b"x" * 126, FIN | PING),), 1002),
        ((frame(b"x", FIN | CLOSE),), 1002),
        ((frame((999).to_bytes(2), FIN | CLOSE),), 1002),
        ((frame((1005).to_bytes(2), FIN | CLOSE),), 1002),
        ((frame((1000).to_bytes(2) + b"\xff", FIN | CLOSE),), 1007),
        ((frame(b'{"type":"\xff"}'),), 1007),
        ((frame("ä".encode()[:1], TEXT), frame(b"", FIN | CONTINUATION)), 1007),
        ((frame(INIT, FIN | BINARY),), 4400),
        ((frame(b"x" * 65_537),), 1009),
        ((frame(b"x" * 65_536, TEXT), frame(b"x", FIN | CONTINUATION)), 1009),
        ((frame(b"x")[:1] + b"\xff" + (2**62).to_bytes(8),), 1009),
        ((frame(b"x" * 65_536),), 4400),  # long, and no JSON
        ((frame(b"", TEXT), *[frame(b"", CONTINUATION)] * MAX_FRAMES), 1008),
    ],
)
async def test_a_frame_that_breaks_the_rules_is_answered_by_its_code_and_a_disconnect(
    site: LiveSite, frames: tuple[bytes, ...], code: int
) -> None:
    async with raw_socket(site.port) as connection:
        await connection.send(b"".join(frames))
        assert await close_code(connection) == code
        await connection.send(frame(code.to_bytes(2), FIN | CLOSE))
        connection.writer.write_eof()
        assert await connection.read_to_end() == b""


async def test_a_message_in_fragments_with_a_ping_between_them_is_read(site: LiveSite) -> None:
    async with raw_socket(site.port) as connection:
        await connection.send(frame(INIT[:5], TEXT) + frame(b"p", FIN | PING))
        assert await read_frame(connection) == (FIN | PONG, b"p")
        await connection.send(frame(b"", CONTINUATION) + frame(INIT[5:], FIN | CONTINUATION))
        assert await read_frame(connection) == ACK


async def test_a_message_that_comes_byte_by_byte_is_read(site: LiveSite) -> None:
    async with raw_socket(site.port) as connection:
        for byte in frame(INIT):
            await connection.send(bytes([byte]))
        assert await read_frame(connection) == ACK


async def test_thousands_of_messages_at_once_are_read_in_their_order_in_small_portions(
    site: LiveSite,
) -> None:
    number = 30_000
    async with raw_socket(site.port) as connection:
        sending = asyncio.create_task(
            connection.send(
                frame(INIT)
                + frame(b"", FIN | PONG) * number
                + frame(b'{"type":"pong"}') * number
                + frame(b'{"type":"ping"}')
            )
        )
        assert await read_frame(connection) == ACK
        assert await read_frame(connection) == (FIN | TEXT, b'{"type":"pong"}')
        await sending


class SmallBuffer(BoundedWebSocketProtocol):
    """With hardly anything in the kernel, so that answers soon wait within the service."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        kernel = transport.get_extra_info("socket")
        kernel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        super().connection_made(transport)


async def test_pings_of_a_client_that_reads_nothing_take_no_memory() -> None:
    number, ping = 40_000, frame(b"p" * 125, FIN | PING)
    async with live_site(ws=SmallBuffer) as site, raw_socket(site.port) as connection:
        connection.writer.transport.pause_reading()  # type: ignore[attr-defined]
        # or the kernel would read on for the client: some megabytes, if it is given time to
        connection.writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096
        )
        async with asyncio.timeout(20):
            for _ in range(100):  # all of it is read: what the service keeps back are the answers
                await connection.send(ping * (number // 100))
        connection.writer.transport.resume_reading()  # type: ignore[attr-defined]
        await connection.send(frame(INIT))
        answered = 0
        while (got := await read_frame(connection)) != ACK:
            assert got == (FIN | PONG, b"p" * 125)
            answered += 1
        assert answered < number


async def test_a_close_is_answered_by_its_own_code(site: LiveSite) -> None:
    async with raw_socket(site.port) as connection:
        await connection.send(frame((1000).to_bytes(2) + b"bye", FIN | CLOSE))
        assert await close_code(connection) == 1000
        assert await connection.read_to_end() == b""


HEADERS = HEAD + "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (HEADERS.replace("GET", "POST"), 405),
        (HEADERS.replace("HTTP/1.1", "HTTP/1.0"), 400),
        (HEADERS.replace("host: localhost\r\n", ""), 400),
        (HEADERS.replace("localhost", "a b"), 400),
        (HEADERS.replace("version: 13", "version: 8"), 400),
        (HEAD, 400),
        (HEADERS + "".join(f"h{n}: v\r\n" for n in range(130)), 400),
        (HEADERS + f"h: {'v' * 8_000}\r\ni: {'v' * 8_000}\r\nj: {'v' * 8_000}\r\n", 431),
        (HEADERS.replace("/graphql", "/nothing"), 403),
    ],
)
async def test_a_request_that_is_no_opening_handshake_is_refused_as_http(
    site: LiveSite, head: str, status: int
) -> None:
    async with connected(site.port) as connection:
        await connection.send(head.encode() + b"\r\n")
        response = await first_line(connection)
        assert response.startswith(b"HTTP/1.1 %d" % status), response


async def test_an_upgrade_behind_a_request_that_is_not_answered_yet_is_not_let_through(
    site: LiveSite,
) -> None:
    async with connected(site.port) as connection:
        await connection.send(
            b"GET /graphql?query={slow(seconds:0.3)} HTTP/1.1\r\nhost: a\r\n\r\n"
            + HEADERS.encode()
            + b"\r\n"
        )
        answered = await connection.read_to_end()
        assert answered.count(b"HTTP/1.1") == 1
        assert b'{"data":{"slow":true}}' in answered


async def test_an_upgrade_comes_after_answers_on_the_same_connection(site: LiveSite) -> None:
    async with connected(site.port) as connection:
        await connection.send(b"GET /graphql?query={hello} HTTP/1.1\r\nhost: a\r\n\r\n")
        assert b'"world"' in await connection.response()
        await connection.send(HEADERS.encode() + b"\r\n")
        assert (await connection.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        await connection.send(frame(INIT))
        assert await read_frame(connection) == ACK


async def first_line(connection: RawConnection) -> bytes:
    async with asyncio.timeout(5):
        return await connection.reader.readline()
