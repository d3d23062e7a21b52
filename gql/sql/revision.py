"""Reads about revisions of posts and pages. The caller has checked the permission."""

from __future__ import annotations

from gql.db import Reader
from gql.sql.statements import statements

SQL = statements("revision")


async def posts_by_author(db: Reader, posts: list[int], author_id: int | None) -> set[int]:
    """The ids of those posts of which this person is an author."""
    return {
        record["post_id"] for record in await db.fetch(SQL["posts_by_author"], posts, author_id)
    }


async def entries_and_texts(db: Reader, revisions: list[int]) -> dict[int, tuple[int, str]]:
    """Map revisions that the viewer may see to their post or page, and to their plain text."""
    records = await db.fetch(SQL["entries_and_texts"], revisions)
    return {record["id"]: (record["entry_id"], record["text"]) for record in records}


async def revision_texts(db: Reader, revisions: list[int]) -> dict[int, tuple[str, str]]:
    """Map revisions to the plain text of the version before (empty for the first) and their own."""
    records = await db.fetch(SQL["revision_texts"], revisions)
    return {record["id"]: (record["before"], record["text"]) for record in records}
