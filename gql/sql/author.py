"""Authors."""

from __future__ import annotations

from gql.db import Reads
from gql.sql.statements import statements

_SQL = statements("author")


async def comment_counts(db: Reads, authors: list[int]) -> list[int]:
    """How many comments of each author can be read."""
    records = await db.fetch(_SQL["comment_counts_by_author"], authors)
    counts = {record["author_id"]: record["comment_count"] for record in records}
    return [counts[author] for author in authors]
