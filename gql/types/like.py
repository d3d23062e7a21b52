"""Likes of the viewer: the batch functions behind `viewerHasLiked`."""

from __future__ import annotations

from gql.engine import Context
from gql.sql import like as like_sql

VIEWER_HAS_LIKED = (
    "Whether the viewer likes it: the signed-in person, or the guest whose key is in the header "
    "Quire-Guest-Key. False for others."
)


async def likes_posts(context: Context, ids: list[int]) -> list[bool]:
    """Whether the viewer likes each of these posts."""
    return await _likes(context, "posts", ids)


async def likes_comments(context: Context, ids: list[int]) -> list[bool]:
    """Whether the viewer likes each of these comments."""
    return await _likes(context, "comments", ids)


async def _likes(context: Context, kind: like_sql.Liked, ids: list[int]) -> list[bool]:
    if context.viewer.author_id is not None:
        liked = await like_sql.liked(context.db, kind, ids)
    elif context.viewer.role is None and context.guest_key is not None:
        liked = await like_sql.liked_by_guest(context.db, kind, context.guest_key, ids)
    else:
        # who has neither costs no statement; the role of anonymous viewers has no view of likes
        return [False] * len(ids)
    return [id in liked for id in ids]
