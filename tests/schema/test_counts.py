"""Triggers keep counts, numbers, places and paths right, whatever is written in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from tests.schema import row_factories
from tests.schema.expected_rows import derived_column_errors
from tests.schema.random_writes import NEW_YEAR, RandomWrites
from tests.schema.row_factories import owner_connection, reader_connection

pytestmark = pytest.mark.slow(4)


@pytest.mark.parametrize("seed", range(6))
async def test_derived_columns_are_right_after_any_write(empty_database: str, seed: int) -> None:
    async with owner_connection(empty_database) as connection:
        writes = RandomWrites(connection, seed)
        await writes.create_rows()
        most = deepest = 0
        for number in range(150):
            step = await writes.step()
            assert await derived_column_errors(connection) == [], f"after step {number}, {step}"
            extremes = await connection.fetchrow(
                "select coalesce(max(number), 0), coalesce(max(depth), 0) + 1 "
                "from quire_reader.comment"
            )
            most, deepest = max(most, extremes[0]), max(deepest, extremes[1])
        # guards the test itself against a walk that writes next to nothing
        assert most > 4, "the writes never came to a real discussion"
        assert deepest > 2


async def test_a_newest_reply_updates_only_the_rows_of_its_ancestors(empty_database: str) -> None:
    async with owner_connection(empty_database) as connection:
        entry = await row_factories.entry(connection, await row_factories.author(connection))
        first = await row_factories.comment(connection, entry, published_at=NEW_YEAR)
        second = await row_factories.comment(connection, entry, published_at=NEW_YEAR)
        answer = await row_factories.comment(
            connection, entry, parent_id=first, published_at=NEW_YEAR
        )
        # a reply that is also the newest comment shifts no number and no place of others
        before = await row_versions(connection)
        newest = await row_factories.comment(
            connection, entry, parent_id=answer, published_at=NEW_YEAR
        )
        after = await row_versions(connection)
        assert {key for key in after if after[key] != before.get(key)} == {first, answer, newest}
        assert after[second] == before[second]

        held = await row_factories.comment(connection, entry, parent_id=answer, status="HELD")
        assert (await row_versions(connection)).keys() - after.keys() == {held}
        assert await derived_column_errors(connection) == []


async def test_inserted_values_of_derived_columns_are_ignored(empty_database: str) -> None:
    async with owner_connection(empty_database) as connection:
        entry = await row_factories.entry(
            connection, await row_factories.author(connection), status="DRAFT"
        )
        await row_factories.comment(
            connection, entry, number=7, block_id=7, visible_from=NEW_YEAR, descendant_count=7
        )
        assert await derived_column_errors(connection) == []


async def test_a_bulk_load_with_misleading_statistics_does_not_take_quadratic_time(
    empty_database: str,
) -> None:
    async with owner_connection(empty_database) as connection:
        author = await row_factories.author(connection)
        first = await row_factories.entry(connection, author)
        await connection.execute(
            "insert into entry (kind, status, slug, uri, author_id, published_at) "
            "select 'POST', 'PUBLISHED', 'p' || i, '/p' || i, $1, now() "
            "from generate_series(1, 5000) i",
            author,
        )
        for count in (1, 1, 5000):
            await connection.execute(
                "insert into comment (entry_id, status) "
                "select $1, 'APPROVED' from generate_series(1, $2)",
                first,
                count,
            )
        # From here on the statistics say that all comments are on the first entry: a plan in a
        # trigger that trusts them is quadratic for comments on 5,000 entries.
        await connection.execute("analyze")
        started = datetime.now(UTC)
        await connection.execute(
            "insert into comment (entry_id, status, published_at) "
            "select $1 + 1 + i % 5000, 'APPROVED', now() - i * interval '1 s' "
            "from generate_series(1, 30000) i",
            first,
        )
        # linear triggers take seconds for these; quadratic ones many minutes
        await connection.execute("update comment set status = 'SPAM' where id % 2 = 0")
        await connection.execute("update entry set published_at = published_at - interval '1 day'")
        assert datetime.now(UTC) - started < timedelta(seconds=40)
        assert await derived_column_errors(connection) == []


async def test_a_scheduled_post_becomes_visible_with_all_its_counts_at_its_time(
    empty_database: str,
) -> None:
    async with (
        owner_connection(empty_database) as owner,
        reader_connection(empty_database) as reader,
    ):
        author = await row_factories.author(owner)
        term = await row_factories.term(owner)
        soon = await owner.fetchval("select clock_timestamp() + interval '1 second'")
        post = await row_factories.entry(owner, author, published_at=soon, uri="/soon/")
        await owner.execute("insert into post_term (post_id, term_id) values ($1, $2)", post, term)
        await owner.execute(
            "insert into post_author (post_id, author_id) values ($1, $2)", post, author
        )
        first = await row_factories.comment(owner, post)
        await row_factories.comment(owner, post, parent_id=first)

        nothing = {"posts": 0, "comments": 0, "of_term": 0, "of_author": 0, "routes": 0, "site": 0}
        # the rows exist already: views compare published_at with the clock of each statement
        assert await visible_counts(reader) == nothing
        await owner.fetchval("select pg_sleep_until($1)", soon)
        expected = dict.fromkeys(nothing, 1) | {"comments": 2}
        assert await visible_counts(reader) == expected


async def visible_counts(reader: asyncpg.Connection) -> dict[str, Any]:
    """What the views of anonymous viewers count at this moment."""
    record = await reader.fetchrow("""
        select
          (select count(*) from post) as posts,
          (select count(*) from comment) as comments,
          (select post_count from category) as of_term,
          (select post_count from author) as of_author,
          (select count(*) from route where uri = '/soon/') as routes,
          (select post_count from site) as site
    """)
    return dict(record)


async def row_versions(connection: asyncpg.Connection) -> dict[int, tuple[str, str]]:
    """Transaction and place of each comment's row: any update changes them."""
    records = await connection.fetch("select id, xmin::text, ctid::text from comment")
    return {record["id"]: (record["xmin"], record["ctid"]) for record in records}
