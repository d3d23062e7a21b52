"""Reuses connections between reads without a detour through asyncpg's pool.

`Pool.acquire` and `Pool.release` cost more than a short statement: two timers, a task and several
futures each time. So connections that reads use stay outside the pool and go straight from the
read that ends to one that waits. The pool still opens, replaces and closes them.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

import asyncpg

from gql.db.client_share import ClientShares, FairQueue, ShareExhausted, current_client
from gql.db.connection import Connection
from gql.db.error_translation import CONNECTION_LOST

# the pool replaces a connection after 50,000 statements (max_queries), but only at its release
USES_BETWEEN_POOL_CHECKS = 1_000


class ReusableConnections:
    """Idle connections of one pool, and the reads that wait for one.

    At most as many connections are out of the pool as it may open, and of those no client holds
    more than its share while others read.
    """

    def __init__(self, pool: asyncpg.Pool, timeout_seconds: float, share: float = 1.0) -> None:
        self._pool = pool
        self._timeout_seconds = timeout_seconds
        self._free_slots = pool.get_max_size()
        self._idle: list[Connection] = []
        self._in_use: dict[Connection, str] = {}  # with the client that holds it
        self._suspect: set[Connection] = set()
        # the settings of whom each connection outside the pool has read for last
        self.viewers: dict[Connection, tuple[str, ...]] = {}
        self._shares = ClientShares(self._free_slots, share)
        # A waiter receives a connection, or None: a free slot, with which it may ask the pool.
        self._waiters: FairQueue[Connection | None] = FairQueue(self._shares)
        self._uses = 0

    def take(self) -> Connection | None:
        """An idle connection for exclusive use, to be given back; None: `acquire` waits for one.

        Raises ConnectionError when the pool closes.
        """
        if self._pool.is_closing():
            raise ConnectionError
        client, shares = current_client.get(), self._shares
        shares.note(client)
        if not self._idle or not shares.may_take(client):
            return None
        shares.take(client)
        connection = self._idle.pop()
        self._in_use[connection] = client
        return connection

    async def acquire(self) -> Connection:
        """The same, and waits for one; the caller must `release` it.

        Raises TimeoutError when none becomes free in time, ShareExhausted when that is because the
        client holds its share, ConnectionError when the pool closes or the server refuses.
        """
        if connection := self.take():
            return connection
        client = current_client.get()
        connection = await self._acquire_slow(client)
        self._in_use[connection] = client
        return connection

    def keep(self, connection: Connection) -> bool:
        """Give back a healthy connection, for the next read; false: it has to be released."""
        self._uses += 1
        if not self._uses % USES_BETWEEN_POOL_CHECKS or not self._is_reusable(connection):
            return False
        self._shares.give_back(self._in_use.pop(connection))
        self._make_available(connection)
        return True

    async def release(self, connection: Connection, *, is_healthy: bool) -> None:
        """Keep a healthy connection for the next read; give the pool any other.

        A read that failed or was cancelled is not healthy: after a cancellation asyncpg sends a
        CancelRequest over a second connection, and only `Pool.release` waits until Postgres has
        acknowledged it. Used before that, the next statement could be the one that is cancelled.
        """
        if is_healthy and self.keep(connection):
            return
        self._shares.give_back(self._in_use.pop(connection))
        await self._return_to_pool(connection)

    async def return_idle_to_pool(self) -> None:
        """Reuse no connection opened so far: the pool closes the idle ones and those in use.

        Called when one connection was lost. A restart or failover has ended all the others too,
        and each of them would fail one more read.
        """
        self._suspect |= self._in_use.keys()
        while self._idle:
            await self._return_to_pool(self._idle.pop())

    def _is_reusable(self, connection: Connection) -> bool:
        return connection not in self._suspect and not self._pool.is_closing()

    async def _return_to_pool(self, connection: Connection) -> None:
        self._suspect.discard(connection)
        self.viewers.pop(connection, None)
        try:
            # Releasing a broken connection raises, but its holder has left the pool by itself.
            with suppress(*CONNECTION_LOST):
                await self._pool.release(connection)
        finally:
            # also when this task is cancelled here: asyncpg shields the release itself
            self._make_available(None)

    async def _acquire_slow(self, client: str) -> Connection:
        """Take a connection out of the pool, or wait for one that another read releases."""
        if self._free_slots and self._shares.may_take(client):
            self._free_slots -= 1
            self._shares.take(client)
        elif connection := await self._wait_for_release(client):
            return connection
        try:
            return await acquire_from_pool(self._pool, self._timeout_seconds)
        except BaseException:
            self._shares.give_back(client)
            self._make_available(None)
            raise

    async def _wait_for_release(self, client: str) -> Connection | None:
        waiter = self._waiters.add(client)
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return await waiter
        except BaseException as error:
            # cancelled in the very turn of the event loop in which it received its connection
            if waiter.done() and not waiter.cancelled():
                self._shares.give_back(client)
                self._make_available(waiter.result())
            elif isinstance(error, TimeoutError) and not self._shares.may_take(client):
                raise ShareExhausted from None
            raise

    def _make_available(self, connection: Connection | None) -> None:
        """Give a connection, or with None a free slot, to one that waits, else keep it."""
        if self._waiters.serve(connection):
            return
        if connection is None:
            self._free_slots += 1
        else:
            self._idle.append(connection)


async def acquire_from_pool(pool: asyncpg.Pool, timeout_seconds: float) -> Connection:
    """Acquire a connection from asyncpg's pool. Raises TimeoutError and ConnectionError."""
    if pool.is_closing():
        raise ConnectionError
    try:
        return await pool.acquire(timeout=timeout_seconds)
    except asyncpg.TooManyConnectionsError:
        raise  # translated to DATABASE_BUSY: waiting helps, unlike for what follows
    except asyncpg.PostgresError as error:
        # what a server that starts or stops answers to a new session
        raise ConnectionError from error


def raise_if_closed(connection: Connection, error: asyncpg.InterfaceError) -> None:
    """Raise ConnectionError from `error` if the connection is closed.

    asyncpg's InterfaceError stands for a lost connection as well as for wrong use of its API.
    """
    try:
        is_closed = bool(connection.is_closed())
    except asyncpg.InterfaceError:
        is_closed = True
    if is_closed:
        raise ConnectionError from error
