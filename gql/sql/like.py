"""Reads about likes: which of many posts or comments the viewer likes."""

from __future__ import annotations

from gql.db import Reader
from gql.sql.statements import statements

SQL = statements("like")


async def liked_posts(db: Reader, posts: list[int]) -> set[int]:
    """The ids of those posts that the viewer likes."""
    # the viewer is no parameter: the view reads them from the setting quire.viewer
    return {record["id"] for record in await db.fetch(SQL["liked_posts"], posts)}


async def liked_comments(db: Reader, comments: list[int]) -> set[int]:
    """The ids of those comments that the viewer likes."""
    return {record["id"] for record in await db.fetch(SQL["liked_comments"], comments)}
