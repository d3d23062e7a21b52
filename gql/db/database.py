"""The pools of a process: reads under the readers' role, and transactions as the owner."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from gql.db.connection import Connection, check_server, pool
from gql.db.connection_reuse import Lender, acquire, raise_if_gone
from gql.db.error_translation import LOST, translated
from gql.db.statement import Log, Record, Statement, log_of_statements
from gql.errors import BadInput, DatabaseReadOnly

INTRODUCE = (
    "select set_config('quire.viewer', $1::text, false), "
    "set_config('quire.preview', $2::text, false), set_config('quire.receipts', $3::text, false)"
)
ASIDE = 2  # connections of the owner that no transaction takes
_NOT_STORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody sees beside what is public: what is theirs, by the id of their profile; the
    newest text of one post or page; and comments whose receipts they hold."""

    author_id: int | None = None
    preview: int | None = None
    receipts: tuple[int, ...] = ()

    @property
    def introduction(self) -> tuple[str, str, str]:
        """As the views read it."""
        return (
            "" if self.author_id is None else str(self.author_id),
            "" if self.preview is None else str(self.preview),
            f"{{{','.join(map(str, self.receipts))}}}",
        )


class Database:
    """The pools of one process: strangers see public views, who is signed in sees also what is
    theirs, editors see all that is written, and the owner migrates and writes."""

    def __init__(
        self,
        readers: asyncpg.Pool,
        viewers: asyncpg.Pool,
        editors: asyncpg.Pool,
        owners: asyncpg.Pool,
        aside: asyncpg.Pool,
        acquire_timeout: float,
    ) -> None:
        self._owners = owners
        self._aside = aside
        self._viewers = viewers
        self._editors = editors
        self._readers = readers
        self._acquire_timeout = acquire_timeout
        self.reader = Reads(readers, acquire_timeout)
        self._private = Reads(aside, acquire_timeout)
        self._lent_to_viewers = Lender(viewers, acquire_timeout)
        self._lent_to_editors = Lender(editors, acquire_timeout)

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
        reading = {
            **limits,
            "default_transaction_read_only": "on",
            # custom plans cost up to 2.3 times the generic ones for these statements
            "plan_cache_mode": "force_generic_plan",
            "jit": "off",
            # what is read often is in memory: an index costs hardly more than a table
            "random_page_cost": "1.1",
        }
        readers = await pool(url, pool_size, {**reading, **_as_role("quire_reader")})
        viewers = await pool(url, pool_size, {**reading, **_as_role("quire_viewer")}, min_size=0)
        editors = await pool(url, pool_size, {**reading, **_as_role("quire_editor")}, min_size=0)
        owning = {**limits, "search_path": "quire"}
        owners = await pool(url, pool_size, owning, min_size=0)
        aside = await pool(url, ASIDE, owning, min_size=0)
        return cls(readers, viewers, editors, owners, aside, acquire_timeout)

    @staticmethod
    def connections(pool_size: int) -> int:
        """How many the pools hold, at most."""
        return 4 * pool_size + ASIDE

    def viewer(self, seen: Seen) -> Reads:
        """Reads of somebody who sees more than strangers do."""
        return Reads(self._viewers, self._acquire_timeout, self._lent_to_viewers, seen=seen)

    def editor(self, seen: Seen) -> Reads:
        """Reads of somebody who sees all that is written."""
        return Reads(self._editors, self._acquire_timeout, self._lent_to_editors, seen=seen)

    async def private(self, statement: Statement, *values: object) -> list[Record]:
        """What only this service itself may know, such as who bears a token; as the owner, with
        connections of its own, so that it waits for nobody who writes."""
        try:
            return await self._private.fetch(statement, *values)
        except DatabaseReadOnly:
            await self._aside.expire_connections()
            raise

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection as the owner, in one transaction: all of it is kept, or nothing."""
        with translated:
            async with self._owned() as connection, connection.transaction():
                yield connection

    @asynccontextmanager
    async def _owned(self) -> AsyncIterator[Connection]:
        connection = await acquire(self._owners, self._acquire_timeout)
        try:
            yield connection
        except asyncpg.ReadOnlySQLTransactionError:
            # after a switch the old primary still answers; new sessions may reach the new one
            await self._owners.expire_connections()
            raise
        except asyncpg.InterfaceError as error:
            raise_if_gone(connection, error)
            raise
        finally:
            await self._owners.release(connection)

    async def close(self) -> None:
        await self.reader.close()
        await self._private.close()
        await self._lent_to_viewers.recall()
        await self._lent_to_editors.recall()
        for one in (self._readers, self._viewers, self._editors, self._owners, self._aside):
            try:
                await asyncio.wait_for(one.close(), 5)
            except TimeoutError:
                one.terminate()


class Reads:
    """Reads under one role. A read that met a dead connection is sent once more."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        acquire_timeout: float,
        lender: Lender | None = None,
        seen: Seen | None = None,
    ) -> None:
        """`seen` is said anew before each read, for connections are everybody's."""
        self._pool = pool
        self._lender = lender or Lender(pool, acquire_timeout)
        self._introduction = seen and seen.introduction

    async def fetch(self, statement: Statement, *values: object) -> list[Record]:
        """The records of a statement. Raises BadInput, TimedOut, DatabaseBusy or DatabaseDown."""
        _check_text(values)
        log = log_of_statements.get() or Log()
        log.statements.append((statement, values))
        task = asyncio.current_task()  # it can be cancelled together with the operation
        log.running.add(task)
        try:
            with translated:
                try:
                    return await self._fetch(statement, values)
                except TimeoutError:
                    raise  # an OSError too, but it is no use to wait for a connection once more
                except LOST:
                    await self._pool.expire_connections()
                    await self._lender.recall()
                    return await self._fetch(statement, values)
        finally:
            log.running.discard(task)

    async def close(self) -> None:
        """Lets go of the connections at hand, so that their pool can close."""
        await self._lender.recall()

    async def _fetch(self, statement: Statement, values: Sequence[object]) -> list[Record]:
        connection = await self._lender.take()
        is_sound = False
        try:
            if self._introduction:
                await connection.fetchval(INTRODUCE, *self._introduction)
            records: list[Record] = await connection.fetch(statement.text, *values)
            is_sound = True
            return records
        except asyncpg.InterfaceError as error:
            raise_if_gone(connection, error)
            raise
        finally:
            await self._lender.give(connection, is_sound=is_sound)


class Failing(Reads):
    """Reads that are not sent: each fails as one has failed before."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def fetch(self, statement: Statement, *values: object) -> list[Record]:
        raise self._error


def _as_role(name: str) -> dict[str, str]:
    """The role, and the schema of its views."""
    return {"role": name, "search_path": name}


def _check_text(values: Sequence[object]) -> None:
    for value in values:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and _NOT_STORABLE.search(text):
                raise BadInput(
                    "A text holds a character that cannot be stored: NUL or half a pair."
                )
