"""What was written, as a stranger may read it, and as it really is."""

from __future__ import annotations

from typing import Any

from gql.db import Database, Statement


async def seen(database: Database, text: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the readers' views, read under the readers' role."""
    records = await database.reader.fetch(Statement("seen", text), *values)
    return [tuple(record.values()) for record in records]


async def stored(database: Database, text: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the tables themselves."""
    async with database.transaction() as connection:
        return [tuple(record) for record in await connection.fetch(text, *values)]


TABLES = [
    "author", "author_private", "comment", "comment_private", "comment_like", "entry",
    "entry_draft", "entry_like", "entry_old_uri", "entry_revision", "imported", "media", "menu",
    "menu_item", "post_author", "post_term", "site", "term",
]  # fmt: skip


async def versions(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Which transaction wrote each row, and where it lies: the same only where nothing was written."""
    return {
        table: await stored(database, f"select ctid::text, xmin::text from {table} order by ctid")
        for table in TABLES
    }


async def counts(database: Database) -> dict[str, int]:
    return {table: len(rows) for table, rows in (await versions(database)).items()}
