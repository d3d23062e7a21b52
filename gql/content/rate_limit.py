"""How often something may happen: counted in Postgres, for all workers alike."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from weakref import WeakValueDictionary

from gql.db import Connection
from gql.errors import RateLimited
from gql.sql.statements import statements

SQL = statements("rate_limit")
LONGEST = 3600.0  # no limit looks back further
_turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()


def in_turn(subject: str) -> asyncio.Lock:
    """One at a time of each subject in this process, before a connection is taken: who floods keeps
    nobody else waiting."""
    return _turns.setdefault(subject, asyncio.Lock())


async def count_attempt(
    connection: Connection, limits: Mapping[str, int], *, seconds: float, what: str
) -> None:
    """Counts an attempt of each subject. `limits`: how many there may be of each, in `seconds`.

    Raises RateLimited, with a sentence that begins with `what`; then nothing is counted.
    """
    subjects = list(limits)
    await connection.execute(SQL["take_turn"].text, subjects)
    await connection.execute(SQL["forget_attempts"].text, LONGEST)
    for record in await connection.fetch(SQL["attempts"].text, subjects, seconds):
        if record["count"] >= limits[record["subject"]]:
            raise _too_many(what, record["seconds"])
    await connection.execute(SQL["note_attempts"].text, subjects)


def _too_many(what: str, seconds: int) -> RateLimited:
    minutes = max(1, -(-seconds // 60))
    return RateLimited(
        f"{what} Try again in {minutes} minute{'s' * (minutes > 1)}.", retryAfter=max(1, seconds)
    )
