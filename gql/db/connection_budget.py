"""How many connections a server can still give, and how large pools may be for it."""

from __future__ import annotations

from gql.db.connection import connect
from gql.db.database import Database
from gql.errors import StartError

# numbackends and not pg_stat_activity, which shows an ordinary role little about other roles'
FREE_CONNECTIONS = """
select least(
  current_setting('max_connections')::int
  - current_setting('superuser_reserved_connections')::int
  - coalesce(current_setting('reserved_connections', true)::int, 0)
  - (select sum(numbackends)::int - 1 from pg_stat_database),
  (select nullif(datconnlimit, -1) - numbackends + 1
   from pg_database join pg_stat_database using (datname) where datname = current_database()),
  (select nullif(rolconnlimit, -1) from pg_roles where rolname = session_user)
)
"""


async def free_connections(url: str) -> int:
    """How many connections the server, its database and the role allow beside those in use."""
    connection = await connect(url)
    try:
        return int(await connection.fetchval(FREE_CONNECTIONS))
    finally:
        await connection.close()


def fitting_pool_size(wanted: int, *, workers: int, free: int) -> int:
    """The size of each pool, at most as wanted, with which all pools of all workers fit.

    Raises StartError, with what to do, where not even pools of one connection fit.
    """
    for size in range(wanted, 0, -1):
        if workers * Database.max_connections(size) <= free:
            return size
    smallest = Database.max_connections(1)
    advice = f"start fewer: --workers {free // smallest}" if free >= smallest else "end others"
    raise StartError(
        f"PostgreSQL has {free} connections left, and {workers} workers need "
        f"{workers * smallest} or more. Raise its max_connections, or {advice}."
    )
