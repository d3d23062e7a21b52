"""Rows for tests of the tables: connections as owner and as reader, one short function for each kind of row."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

_numbers = itertools.count(1)


@asynccontextmanager
async def as_owner(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the service's login, with the tables on its path."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "quire"})
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def as_reader(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection as strangers have it."""
    connection = await asyncpg.connect(
        url, server_settings={"role": "quire_reader", "search_path": "quire_reader"}
    )
    try:
        yield connection
    finally:
        await connection.close()


async def author(connection: asyncpg.Connection, **columns: Any) -> int:
    slug = f"author-{next(_numbers)}"
    return await insert(
        connection, "author", {"slug": slug, "uri": f"/author/{slug}/", "name": slug} | columns
    )


async def entry(connection: asyncpg.Connection, author_id: int, **columns: Any) -> int:
    """A post, published yesterday if nothing else is said."""
    slug = f"entry-{next(_numbers)}"
    yesterday = await connection.fetchval("select date_trunc('day', now()) - interval '1 day'")
    usual = {
        "kind": "POST",
        "status": "PUBLISHED",
        "slug": slug,
        "uri": f"/{slug}/",
        "author_id": author_id,
        "published_at": yesterday,
    }
    return await insert(connection, "entry", usual | columns)


async def term(connection: asyncpg.Connection, **columns: Any) -> int:
    slug = f"term-{next(_numbers)}"
    usual = {"kind": "CATEGORY", "slug": slug, "uri": f"/term/{slug}/", "name": slug}
    return await insert(connection, "term", usual | columns)


async def comment(connection: asyncpg.Connection, entry_id: int, **columns: Any) -> int:
    """An approved comment."""
    usual = {"entry_id": entry_id, "status": "APPROVED", "guest_name": "Guest"}
    return await insert(connection, "comment", usual | columns)


async def insert(connection: asyncpg.Connection, table: str, columns: dict[str, Any]) -> int:
    """Inserts a row and gives its id, or null where it has none."""
    names = ", ".join(columns)
    places = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
    returned = await connection.fetchrow(
        f"insert into quire.{table} ({names}) values ({places}) returning *", *columns.values()
    )
    return returned.get("id")
