"""Clients that are too slow or send too much are cut off, and told why where they can hear it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import suppress

import pytest

from gql.http.uvicorn_protocol import Joined, Protocol
from tests.http.conftest import application, serving


class Hasty(Protocol):
    head_seconds = 0.4
    linger_seconds = 0.3


GET = b"GET /graphql?query={hello} HTTP/1.1\r\nhost: a\r\n"
POST = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving(application(body_seconds=0.4), Hasty) as port:
        yield port


class Wire:
    """A raw connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        with suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def answer(self) -> bytes:
        """One response, by its content-length."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        return head + await self.reader.readexactly(length)

    async def trickle(self, piece: bytes) -> bytes:
        """Sends a piece now and then until something is heard: what, and then the end of the connection."""
        hearing = asyncio.create_task(self.reader.read(65_536))
        async with asyncio.timeout(3):
            while not hearing.done():
                await self.send(piece)
                await asyncio.sleep(0.03)
        return await hearing + await self.rest()

    async def rest(self) -> bytes:
        """What comes until the connection ends."""
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                return await self.reader.read()
            return b""


@pytest.fixture
async def wire(port: int) -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield Wire(reader, writer)
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


async def test_an_ordinary_connection_carries_many_requests(wire: Wire) -> None:
    for _ in range(3):
        await wire.send(GET + b"\r\n")
        assert b'{"data":{"hello":"world"}}' in await wire.answer()
        await asyncio.sleep(0.2)


async def test_requests_in_one_packet_are_answered_one_by_one(wire: Wire) -> None:
    await wire.send((GET + b"\r\n") * 3)
    for _ in range(3):
        assert b"hello" in await wire.answer()


@pytest.mark.parametrize("first", [b"", GET + b"\r\n"])
async def test_a_head_that_trickles_in_is_cut_off(wire: Wire, first: bytes) -> None:
    await wire.send(first)
    if first:
        await wire.answer()
    started = time.monotonic()
    await wire.send(b"GET /graphql HTTP/1.1\r\n")
    answer = await wire.trickle(b"a: b\r\n")
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'"code":"REQUEST_TIMEOUT"' in answer
    assert time.monotonic() - started < 2


async def test_empty_lines_do_not_keep_a_connection(wire: Wire) -> None:
    await wire.send(GET + b"\r\n")
    await wire.answer()
    assert b" 408 " in await wire.trickle(b"\r\n")


async def test_a_silent_connection_is_closed_without_a_word(wire: Wire) -> None:
    started = time.monotonic()
    assert await wire.rest() == b""
    assert 0.3 < time.monotonic() - started < 2


async def test_a_head_without_end_is_cut_off_before_it_fills_the_memory(wire: Wire) -> None:
    await wire.send(GET + b"x-big: ")
    for _ in range(4):
        await wire.send(b"x" * 10_000)
        await asyncio.sleep(0.01)
    answer = await wire.rest()
    assert answer.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
    assert b'"code":"HEADERS_TOO_LARGE"' in answer


async def test_an_address_without_end_is_cut_off(wire: Wire) -> None:
    await wire.send(b"GET /graphql?query=")
    for _ in range(4):
        await wire.send(b"x" * 10_000)
        await asyncio.sleep(0.01)
    answer = await wire.rest()
    assert answer.startswith(b"HTTP/1.1 414 ")
    assert b'"code":"ADDRESS_TOO_LONG"' in answer


async def test_a_body_that_trickles_in_is_cut_off(wire: Wire) -> None:
    await wire.send(POST + b"content-length: 1000\r\n\r\n")
    started = time.monotonic()
    answer = await wire.trickle(b"{")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - started < 2


async def test_a_large_body_hears_why_it_was_refused_and_the_connection_lives_on(
    wire: Wire,
) -> None:
    await wire.send(POST + b"content-length: 5000000\r\n\r\n" + b" " * 5_000_000)
    assert b" 413 " in await wire.answer()
    await asyncio.sleep(0.5)
    await wire.send(GET + b"\r\n")
    assert b"hello" in await wire.answer()


async def test_a_large_body_that_never_ends_is_not_read_for_ever(wire: Wire) -> None:
    await wire.send(POST + b"content-length: 50000000\r\n\r\n")
    assert b" 413 " in await wire.answer()
    started = time.monotonic()
    with suppress(ConnectionError):
        assert await wire.trickle(b" " * 100) == b""
    assert time.monotonic() - started < 2


async def test_what_is_no_http_is_refused(wire: Wire) -> None:
    await wire.send(b"\x16\x03\x01 hello\r\n\r\n")
    assert b" 400 " in await wire.rest()


class Recording(asyncio.Transport):
    """A transport that keeps what it is given, each packet by itself."""

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

    def close(self) -> None:
        self.closed_after = len(self.packets)


@pytest.fixture
async def joined() -> Joined:
    return Joined(Recording(), asyncio.get_running_loop())


async def test_head_and_body_leave_together(joined: Joined) -> None:
    joined.write(b"head ")
    joined.write(b"body")
    await asyncio.sleep(0)
    joined.write(b"another")
    await asyncio.sleep(0)
    assert joined.packets == [b"head body", b"another"]


async def test_a_head_waits_for_no_body_that_is_not_there(joined: Joined) -> None:
    joined.write(b"head")
    assert joined.packets == []
    await asyncio.sleep(0)
    assert joined.packets == [b"head"]


async def test_what_waits_leaves_before_the_end(joined: Joined) -> None:
    joined.write(b"last words")
    joined.close()
    assert (joined.packets, joined.closed_after) == ([b"last words"], 1)
    assert joined.is_closing()


async def test_nothing_is_written_to_a_connection_that_is_gone(joined: Joined) -> None:
    joined.write(b"head")
    joined.forget()
    await asyncio.sleep(0)
    assert joined.packets == []


async def test_an_answer_without_a_body_comes_at_once(wire: Wire) -> None:
    await wire.send(GET.replace(b"GET", b"HEAD") + b"\r\n")
    async with asyncio.timeout(2):
        assert (await wire.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
