"""Reads about posts: related posts."""

from __future__ import annotations

from gql.db import Reader
from gql.sql.statements import statements

_SQL = statements("post")


async def related(db: Reader, posts: list[int], first: int) -> list[list[int]]:
    """For each post the ids of up to `first` posts that share most terms with it, most first."""
    related_ids: dict[int, list[int]] = {post: [] for post in posts}
    for record in await db.fetch(_SQL["related_by_post"], posts, first):
        related_ids[record["post_id"]].append(record["related_id"])
    return [related_ids[post] for post in posts]
