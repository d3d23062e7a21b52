"""Talks to Postgres: pools, reads, transactions, error translation. The only import of asyncpg."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeAlias, cast

import asyncpg
import orjson

from gql.errors import (
    BadInput,
    DatabaseBusy,
    DatabaseDown,
    DatabaseReadOnly,
    StartError,
    TimedOut,
    Unavailable,
)

OLDEST_SERVER = 15
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")
Record = Mapping[str, Any]
Connection: TypeAlias = asyncpg.Connection
LockNotAvailable = asyncpg.LockNotAvailableError
StatementFailed = asyncpg.PostgresError

# the session is gone, and another one may answer
_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleSessionTimeoutError,
    asyncpg.InternalClientError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement by name. Values are always parameters."""

    name: str
    text: str


@dataclass(slots=True)
class Log:
    """The statements that one operation sent: names and sizes of their parameters."""

    lines: list[str] = field(default_factory=list)
    statements: list[tuple[Statement, tuple[object, ...]]] = field(default_factory=list)

    _running: set[asyncio.Task[Any]] = field(default_factory=set)

    def add(self, statement: Statement, values: Sequence[object]) -> None:
        sizes = [len(v) if isinstance(v, list) else 1 for v in values]
        self.lines.append(f"{statement.name} {sizes}")
        self.statements.append((statement, tuple(values)))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Around a statement: its task can be cancelled together with the operation."""
        task = cast("asyncio.Task[Any]", asyncio.current_task())
        self._running.add(task)
        try:
            yield
        finally:
            self._running.discard(task)

    def cancel(self) -> None:
        """Stops what still runs, in Postgres too: nobody else would end the tasks of batches."""
        for task in tuple(self._running):
            task.cancel()


log_of_statements: ContextVar[Log | None] = ContextVar("log_of_statements", default=None)


class Database:
    """The pools of one process: readers see public views, the owner migrates and writes."""

    def __init__(self, readers: asyncpg.Pool, owners: asyncpg.Pool, acquire_timeout: float) -> None:
        self._owners = owners
        self._readers = readers
        self._acquire_timeout = acquire_timeout
        self.reader = Reads(readers, acquire_timeout)

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = 10,
        statement_timeout: float = 3.0,
        lock_timeout: float = 1.0,
        acquire_timeout: float = 2.0,
    ) -> Database:
        """Connects, and raises StartError when the server is not there or too old."""
        limits = {
            "statement_timeout": f"{int(statement_timeout * 1000)}ms",
            "lock_timeout": f"{int(lock_timeout * 1000)}ms",
            "idle_in_transaction_session_timeout": "30s",
        }
        await check_server(url)
        readers = await _pool(
            url,
            pool_size,
            {
                **limits,
                "role": "quire_reader",
                "search_path": "quire_reader",
                "default_transaction_read_only": "on",
                # custom plans cost up to 2.3 times the generic ones for these statements
                "plan_cache_mode": "force_generic_plan",
                "jit": "off",
                # what is read often is in memory: an index costs hardly more than a table
                "random_page_cost": "1.1",
            },
        )
        owners = await _pool(url, pool_size, {**limits, "search_path": "quire"}, min_size=0)
        return cls(readers, owners, acquire_timeout)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection as the owner, in one transaction: all of it is kept, or nothing."""
        with _translated():
            try:
                async with acquired(self._owners, self._acquire_timeout) as c, c.transaction():
                    yield c
            except asyncpg.ReadOnlySQLTransactionError:
                # after a switch the old primary still answers; new sessions may reach the new one
                await self._owners.expire_connections()
                raise

    async def close(self) -> None:
        for pool in (self._readers, self._owners):
            try:
                await asyncio.wait_for(pool.close(), 5)
            except TimeoutError:
                pool.terminate()


