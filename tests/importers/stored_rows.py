"""Reads back what an import has stored: as an anonymous viewer, and from the tables."""

from __future__ import annotations

from typing import Any

from gql.db import Database, Statement


async def public_rows(database: Database, text: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the public views, read under the database role of anonymous viewers."""
    records = await database.reader.fetch(Statement("public_rows", text), *values)
    return [tuple(record.values()) for record in records]


async def table_rows(database: Database, text: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the tables themselves."""
    async with database.transaction() as connection:
        return [tuple(record) for record in await connection.fetch(text, *values)]


TABLES = [
    "author", "author_private", "comment", "comment_private", "comment_like", "entry",
    "entry_draft", "entry_like", "entry_old_uri", "entry_revision", "imported", "media", "menu",
    "menu_item", "post_author", "post_term", "site", "term",
]  # fmt: skip


async def row_versions(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """ctid and xmin of every row: equal before and after only if nothing was written between."""
    # PostgreSQL writes a new version of a row even when an update changes no column
    return {
        table: await table_rows(
            database, f"select ctid::text, xmin::text from {table} order by ctid"
        )
        for table in TABLES
    }


async def row_counts(database: Database) -> dict[str, int]:
    """The number of rows in each table that an import writes."""
    return {table: len(rows) for table, rows in (await row_versions(database)).items()}
