"""Likes of the viewer: the batch functions behind `viewerHasLiked`."""

from __future__ import annotations

from gql.engine import Context
from gql.sql import like as like_sql

VIEWER_HAS_LIKED = "Whether the viewer likes it. False for an anonymous viewer."


async def likes_posts(context: Context, ids: list[int]) -> list[bool]:
    """Whether the viewer likes each of these posts."""
    # anonymous viewers cost no statement, and their database role has no such view
    if context.viewer.author_id is None:
        return [False] * len(ids)
    liked = await like_sql.liked_posts(context.db, ids)
    return [id in liked for id in ids]


async def likes_comments(context: Context, ids: list[int]) -> list[bool]:
    """Whether the viewer likes each of these comments."""
    if context.viewer.author_id is None:
        return [False] * len(ids)
    liked = await like_sql.liked_comments(context.db, ids)
    return [id in liked for id in ids]
