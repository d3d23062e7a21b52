"""Rate limits: attempts are counted in Postgres, so that all workers share one count."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from weakref import WeakValueDictionary

from gql.db import Connection
from gql.errors import RateLimited
from gql.sql.statements import statements

SQL = statements("rate_limit")
MAX_WINDOW = 3600.0  # seconds: attempts older than this are deleted, so no limit may look further
# weak: a lock goes with the last request that waits for it, and the dictionary stays small
_locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


def subject_lock(subject: str) -> asyncio.Lock:
    """A lock of this process for requests of one subject. Acquire it before a connection."""
    # Requests of one subject wait for each other in Postgres anyway (lock_subjects). Waiting here
    # instead, a flood from one client occupies one connection of the pool and not all of them.
    return _locks.setdefault(subject, asyncio.Lock())


async def count_attempt(
    connection: Connection, limits: Mapping[str, int], *, seconds: float, what: str
) -> None:
    """Count one attempt of each subject. `limits`: allowed attempts in `seconds`, by subject.

    In a transaction of its own: an attempt that is refused afterwards must stay counted. Raises
    RateLimited with a message that begins with `what`, a whole sentence; then nothing is counted.
    """
    subjects = list(limits)
    # locked first: otherwise attempts made at the same moment would all see the count before them
    await connection.execute(SQL["lock_subjects"].text, subjects)
    await connection.execute(SQL["delete_old_attempts"].text, MAX_WINDOW)
    for record in await connection.fetch(SQL["count_attempts"].text, subjects, seconds):
        if record["count"] >= limits[record["subject"]]:
            raise _too_many(what, record["seconds"])
    await connection.execute(SQL["insert_attempts"].text, subjects)


def _too_many(what: str, seconds: int) -> RateLimited:
    minutes = max(1, -(-seconds // 60))  # rounded up
    return RateLimited(
        f"{what} Try again in {minutes} minute{'s' * (minutes > 1)}.", retryAfter=max(1, seconds)
    )
