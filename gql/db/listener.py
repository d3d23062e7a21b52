"""One connection that stays open, hears the notifications of a channel, and sends statements."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import asyncpg

from gql.db.connection import Connection, set_session
from gql.db.statement import Record, Statement
from gql.errors import DatabaseDown

T = TypeVar("T")

CONNECT_SECONDS = 2.0
SETTINGS = {
    "search_path": "quire",
    "application_name": "quire changes",
    # a notification takes a lock of the whole server until it is committed: not until it is on disk
    "synchronous_commit": "off",
    # what is new in a big table is found by its indexes, whatever its statistics say
    "enable_seqscan": "off",
    "jit": "off",
    # so that the server ends the session of a process that went without a word
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
NOTIFY = "select pg_notify($1, $2)"
FAILURES = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError)


class Listener:
    """The connection. Every failure raises DatabaseDown: open another, it is not mended."""

    def __init__(self, connection: Connection, channel: str) -> None:
        self._connection = connection
        self._channel = channel

    async def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` at each notification, save those that this connection has sent."""
        own = self._connection.get_server_pid()

        def receive(_: object, pid: int, __: str, ___: object) -> None:
            if pid != own:
                heard()

        await _within(CONNECT_SECONDS, self._connection.add_listener(self._channel, receive))

    def on_end(self, ended: Callable[[], None]) -> None:
        """Call `ended` as soon as the connection is closed, by whomever."""
        self._connection.add_termination_listener(lambda _: ended())

    async def fetch(self, statement: Statement, *values: object, seconds: float) -> list[Record]:
        """The records of a statement, within some seconds."""
        records: list[Record] = await _within(
            seconds, self._connection.fetch(statement.text, *values)
        )
        return records

    async def notify(self, payload: str, *, seconds: float) -> None:
        """Notify who listens on the channel, in a transaction of its own."""
        await _within(seconds, self._connection.fetchval(NOTIFY, self._channel, payload))


@asynccontextmanager
async def open_listener(url: str, channel: str) -> AsyncIterator[Listener]:
    """A connection for the block, as the owner of the tables. Raises DatabaseDown."""
    connection = await _within(CONNECT_SECONDS, asyncpg.connect(url, timeout=CONNECT_SECONDS))
    try:
        await _within(CONNECT_SECONDS, set_session(connection, SETTINGS))
        yield Listener(connection, channel)
    finally:
        # not close(), which waits for an answer: the connection may be one that swallows packets
        connection.terminate()


async def _within(seconds: float, work: Awaitable[T]) -> T:
    """Raises DatabaseDown, with the driver's error as its cause."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except FAILURES as error:  # TimeoutError is an OSError
        raise DatabaseDown from error
