"""Paths."""

from __future__ import annotations

from gql.db import Reads, Record
from gql.sql.statements import statements

_SQL = statements("route")


async def routes(db: Reads, paths: list[str]) -> list[Record | None]:
    """What stands at each path."""
    records = {r["uri"]: r for r in await db.fetch(_SQL["route_by_uri"], paths)}
    return [records.get(path) for path in paths]
