"""Reads about accounts and versions. The caller has checked the permission."""

from __future__ import annotations

from gql.db import Reader, Record
from gql.sql.statements import statements

SQL = statements("people")


async def accounts(db: Reader, authors: list[int]) -> dict[int, Record]:
    """Map the ids of profiles to the accounts that have them."""
    records = await db.fetch(SQL["accounts_of_authors"], authors)
    return {record["author_id"]: record for record in records}


async def versions(db: Reader, kind: str, ids: list[int]) -> dict[int, int]:
    """Map ids of terms or authors (`kind`: term or author) to how often they were saved."""
    records = await db.fetch(SQL["versions"], kind, ids)
    return {record["id"]: record["version"] for record in records}
