"""Reads about paths: what is published, has moved or was deleted there."""

from __future__ import annotations

from gql.db import Reader, Record
from gql.sql.statements import statements

_SQL = statements("route")


async def routes(db: Reader, paths: list[str]) -> list[Record | None]:
    """For each path the record with status, location, target_kind and target_id, or None."""
    # a path without a record is missing from the result, not null in it
    records = {r["uri"]: r for r in await db.fetch(_SQL["route_by_uri"], paths)}
    return [records.get(path) for path in paths]


async def entries_of_comments(db: Reader, comments: list[int]) -> list[int | None]:
    """For each comment the id of its entry, or None if the viewer sees no such comment."""
    records = await db.fetch(_SQL["entry_by_comment"], comments)
    entries = {record["id"]: record["entry_id"] for record in records}
    return [entries.get(comment) for comment in comments]


async def translations(
    db: Reader, entries: list[int], *, languages: list[str]
) -> list[Record | None]:
    """For each post or page the id and the URI of it in the first language of a chain, or None."""
    found = {r["entry_id"]: r for r in await db.fetch(_SQL["translations"], entries, languages)}
    return [found.get(entry) for entry in entries]
