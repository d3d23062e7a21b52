"""Connections of a pool at hand.

To take a connection out of asyncpg's pool and to give it back costs more than a short statement:
two timers, a task, and futures. So what reads uses often stays outside the pool, and goes from one
who is done straight to one who waits. The pool still makes, recycles and closes all of them.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

import asyncpg

from gql.db.connection import Connection
from gql.db.error_translation import LOST

MOST_USES = 1_000  # then the pool looks after it


class Lender:
    """Lends as many connections as the pool has. A waiter gets None where it may ask the pool."""

    def __init__(self, pool: asyncpg.Pool, seconds: float) -> None:
        self._pool = pool
        self._seconds = seconds
        self._free = pool.get_max_size()
        self._at_hand: list[Connection] = []
        self._lent: set[Connection] = set()
        self._doubtful: set[Connection] = set()
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()
        self._uses = 0

    async def take(self) -> Connection:
        """Raises TimeoutError, and ConnectionError where none is left."""
        if self._pool.is_closing():
            raise ConnectionError
        connection = self._at_hand.pop() if self._at_hand else await self._other()
        self._lent.add(connection)
        return connection

    async def give(self, connection: Connection, *, is_sound: bool) -> None:
        """What failed goes to the pool, which knows what to do with it, and so does what is old."""
        self._lent.discard(connection)
        self._uses += 1
        if is_sound and self._uses % MOST_USES and self._is_trusted(connection):
            self._pass_on(connection)
        else:
            await self._release(connection)

    async def recall(self) -> None:
        """One connection was lost: none of them is lent again before the pool has looked at it."""
        self._doubtful |= self._lent
        while self._at_hand:
            await self._release(self._at_hand.pop())

    def _is_trusted(self, connection: Connection) -> bool:
        return connection not in self._doubtful and not self._pool.is_closing()

    async def _release(self, connection: Connection) -> None:
        self._doubtful.discard(connection)
        try:
            # one that is broken cannot even be closed well: the pool has taken it back by itself
            with suppress(*LOST):
                await self._pool.release(connection)
        finally:
            self._pass_on(None)

    async def _other(self) -> Connection:
        """None is at hand: one that the pool makes, or somebody gives back."""
        if self._free:
            self._free -= 1
        elif connection := await self._wait():
            return connection
        try:
            return await acquire(self._pool, self._seconds)
        except BaseException:
            self._pass_on(None)
            raise

    async def _wait(self) -> Connection | None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        try:
            async with asyncio.timeout(self._seconds):
                found: Connection | None = await waiter
                return found
        except BaseException:
            if waiter.done() and not waiter.cancelled():
                self._pass_on(waiter.result())
            raise

    def _pass_on(self, connection: Connection | None) -> None:
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(connection)
                return
        if connection is None:
            self._free += 1
        else:
            self._at_hand.append(connection)


async def acquire(pool: asyncpg.Pool, seconds: float) -> Connection:
    """A connection of the pool itself. Raises TimeoutError and ConnectionError."""
    if pool.is_closing():
        raise ConnectionError
    try:
        return await pool.acquire(timeout=seconds)
    except asyncpg.TooManyConnectionsError:
        raise
    except asyncpg.PostgresError as error:
        # whatever a server says instead of letting us in: starting, stopping, no such database
        raise ConnectionError from error


def raise_if_gone(connection: Connection, error: asyncpg.InterfaceError) -> None:
    """Raises ConnectionError for a connection that was lost: the driver has one class of error for
    that and for our own mistakes."""
    try:
        is_gone = bool(connection.is_closed())
    except asyncpg.InterfaceError:  # the pool has taken it back for being closed
        is_gone = True
    if is_gone:
        raise ConnectionError from error
