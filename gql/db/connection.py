"""How a connection is made, and a pool of them."""

from __future__ import annotations

from typing import TypeAlias

import asyncpg
import orjson

from gql.errors import StartError

OLDEST_SERVER = 15
MOST_STATEMENTS = 200  # prepared on each connection; those used last stay
LONGEST_STATEMENT = 65_536  # an operation is one statement, and must not be planned each time
Connection: TypeAlias = asyncpg.Connection


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


async def pool(url: str, size: int, settings: dict[str, str], *, min_size: int = 1) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=size,
        statement_cache_size=MOST_STATEMENTS,
        max_cacheable_statement_size=LONGEST_STATEMENT,
        server_settings={
            "application_name": "quire",
            "timezone": "UTC",
            "datestyle": "ISO",  # plans read times as text
            **settings,
        },
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
