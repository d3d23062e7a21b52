"""Reads about likes: which of many posts or comments the viewer likes."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from gql.db import Reader
from gql.sql.statements import statements

SQL = statements("like")
Liked = Literal["posts", "comments"]


async def liked(db: Reader, kind: Liked, ids: list[int]) -> set[int]:
    """The ids of those posts or comments that the viewer likes, who has a profile."""
    # the viewer is no parameter: the view reads them from the setting quire.viewer
    return {record["id"] for record in await db.fetch(SQL[f"liked_{kind}"], ids)}


async def liked_by_guest(db: Reader, kind: Liked, guest: UUID, ids: list[int]) -> set[int]:
    """The ids of those posts or comments that the guest with this key likes."""
    return {record["id"] for record in await db.fetch(SQL[f"liked_{kind}_of_guest"], guest, ids)}
