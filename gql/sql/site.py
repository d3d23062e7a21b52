"""Reads about the publication itself: its record and its archive."""

from __future__ import annotations

from gql.db import Reader, Record
from gql.sql.statements import statements

_SQL = statements("site")


async def site(db: Reader) -> Record:
    """The only record of the publication, with its counts."""
    return (await db.fetch(_SQL["site"]))[0]


async def archive(db: Reader) -> list[Record]:
    """Year, month and number of posts of each month with posts, newest first."""
    return await db.fetch(_SQL["archive"])
