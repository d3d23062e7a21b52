"""Connections as owner and as reader, and one function for each kind of row that tests insert."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

# slugs and URIs are unique in the tables
_numbers = itertools.count(1)


@asynccontextmanager
async def owner_connection(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection with the service's login, which owns the tables, and with them on its path."""
    connection = await asyncpg.connect(url, server_settings={"search_path": "quire"})
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def reader_connection(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection under the role and views of anonymous viewers."""
    # as gql/db opens its readers, but without their read-only transactions
    connection = await asyncpg.connect(
        url, server_settings={"role": "quire_reader", "search_path": "quire_reader"}
    )
    try:
        yield connection
    finally:
        await connection.close()


async def author(connection: asyncpg.Connection, **columns: Any) -> int:
    """Insert an author; return its id, as the other functions do."""
    slug = f"author-{next(_numbers)}"
    return await insert(
        connection, "author", {"slug": slug, "uri": f"/author/{slug}/", "name": slug} | columns
    )


async def entry(connection: asyncpg.Connection, author_id: int, **columns: Any) -> int:
    """Insert an entry: a post published yesterday, unless columns say otherwise."""
    slug = f"entry-{next(_numbers)}"
    yesterday = await connection.fetchval("select date_trunc('day', now()) - interval '1 day'")
    defaults = {
        "kind": "POST",
        "status": "PUBLISHED",
        "slug": slug,
        "uri": f"/{slug}/",
        "author_id": author_id,
        "published_at": yesterday,
    }
    return await insert(connection, "entry", defaults | columns)


async def term(connection: asyncpg.Connection, **columns: Any) -> int:
    """Insert a term, a category by default."""
    slug = f"term-{next(_numbers)}"
    defaults = {"kind": "CATEGORY", "slug": slug, "uri": f"/term/{slug}/", "name": slug}
    return await insert(connection, "term", defaults | columns)


async def comment(connection: asyncpg.Connection, entry_id: int, **columns: Any) -> int:
    """Insert a comment, approved by default."""
    defaults = {"entry_id": entry_id, "status": "APPROVED", "guest_name": "Guest"}
    return await insert(connection, "comment", defaults | columns)


async def insert(connection: asyncpg.Connection, table: str, columns: dict[str, Any]) -> int:
    """Insert a row; return its id, or None for a table without ids."""
    names = ", ".join(columns)
    placeholders = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
    # f-strings are for names written in tests; values stay parameters
    returned = await connection.fetchrow(
        f"insert into quire.{table} ({names}) values ({placeholders}) returning *",
        *columns.values(),
    )
    return returned.get("id")
