"""Paths."""

from __future__ import annotations

from gql.db import Reads, Record
from gql.sql.statements import statements

_SQL = statements("route")


async def routes(db: Reads, paths: list[str]) -> list[Record | None]:
    """What stands at each path."""
    records = {r["uri"]: r for r in await db.fetch(_SQL["route_by_uri"], paths)}
    return [records.get(path) for path in paths]


async def entries_of_comments(db: Reads, comments: list[int]) -> list[int | None]:
    """What each comment answers; None where there is no such comment to read."""
    records = await db.fetch(_SQL["entry_by_comment"], comments)
    entries = {record["id"]: record["entry_id"] for record in records}
    return [entries.get(comment) for comment in comments]