class Reads:
    """Reads under one role. A read that met a dead connection is sent once more."""

    def __init__(self, pool: asyncpg.Pool, acquire_timeout: float) -> None:
        self._pool = pool
        self._acquire_timeout = acquire_timeout

    async def fetch(self, statement: Statement, *values: object) -> list[Record]:
        """The records of a statement. Raises BadInput, TimedOut, DatabaseBusy or DatabaseDown."""
        _check_text(values)
        log = log_of_statements.get() or Log()
        log.add(statement, values)
        with _translated(), log.running():
            try:
                return await self._fetch(statement, values)
            except TimeoutError:
                raise  # an OSError too, but there is no use in waiting for a connection once more
            except _LOST:
                await self._pool.expire_connections()
                return await self._fetch(statement, values)

    async def _fetch(self, statement: Statement, values: Sequence[object]) -> list[Record]:
        async with acquired(self._pool, self._acquire_timeout) as connection:
            records: list[Record] = await connection.fetch(statement.text, *values)
            return records


@asynccontextmanager
async def acquired(pool: asyncpg.Pool, seconds: float) -> AsyncIterator[Connection]:
    """A connection of the pool. Raises TimeoutError, and ConnectionError where none is left."""
    connection = await _checked_out(pool, seconds)
    try:
        yield connection
    except asyncpg.InterfaceError as error:
        # the driver has one class for a closed connection and for our own mistakes
        if _is_gone(connection):
            raise ConnectionError from error
        raise
    finally:
        await pool.release(connection)


async def _checked_out(pool: asyncpg.Pool, seconds: float) -> Connection:
    if pool.is_closing():
        raise ConnectionError
    try:
        return await pool.acquire(timeout=seconds)
    except asyncpg.TooManyConnectionsError:
        raise
    except asyncpg.PostgresError as error:
        # whatever a server says instead of letting us in: starting, stopping, no such database
        raise ConnectionError from error


def _is_gone(connection: Connection) -> bool:
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:  # the pool has taken it back for being closed
        return True


async def check_server(url: str) -> None:
    """Raises StartError, with what to do, when no PostgreSQL of the right age answers at url."""
    connection = await connect(url)
    version = connection.get_server_version()
    await connection.close()
    if version.major < OLDEST_SERVER:
        raise StartError(
            f"The database is PostgreSQL {version.major}; Quire needs {OLDEST_SERVER} or newer. "
            "Upgrade it, or name none: Quire starts one of its own."
        )


async def connect(url: str) -> Connection:
    """One connection as the owner, outside any pool. Raises StartError."""
    try:
        connection = await asyncpg.connect(
            url, timeout=5, server_settings={"search_path": "quire"}, statement_cache_size=0
        )
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError, TimeoutError) as e:
        reason = str(e) or type(e).__name__
        raise StartError(
            f"No database answers at --database-url or QUIRE_DATABASE_URL ({reason}). "
            "Start the server or correct the address; empty, Quire starts one of its own."
        ) from None
    await _set_codecs(connection)
    return connection


async def _pool(
    url: str, size: int, settings: dict[str, str], *, min_size: int = 1
) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=size,
        server_settings={"application_name": "quire", "timezone": "UTC", **settings},
        init=_warm,
        # the default reset costs a round trip at every release, and no session state is kept here
        reset=_nothing,
    )


async def _nothing(connection: Connection) -> None:
    return None


async def _warm(connection: Connection) -> None:
    await _set_codecs(connection)
    # asyncpg asks Postgres about an array type at its first use on a connection, which takes 16 ms
    await connection.fetchval("select $1::bigint[]", [1])


async def _set_codecs(connection: Connection) -> None:
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Turns what the driver raises into our own errors, without its text; the rest are faults."""
    try:
        yield
    except (asyncpg.QueryCanceledError, asyncpg.LockNotAvailableError) as error:
        raise TimedOut from error
    except (asyncpg.TooManyConnectionsError, TimeoutError) as error:
        raise DatabaseBusy from error
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise DatabaseReadOnly from error
    except asyncpg.TransactionRollbackError as error:
        raise Unavailable from error
    except asyncpg.DataError as error:
        raise BadInput from error
    except _LOST as error:
        raise DatabaseDown from error


def _check_text(values: Sequence[object]) -> None:
    for value in values:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and _NOT_STORABLE.search(text):
                raise BadInput(
                    "A text holds a character that cannot be stored: NUL or half a pair."
                )
