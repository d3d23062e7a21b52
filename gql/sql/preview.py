"""Reads about previews of posts and pages. The caller has checked the permission."""

from __future__ import annotations

from gql.db import Reader
from gql.sql.statements import statements

SQL = statements("preview")


async def previews(db: Reader, entries: list[int]) -> dict[int, list[int]]:
    """Map posts or pages to the ids of their previews that have not ended, newest first."""
    preview_ids: dict[int, list[int]] = {entry: [] for entry in entries}
    # no statement for those who may see none: each would pay for it on every post of a list
    for record in await db.fetch(SQL["previews"], entries) if entries else ():
        preview_ids[record["entry_id"]].append(record["id"])
    return preview_ids
