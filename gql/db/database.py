"""The connection pools of a process: readers by role, and transactions as the owner."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress

import asyncpg

from gql.db.connection import Connection, check_server, create_pool
from gql.db.connection_reuse import ReusableConnections, acquire_from_pool, raise_if_closed
from gql.db.error_translation import driver_errors_translated
from gql.db.reader import Reader, Visibility
from gql.db.recorded_changes import RecordedChange, recording
from gql.db.statement import Record, Statement
from gql.errors import DatabaseReadOnly

# connections that no transaction takes: ten slow saves once kept out every viewer with a token
OWNER_READ_POOL_SIZE = 2
LISTENERS = 1  # the connection on which a process follows the change log, beside the pools
CHANGE_CHANNEL = "quire_change"


class Database:
    """The pools of one process, one for each role.

    Anonymous viewers read public views, signed-in viewers also what is their own, editors read
    everything, and the owner of the tables migrates and writes. A connection keeps its role for
    life: after a change of search_path Postgres would plan its prepared statements again.
    """

    def __init__(
        self,
        reader_pool: asyncpg.Pool,
        viewer_pool: asyncpg.Pool,
        editor_pool: asyncpg.Pool,
        owner_pool: asyncpg.Pool,
        owner_read_pool: asyncpg.Pool,
        acquire_timeout: float,
        client_share: float,
    ) -> None:
        self._owner_pool = owner_pool
        self._owner_read_pool = owner_read_pool
        self._viewer_pool = viewer_pool
        self._editor_pool = editor_pool
        self._reader_pool = reader_pool
        # awaited with what a transaction recorded, once it is committed; None: others are notified
        self.on_commit: Callable[[Sequence[RecordedChange]], Awaitable[None]] | None = None
        self._acquire_timeout = acquire_timeout
        self.reader = Reader(
            reader_pool,
            acquire_timeout,
            ReusableConnections(reader_pool, acquire_timeout, client_share),
        )
        self._owner_reader = Reader(owner_read_pool, acquire_timeout)
        # shared: a Reader lives for one operation, and what it leaves idle serves the next
        self._viewer_connections = ReusableConnections(viewer_pool, acquire_timeout, client_share)
        self._editor_connections = ReusableConnections(editor_pool, acquire_timeout, client_share)

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        pool_size: int = 10,
        statement_timeout: float = 3.0,
        lock_timeout: float = 1.0,
        acquire_timeout: float = 2.0,
        client_share: float = 0.5,
        public_meta: Sequence[str] = (),
    ) -> Database:
        """Connect. All timeouts are in seconds.

        `client_share` is the part of the reading connections that one client may hold while others
        read, from 0 to 1. `public_meta` are the keys of meta that others than editors read.

        Raises StartError when no server answers or when it is too old.
        """
        # Postgres limits none of these by default
        settings = {
            "statement_timeout": f"{int(statement_timeout * 1000)}ms",
            "lock_timeout": f"{int(lock_timeout * 1000)}ms",
            "idle_in_transaction_session_timeout": "30s",
            # the default of 4 is for disks, but what is read often is in memory
            "random_page_cost": "1.1",
            # compiling pays only for statements far longer than these, whatever their estimates
            "jit": "off",
        }
        await check_server(url)
        read_settings = {
            **settings,
            "default_transaction_read_only": "on",
            # planned once, for any values: custom plans cost up to 2.3 times the CPU (measured)
            "plan_cache_mode": "force_generic_plan",
            "quire.public_meta": _array(public_meta),  # for the view `meta`
        }
        reader_pool = await create_pool(url, pool_size, {**read_settings, **_role("quire_reader")})
        viewer_pool = await create_pool(
            url, pool_size, {**read_settings, **_role("quire_viewer")}, min_size=0
        )
        editor_pool = await create_pool(
            url, pool_size, {**read_settings, **_role("quire_editor")}, min_size=0
        )
        owner_settings = {**settings, "search_path": "quire"}
        owner_pool = await create_pool(url, pool_size, owner_settings, min_size=0)
        owner_read_pool = await create_pool(url, OWNER_READ_POOL_SIZE, owner_settings, min_size=0)
        return cls(
            *(reader_pool, viewer_pool, editor_pool, owner_pool, owner_read_pool),
            acquire_timeout,
            client_share,
        )

    @staticmethod
    def max_connections(pool_size: int) -> int:
        """The number of connections that a process opens at most, for the server's own limit."""
        return 4 * pool_size + OWNER_READ_POOL_SIZE + LISTENERS

    def viewer_reader(self, visibility: Visibility) -> Reader:
        """A reader for a signed-in viewer or the holder of a preview token or a receipt."""
        return Reader(
            self._viewer_pool, self._acquire_timeout, self._viewer_connections, visibility
        )

    def editor_reader(self, visibility: Visibility) -> Reader:
        """A reader for an editor: drafts, private posts and comments of every status."""
        return Reader(
            self._editor_pool, self._acquire_timeout, self._editor_connections, visibility
        )

    async def fetch_as_owner(self, statement: Statement, *values: object) -> list[Record]:
        """Run a short statement on tables that no reading role may see, such as `api_token`.

        It has connections of its own and so never waits for a transaction.
        """
        try:
            return await self._owner_reader.fetch(statement, *values)
        except DatabaseReadOnly:
            await self._owner_read_pool.expire_connections()
            raise

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        """A connection as the owner, inside a transaction that commits or rolls back as a whole.

        What it recorded in the change log is known in this process when the block has ended.
        """
        with driver_errors_translated:
            async with self._owner_connection() as connection:
                with recording(connection) as changes:
                    async with connection.transaction():
                        yield connection
                if changes:
                    await self._tell(connection, changes)

    async def _tell(self, connection: Connection, changes: Sequence[RecordedChange]) -> None:
        if self.on_commit is not None:
            await self.on_commit(changes)
            return
        # A command, or an import: nobody in this process follows the change log, and those who do
        # elsewhere need not wait for their next heartbeat. What is committed is never an error.
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            payload = str(changes[-1].id)
            await connection.execute("select pg_notify($1, $2)", CHANGE_CHANNEL, payload)

    @asynccontextmanager
    async def _owner_connection(self) -> AsyncIterator[Connection]:
        connection = await acquire_from_pool(self._owner_pool, self._acquire_timeout)
        try:
            yield connection
        except asyncpg.ReadOnlySQLTransactionError:
            # after a failover the old primary answers as a standby; new sessions may reach the new
            await self._owner_pool.expire_connections()
            raise
        except asyncpg.InterfaceError as error:
            raise_if_closed(connection, error)
            raise
        finally:
            await self._owner_pool.release(connection)

    async def replace_connections(self) -> None:
        """Read and write on new connections from now on: those of before may lead elsewhere."""
        for pool in self._pools:
            await pool.expire_connections()
        await self._return_idle()

    @property
    def _pools(self) -> tuple[asyncpg.Pool, ...]:
        return (
            self._reader_pool,
            self._viewer_pool,
            self._editor_pool,
            self._owner_pool,
            self._owner_read_pool,
        )

    async def _return_idle(self) -> None:
        await self.reader.close()
        await self._owner_reader.close()
        await self._viewer_connections.return_idle_to_pool()
        await self._editor_connections.return_idle_to_pool()

    async def close(self) -> None:
        """Close all pools, each within five seconds or else by force."""
        await self._return_idle()
        for pool in self._pools:
            try:
                await asyncio.wait_for(pool.close(), 5)
            except TimeoutError:
                pool.terminate()


def _role(name: str) -> dict[str, str]:
    """Settings of a session that works as a role and finds that role's views first."""
    return {"role": name, "search_path": name}


def _array(texts: Sequence[str]) -> str:
    """A list of texts as Postgres writes an array."""
    escaped = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in escaped) + "}"
