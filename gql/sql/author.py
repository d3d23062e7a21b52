"""Reads about authors and guests: comment counts, and since when a guest comments."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from gql.db import Reader
from gql.sql.statements import statements

_SQL = statements("author")


async def comment_counts(db: Reader, authors: list[int]) -> list[int]:
    """Count the visible comments of each author, in the order of the ids."""
    records = await db.fetch(_SQL["comment_counts_by_author"], authors)
    # the statement answers every id once, also those without comments
    counts = {record["author_id"]: record["comment_count"] for record in records}
    return [counts[author] for author in authors]


async def guests_since(db: Reader, guests: list[UUID]) -> dict[UUID, datetime]:
    """When each of these guests wrote the first comment that the viewer can see."""
    records = await db.fetch(_SQL["guests_since"], guests)
    return {record["id"]: record["created_at"] for record in records}
