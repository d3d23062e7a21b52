"""Sends reads under one database role, and for one viewer; reads again when a connection was lost.

Anonymous viewers, signed-in viewers and editors read as three database roles, each with its own
schema of views on its search_path. One statement text serves all of them: the role decides which
rows exist, so a statement without a privacy predicate shows too little rather than too much.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from gql.db.connection_reuse import ReusableConnections, raise_if_closed
from gql.db.error_translation import (
    CONNECTION_LOST,
    UNSTORABLE_TEXT,
    driver_errors_translated,
)
from gql.db.statement import Record, Statement, StatementLog, current_statement_log
from gql.errors import BadInput

# settings of the session (false): those of a transaction would end with this statement
SET_VIEWER_SETTINGS = (
    "select set_config('quire.viewer', $1::text, false), "
    "set_config('quire.preview', $2::text, false), set_config('quire.receipts', $3::text, false)"
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Visibility:
    """What one viewer may read beyond what is public.

    `author_id`: own drafts, likes and hidden profile. `preview`: the id of the entry whose newest
    text a preview token shows. `receipts`: ids of comments whose receipts came with the request.
    """

    author_id: int | None = None
    preview: int | None = None
    receipts: tuple[int, ...] = ()

    @property
    def setting_values(self) -> tuple[str, str, str]:
        """The values of `quire.viewer`, `quire.preview` and `quire.receipts`, as the views read
        them: empty for null, and an array literal for the receipts."""
        return (
            "" if self.author_id is None else str(self.author_id),
            "" if self.preview is None else str(self.preview),
            f"{{{','.join(map(str, self.receipts))}}}",
        )


class Reader:
    """Reads under one database role. A read that met a lost connection is sent once more."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        acquire_timeout: float,
        connections: ReusableConnections | None = None,
        visibility: Visibility | None = None,
    ) -> None:
        """`connections` are shared by all readers of one pool; None creates them for this one."""
        self._pool = pool
        self._connections = connections or ReusableConnections(pool, acquire_timeout)
        self._setting_values = visibility and visibility.setting_values

    async def fetch(self, statement: Statement, *values: object) -> list[Record]:
        """Return the records of a statement.

        Raises BadInput, TimedOut, DatabaseBusy or DatabaseDown; anything else is a bug of ours.
        """
        _reject_unstorable_text(values)
        log = current_statement_log.get() or StatementLog()
        log.begin(statement, values)
        # a DataLoader batch is a task of its own, which does not end with its operation
        task = asyncio.current_task()
        log.running.add(task)
        try:
            with driver_errors_translated:
                return await self._fetch_again_if_lost(statement, values, log)
        finally:
            log.running.discard(task)

    async def close(self) -> None:
        """Return the idle connections to the pool, which cannot close without them."""
        await self._connections.return_idle_to_pool()

    async def _fetch_again_if_lost(
        self, statement: Statement, values: Sequence[object], log: StatementLog
    ) -> list[Record]:
        """Fetch, and once more on CONNECTION_LOST; but not on TimeoutError, which is an OSError and
        so one of CONNECTION_LOST: waiting again for a connection is of no use.
        """
        try:
            return await self._fetch(statement, values, log)
        except TimeoutError:
            raise
        except CONNECTION_LOST:
            # safe, as a read changes nothing; once, as the request has little time
            await self._pool.expire_connections()
            await self._connections.return_idle_to_pool()
            return await self._fetch(statement, values, log)

    async def _fetch(
        self, statement: Statement, values: Sequence[object], log: StatementLog
    ) -> list[Record]:
        # without a coroutine where one is idle, and where it stays so: this runs for each statement
        connections = self._connections
        connection = connections.take() or await connections.acquire()
        is_healthy = False
        try:
            if self._setting_values:
                await self._set_viewer(connection, self._setting_values)
            # After a migration Postgres may say "cached plan must not change result type". Outside
            # of a transaction asyncpg then prepares the statement again by itself.
            started = time.perf_counter()
            try:
                records: list[Record] = await connection.fetch(statement.text, *values)
            finally:  # one that was cancelled or ran into its timeout, too
                seconds = time.perf_counter() - started
                log.end(statement, seconds)
            log.note_answer(statement, values, seconds, len(records))
            is_healthy = True
            return records
        except asyncpg.InterfaceError as error:
            raise_if_closed(connection, error)
            raise
        finally:
            if not (is_healthy and connections.keep(connection)):
                await connections.release(connection, is_healthy=False)

    async def _set_viewer(self, connection: asyncpg.Connection, values: tuple[str, ...]) -> None:
        """Tell the connection who reads, unless its last read was for the same viewer."""
        viewers = self._connections.viewers
        if viewers.get(connection) != values:
            viewers.pop(connection, None)  # of a statement that fails nobody knows what it has set
            await connection.fetchval(SET_VIEWER_SETTINGS, *values)
            viewers[connection] = values


class FailingReader(Reader):
    """Sends nothing: every read raises the same error.

    After the database has failed a plan, the reference path runs with it, to report each field
    without a second attempt.
    """

    def __init__(self, error: Exception) -> None:
        self._error = error
        self._setting_values = None

    async def fetch(self, statement: Statement, *values: object) -> list[Record]:
        raise self._error


def _reject_unstorable_text(values: Sequence[object]) -> None:
    """Raise BadInput for what Postgres or UTF-8 cannot represent.

    Left to asyncpg, a NUL would be a server error and a lone surrogate a UnicodeEncodeError.
    """
    for value in values:
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and _UNSTORABLE.search(text):
                raise BadInput(UNSTORABLE_TEXT)
