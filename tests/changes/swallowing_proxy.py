"""A proxy before the server of the tests that can swallow all packets, as a broken network does, or
notifications alone, as a pooler may."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PORT = 6543
NOTIFICATION = b"A"  # the type of the message, its first byte; four bytes of its length follow


class SwallowingProxy:
    """`url` leads through it. What it swallows is lost: those who sent it hear nothing more."""

    def __init__(self, server_url: str, folder: str) -> None:
        parts = urlsplit(server_url)
        self._query = parse_qs(parts.query)
        self._address = parts
        self.url = f"postgresql://{parts.username or ''}@{parts.path}?host={folder}&port={PORT}"
        self.swallows = False
        self.swallows_notifications = False
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry the packets of one connection, as long as none of its sides ends."""
        server_reader, server_writer = await self._connect()
        ways = self._carry(reader, server_writer), self._carry_back(server_reader, writer)
        tasks = [asyncio.create_task(way) for way in ways]
        self._tasks.update(tasks)
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for end in (writer, server_writer):
            end.close()

    def close(self) -> None:
        """Carry nothing more."""
        for task in self._tasks:
            task.cancel()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if "host" in self._query:
            port = self._query.get("port", ["5432"])[0]
            return await asyncio.open_unix_connection(f"{self._query['host'][0]}/.s.PGSQL.{port}")
        return await asyncio.open_connection(self._address.hostname, self._address.port or 5432)

    async def _carry_back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while head := await reader.readexactly(5):
                body = await reader.readexactly(int.from_bytes(head[1:]) - 4)
                is_lost = self.swallows_notifications and head.startswith(NOTIFICATION)
                if not self.swallows and not is_lost:
                    writer.write(head + body)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65_536):
                if not self.swallows:
                    writer.write(data)


@asynccontextmanager
async def swallowing_proxy(server_url: str) -> AsyncIterator[SwallowingProxy]:
    """A proxy before the database of this URL."""
    with tempfile.TemporaryDirectory(prefix="q") as folder:
        proxy = SwallowingProxy(server_url, folder)
        path = Path(folder) / f".s.PGSQL.{PORT}"
        server = await asyncio.start_unix_server(proxy.serve, path)
        yield proxy
        server.close()
        proxy.close()
