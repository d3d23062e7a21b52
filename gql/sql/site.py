"""Reads about the publication itself: its record, its archive, and the sizes of its lists."""

from __future__ import annotations

from collections.abc import Sequence

from gql.db import Reader, Record, Statement
from gql.sql.statements import statements

_SQL = statements("site")


async def site(db: Reader) -> Record:
    """The only record of the publication."""
    return (await db.fetch(_SQL["site"]))[0]


async def count(db: Reader, of: str) -> int:
    """How many `posts`, `comments` or `authors` readers can see."""
    return int((await db.fetch(_SQL[f"count_of_{of}"]))[0]["count"])


async def languages(db: Reader) -> list[str]:
    """The languages of what readers can see, that of the site first."""
    found: list[str] = (await db.fetch(_SQL["languages"]))[0]["languages"]
    return found


async def front_page(db: Reader) -> int | None:
    """The id of the page at /, or None if the newest posts are there."""
    records = await db.fetch(_SQL["front_page"])
    return int(records[0]["id"]) if records else None


async def list_sizes(db: Reader) -> dict[str, int]:
    """About how many rows each view has."""
    return {record["name"]: record["rows"] for record in await db.fetch(_SQL["list_sizes"])}


async def archive(db: Reader, posts: str, values: Sequence[object]) -> list[Record]:
    """Year, month and number of posts of each month with posts, newest first.

    `posts`: a select of their `shown_at`, with these values.
    """
    # both texts are of declarations and of this room: what a client sends is among the values
    text = f"with matching as (\n{posts}\n)\n{_SQL['archive'].text}"
    return await db.fetch(Statement("archive", text), *values)
