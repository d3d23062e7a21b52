"""What stored texts are found by, brought to a new language of the site beside everything else."""

from __future__ import annotations

import asyncio

from gql.content.change_log import record_change
from gql.db import Database, Statement

ROWS_AT_ONCE = 200  # for which a writer may have to wait
PAUSE = 0.05  # seconds, for others
# cache tags of searches
FOUND = ["posts", "pages", "comments", "authors", "categories", "tags", "searches"]
REWRITE = Statement("rewrite_search", "select quire.rewrite_search($1)")


async def rewrite_due_words(database: Database) -> None:
    """Rewrite the words of comments, authors and terms that are in another language since the site
    is: all that is due, except for what another process does.

    200 rows in a transaction of their own; of several workers one does it. Until its turn has come
    a text is found by the words of the language before.
    """
    is_left = True
    while is_left:
        is_left = await _rewrite_piece(database)
        await asyncio.sleep(PAUSE)


async def _rewrite_piece(database: Database) -> bool:
    async with database.transaction() as connection:
        is_left = bool(await connection.fetchval(REWRITE.text, ROWS_AT_ONCE))
        if is_left:
            await record_change(connection, "UPDATED", "site", FOUND)
        return is_left
