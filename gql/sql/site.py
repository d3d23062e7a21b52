"""The publication itself."""

from __future__ import annotations

from gql.db import Reads, Record
from gql.sql.statements import statements

_SQL = statements("site")


async def site(db: Reads) -> Record:
    return (await db.fetch(_SQL["site"]))[0]


async def archive(db: Reads) -> list[Record]:
    return await db.fetch(_SQL["archive"])
