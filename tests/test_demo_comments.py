"""With --demo-live, a comment of the demo's editor appears every 20 seconds, and one only."""

from __future__ import annotations

import asyncio

from gql.cli.demo import prepare_demo
from gql.content.comments.comment_settings import CommentSettings
from gql.db import Database
from gql.demo_comments import write_comment

COUNT = "select count(*), max(status) from comment where content_text like '%in Greenwich.'"


async def test_processes_that_write_at_the_same_time_write_one_comment_which_is_shown(
    empty_database: str,
) -> None:
    settings = CommentSettings()
    database = await Database.open(empty_database, pool_size=3)
    await write_comment(database, settings, 1)  # there is no demo yet
    await prepare_demo(empty_database, "http://quire.example")
    await asyncio.gather(*(write_comment(database, settings, number) for number in (1, 1, 2, 1)))
    async with database.transaction() as connection:
        assert tuple(await connection.fetchrow(COUNT)) == (2, "APPROVED")
    await database.close()
