"""Reads of series: the place of posts in theirs."""

from __future__ import annotations

from gql.db import Reader, Record
from gql.sql.statements import statements

_SQL = statements("series")


async def places(db: Reader, posts: list[int]) -> dict[int, Record]:
    """For each post in a series: series_id, position, count, previous_id and next_id."""
    # a post in no series is missing from the result, not null in it
    return {record["post_id"]: record for record in await db.fetch(_SQL["places_in_series"], posts)}
