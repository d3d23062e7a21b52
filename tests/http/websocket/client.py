"""A client of graphql-transport-ws over the library websockets, and frames that no library writes."""

from __future__ import annotations

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from tests.http.raw_connection import RawConnection, connected

SUBPROTOCOL = "graphql-transport-ws"
HEAD = (
    "GET /graphql HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: Upgrade\r\n"
    f"sec-websocket-version: 13\r\nsec-websocket-protocol: {SUBPROTOCOL}\r\n"
)
FIN, TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 0x80, 1, 2, 0, 8, 9, 10
INIT = b'{"type":"connection_init"}'


class Client:
    """One socket, as a client that follows the protocol, or breaks it where a test wants that."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def send(self, **message: object) -> None:
        await self.socket.send(json.dumps(message))

    async def init(self, **payload: object) -> None:
        await self.send(type="connection_init", payload=payload)
        assert (await self.next())["type"] == "connection_ack"

    async def subscribe(self, query: str, id: str = "1", **payload: object) -> None:
        await self.send(id=id, type="subscribe", payload={"query": query, **payload})

    async def next(self) -> Any:
        """The next message."""
        async with asyncio.timeout(5):
            return json.loads(await self.socket.recv())

    async def result(self, query: str, id: str = "1", **payload: object) -> Any:
        """The only answer to an operation, or its errors."""
        await self.subscribe(query, id, **payload)
        message = await self.next()
        assert message["id"] == id
        if message["type"] == "next":
            assert await self.next() == {"id": id, "type": "complete"}
        return message["payload"]

    async def closed(self) -> tuple[int, str]:
        """Code and reason with which the service closes the socket, after whatever else it sends."""
        async with asyncio.timeout(8):
            with suppress(ConnectionClosed):
                while True:
                    await self.socket.recv()
        assert self.socket.close_code is not None
        return self.socket.close_code, self.socket.close_reason or ""


@asynccontextmanager
async def open_socket(
    port: int, subprotocols: tuple[str, ...] = (SUBPROTOCOL,), **options: Any
) -> AsyncIterator[Client]:
    """A socket whose connection_init has not been sent."""
    async with connect(
        f"ws://localhost:{port}/graphql",
        subprotocols=[Subprotocol(name) for name in subprotocols] or None,
        compression=None,
        proxy=None,
        **options,
    ) as socket:
        yield Client(socket)


@asynccontextmanager
async def acknowledged(port: int, **payload: object) -> AsyncIterator[Client]:
    """A socket after connection_ack."""
    async with open_socket(port) as client:
        await client.init(**payload)
        yield client


@asynccontextmanager
async def raw_socket(port: int, more_headers: str = "") -> AsyncIterator[RawConnection]:
    """A TCP connection after the opening handshake: what follows are frames."""
    async with connected(port) as connection:
        key = base64.b64encode(os.urandom(16)).decode()
        await connection.send(f"{HEAD}sec-websocket-key: {key}\r\n{more_headers}\r\n".encode())
        head = await connection.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101"), head
        yield connection


def frame(payload: bytes, opcode: int = FIN | TEXT, *, masked: bool = True) -> bytes:
    """A frame as RFC 6455 has it, section 5.2; `opcode` with the bits before it."""
    mask_bit = 0x80 if masked else 0
    if len(payload) < 126:
        length = bytes([mask_bit | len(payload)])
    elif len(payload) < 65_536:
        length = bytes([mask_bit | 126]) + len(payload).to_bytes(2)
    else:
        length = bytes([mask_bit | 127]) + len(payload).to_bytes(8)
    if not masked:
        return bytes([opcode]) + length + payload
    mask = b"\x11\x22\x33\x44"
    repeated = mask * (len(payload) // 4 + 1)
    hidden = bytes(a ^ b for a, b in zip(payload, repeated, strict=False))
    return bytes([opcode]) + length + mask + hidden


async def read_frame(connection: RawConnection) -> tuple[int, bytes]:
    """Opcode with its bits, and payload, of the next frame from the service."""
    async with asyncio.timeout(8):
        opcode, length = await connection.reader.readexactly(2)
        if length == 126:
            length = int.from_bytes(await connection.reader.readexactly(2))
        elif length == 127:
            length = int.from_bytes(await connection.reader.readexactly(8))
        return opcode, await connection.reader.readexactly(length)


async def close_code(connection: RawConnection) -> int:
    """The code of the close frame that comes next, after other frames maybe."""
    while True:
        opcode, payload = await read_frame(connection)
        if opcode == FIN | CLOSE:
            return int.from_bytes(payload[:2])
