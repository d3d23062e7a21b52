"""Likes: which of many things the viewer likes."""

from __future__ import annotations

from gql.db import Reads
from gql.sql.statements import statements

SQL = statements("like")


async def liked_posts(db: Reads, posts: list[int]) -> set[int]:
    return {record["id"] for record in await db.fetch(SQL["liked_posts"], posts)}


async def liked_comments(db: Reads, comments: list[int]) -> set[int]:
    return {record["id"] for record in await db.fetch(SQL["liked_comments"], comments)}
