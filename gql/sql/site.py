"""Reads about the publication itself: its record and its archive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from gql.db import Reader, Record, Statement
from gql.errors import QuireError
from gql.sql.statements import statements

_SQL = statements("site")
LIST_SIZE_INTERVAL = 60.0  # seconds
SITE_INTERVAL = 5.0  # seconds


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


async def follow_list_sizes(db: Reader, update: Callable[[dict[str, int]], None]) -> None:
    """Hand on the list sizes now and every minute, until cancelled."""
    while True:
        with suppress(QuireError):  # a database that is down or busy: the sizes before do
            update(await list_sizes(db))
        await asyncio.sleep(LIST_SIZE_INTERVAL)


async def follow_site(db: Reader, update: Callable[[str | None, str], None]) -> None:
    """Hand on what guests are called and the language, now and every few seconds, until cancelled.

    An administrator may change both through another process.
    """
    while True:
        with suppress(QuireError):
            stored = await site(db)
            update(stored["anonymous_name"], stored["language"])
        await asyncio.sleep(SITE_INTERVAL)


async def archive(db: Reader, posts: str, values: Sequence[object]) -> list[Record]:
    """Year, month and number of posts of each month with posts, newest first.

    `posts`: a select of their `shown_at`, with these values.
    """
    text = f"with matching as (\n{posts}\n)\n{_SQL['archive'].text}"
    return await db.fetch(Statement("archive", text), *values)
