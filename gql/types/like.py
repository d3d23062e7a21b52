"""Likes: whether the viewer likes something."""

from __future__ import annotations

from gql.engine import Context
from gql.sql import like as statements

ABOUT = "Whether the viewer likes it. False for a stranger."


async def likes_posts(context: Context, ids: list[int]) -> list[bool]:
    if context.viewer.author_id is None:
        return [False] * len(ids)
    liked = await statements.liked_posts(context.db, ids)
    return [id in liked for id in ids]


async def likes_comments(context: Context, ids: list[int]) -> list[bool]:
    if context.viewer.author_id is None:
        return [False] * len(ids)
    liked = await statements.liked_comments(context.db, ids)
    return [id in liked for id in ids]
