"""Versions of posts and pages, for those who may change them."""

from __future__ import annotations

from gql.db import Reads
from gql.sql.statements import statements

SQL = statements("revision")


async def posts_of(db: Reads, posts: list[int], author_id: int | None) -> set[int]:
    """Those of the posts that an author has written."""
    return {record["post_id"] for record in await db.fetch(SQL["posts_of"], posts, author_id)}


async def revisions(
    db: Reads, entries: list[int], first: int, before: int | None
) -> dict[int, list[int]]:
    """The ids of the newest versions of each entry, the last save first."""
    found: dict[int, list[int]] = {entry: [] for entry in entries}
    for record in await db.fetch(SQL["revisions"], entries, before, first):
        found[record["entry_id"]].append(record["id"])
    return found


async def texts(db: Reads, revisions: list[int]) -> dict[int, tuple[str, str]]:
    """What the version before each of them said, and what it says itself."""
    records = await db.fetch(SQL["texts"], revisions)
    return {record["id"]: (record["before"], record["text"]) for record in records}
