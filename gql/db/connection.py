"""Opens connections to Postgres, single ones and pools of them."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TypeAlias

import asyncpg
import orjson

from gql.db.pooler import require_own_session
from gql.errors import StartError

MIN_SERVER_VERSION = 15
STATEMENT_CACHE_SIZE = 200
# by default 15 KiB, but one statement reads a whole operation, and must not be planned at each run
MAX_CACHED_STATEMENT_LENGTH = 65_536
Connection: TypeAlias = asyncpg.Connection


async def check_server(url: str) -> None:
    """Raise StartError, with what to do, unless a supported PostgreSQL answers at `url`."""
    connection = await connect(url)
    try:
        version = connection.get_server_version()
        await require_own_session(connection, lambda: connect(url))
    finally:
        await connection.close()
    if version.major < MIN_SERVER_VERSION:
        raise StartError(
            f"The database is PostgreSQL {version.major}; Quire needs {MIN_SERVER_VERSION} or "
            "newer. Upgrade it, or name none: Quire starts one of its own."
        )


async def connect(url: str) -> Connection:
    """Open one connection as the owner, outside any pool. Raises StartError."""
    try:
        # no statement cache, for migrations: after a change of tables a cached plan is invalid, and
        # inside a transaction asyncpg cannot prepare the statement again
        connection = await asyncpg.connect(url, timeout=5, statement_cache_size=0)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError, TimeoutError) as e:
        reason = str(e) or type(e).__name__
        raise StartError(
            f"No database answers at --database-url or QUIRE_DATABASE_URL ({reason}). "
            "Start the server or correct the address; empty, Quire starts one of its own."
        ) from None
    await set_session(connection, {"search_path": "quire"})
    await _set_codecs(connection)
    return connection


async def create_pool(
    url: str, size: int, settings: dict[str, str], *, min_size: int = 1
) -> asyncpg.Pool:
    """Create a pool of at most `size` connections with the given Postgres settings.

    They are set when a connection is opened, and stay for its whole life.
    """
    settings = {"timezone": "UTC", "datestyle": "ISO", **settings}  # plans read times as text
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=size,
        statement_cache_size=STATEMENT_CACHE_SIZE,
        max_cacheable_statement_size=MAX_CACHED_STATEMENT_LENGTH,
        server_settings={"application_name": "quire"},
        init=partial(_prepare_connection, settings=settings),
        # asyncpg's reset is a round trip per release, 0.2 to 0.5 ms; Reader sets what it needs anew
        reset=_skip_reset,
    )


async def _skip_reset(connection: Connection) -> None:
    return None


async def _prepare_connection(connection: Connection, settings: dict[str, str]) -> None:
    await _set_codecs(connection)
    # asyncpg asks Postgres about an array type at its first use on a connection, which takes 16 ms
    await set_session(connection, settings, "array[1]::bigint[]")


async def set_session(connection: Connection, settings: dict[str, str], *selected: str) -> None:
    """Set all settings for the session, in one statement that may select something else too."""
    # not by the startup packet: PgBouncer refuses all but a few settings in it
    calls = (f"set_config(${n}, ${n + 1}, false)" for n in range(1, 2 * len(settings), 2))
    text = f"select {', '.join([*calls, *selected])}"
    await connection.fetchrow(text, *chain.from_iterable(settings.items()))


async def _set_codecs(connection: Connection) -> None:
    # binary jsonb is a version byte and the JSON in UTF-8, which orjson reads and writes as bytes
    await connection.set_type_codec(
        "jsonb",
        schema="pg_catalog",
        encoder=lambda value: b"\x01" + orjson.dumps(value),
        decoder=lambda data: orjson.loads(data[1:]),
        format="binary",
    )
