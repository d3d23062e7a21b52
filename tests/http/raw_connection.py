"""A TCP connection without an HTTP client, which would neither be slow nor break rules."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

GET = b"GET /graphql?query={hello} HTTP/1.1\r\nhost: a\r\n"
POST = b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"


class RawConnection:
    """What a test sends byte by byte, and what the server answers."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, data: bytes) -> None:
        with suppress(ConnectionError):
            self.writer.write(data)
            await self.writer.drain()

    async def response(self) -> bytes:
        """One response, head and body, read by its Content-Length."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        return head + await self.reader.readexactly(length)

    async def trickle(self, piece: bytes) -> bytes:
        """Send a piece every 30 ms until the server responds; returns all that it sends before it closes."""
        receiving = asyncio.create_task(self.reader.read(65_536))
        async with asyncio.timeout(3):
            while not receiving.done():
                await self.send(piece)
                await asyncio.sleep(0.03)
        return await receiving + await self.read_to_end()

    async def read_to_end(self) -> bytes:
        """Everything that arrives before the server closes the connection."""
        async with asyncio.timeout(5):
            # RST instead of FIN counts as the end, too
            with suppress(ConnectionError):
                return await self.reader.read()
            return b""


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[RawConnection]:
    """A connection to a server on this machine."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield RawConnection(reader, writer)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
