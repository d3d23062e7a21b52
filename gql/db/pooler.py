"""Finds out whether a pooler such as PgBouncer stands before Postgres, and lends sessions whole.

Quire's privacy rests on sessions: each has a database role for life. A pooler in transaction mode
gives every transaction another session, and so maybe another role.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import asyncpg

from gql.errors import StartError

BACKEND_ID = "select pg_backend_pid()"
ATTEMPTS = 5  # others may use the pooler at the same time, and take what we have just given back

Connect = Callable[[], Awaitable[asyncpg.Connection]]


async def require_own_session(connection: asyncpg.Connection, connect: Connect) -> None:
    """Raise StartError, with what to do, if the server behind a connection changes.

    `connect` opens another connection to the same address.
    """
    # a pooler answers with a key of its own for the cancellation of statements
    if await connection.fetchval(BACKEND_ID) == connection.get_server_pid():
        return
    other = await connect()
    try:
        for _ in range(ATTEMPTS):
            if await _shares_sessions(connection, other):
                raise StartError(
                    "The pooler at this address lends its connections for a transaction at a "
                    "time; Quire's roles need them for a session. Set pool_mode = session for "
                    "Quire's database, or name PostgreSQL itself: Quire has pools of its own."
                )
    finally:
        await other.close()


async def _shares_sessions(one: asyncpg.Connection, other: asyncpg.Connection) -> bool:
    """Whether two connections to a pooler have met the same backend, or one of them two."""
    try:
        before = await one.fetchval(BACKEND_ID)
        # holds its backend, so that the first cannot have it as well
        async with other.transaction():
            if await other.fetchval(BACKEND_ID) == before:
                return True
            return bool(await one.fetchval(BACKEND_ID) != before)
    except asyncpg.PostgresError:  # no transactions at all, or a statement prepared elsewhere
        return True
