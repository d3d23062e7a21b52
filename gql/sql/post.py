"""Posts."""

from __future__ import annotations

from gql.db import Reads
from gql.sql.statements import statements

_SQL = statements("post")


async def related(db: Reads, posts: list[int], first: int) -> list[list[int]]:
    """Ids of the posts that share most terms with each, most first."""
    found: dict[int, list[int]] = {post: [] for post in posts}
    for record in await db.fetch(_SQL["related_by_post"], posts, first):
        found[record["post_id"]].append(record["related_id"])
    return [found[post] for post in posts]
