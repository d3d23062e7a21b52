"""A change of one comment in a long discussion writes a bounded number of rows, and every count and number stays right."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.conftest import cloned
from tests.schema import row_factories
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection, reader_connection
from tests.schema.test_counts import row_versions

pytestmark = [pytest.mark.slow(15), pytest.mark.untraced]

COMMENTS, DEEPEST = 2_500, 60
MOST_NUMBERED = 64  # rows that quire.number_one_block numbers anew
# chains of replies down to the deepest level; some are held, with the rest of their chain below them
INSERT_CHAINS = """
insert into quire.comment (id, entry_id, parent_id, status, published_at)
overriding system value
select i, $1, case when i % $4 <> 1 then i - 1 end, case when i % 97 = 0 then 'HELD' else 'APPROVED' end,
  timestamptz '2026-01-01' + i * interval '1 minute'
from generate_series($2::bigint, $3::bigint) i
"""


@pytest.fixture(scope="module")
async def discussed(server_url: str, template: str) -> AsyncIterator[str]:
    """The name of a database with a post that has thousands of comments, to be cloned."""
    async with cloned(server_url, template) as url:
        async with owner_connection(url) as connection:
            entry = await row_factories.entry(connection, await row_factories.author(connection))
            for first in range(1, COMMENTS, 500):
                await connection.execute(INSERT_CHAINS, entry, first, first + 499, DEEPEST)
            await connection.execute(
                "select setval(pg_get_serial_sequence('comment', 'id'), $1)", COMMENTS
            )
            assert await derived_column_errors(connection) == []
        yield url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
async def connection(server_url: str, discussed: str) -> AsyncIterator[asyncpg.Connection]:
    """A copy of that database, for one test."""
    async with cloned(server_url, discussed) as url, owner_connection(url) as connection:
        yield connection


@pytest.mark.parametrize(
    "change",
    [
        # held with its replies, in the middle
        "update comment set status = 'APPROVED' where id = 1940",
        "update comment set status = 'SPAM' where id = 2003",
        "update comment set status = 'TRASH' where id = 1",
        "update comment set published_at = '2025-01-01' where id = 2050",
        "update comment set published_at = '2027-01-01' where id = 2050",
        "update comment set kind = 'PINGBACK' where id = 2050",
        "delete from comment where id = 2100",  # the last of its chain
        "insert into comment (entry_id, status, published_at) values (1, 'APPROVED', '2026-01-02')",
        "insert into comment (entry_id, status, published_at) values (1, 'APPROVED', '2020-01-02')",
        "insert into comment (entry_id, parent_id, status) values (1, 2100, 'APPROVED')",
    ],
)
async def test_a_change_in_a_long_discussion_writes_few_rows_and_keeps_all_numbers(
    connection: asyncpg.Connection, change: str
) -> None:
    before = await row_versions(connection)
    await connection.execute(change)
    after = await row_versions(connection)
    written = sum(before.get(key) != after.get(key) for key in before.keys() | after.keys())
    # two blocks at most, and a chain from its root down
    assert 1 <= written <= 2 * MOST_NUMBERED + 2 * DEEPEST
    assert await derived_column_errors(connection) == []


async def test_a_newest_comment_writes_its_ancestors_and_no_number_of_others(
    connection: asyncpg.Connection,
) -> None:
    before = await row_versions(connection)
    newest = await row_factories.comment(connection, 1, parent_id=2100)
    after = await row_versions(connection)
    written = {key for key in after if after[key] != before.get(key)}
    assert written == {newest, *range(2041, 2101)}


@pytest.mark.parametrize("status", ["DRAFT", "TRASH", "PRIVATE"])
async def test_withdrawing_a_post_writes_no_comment_and_hides_them_all(
    connection: asyncpg.Connection, status: str
) -> None:
    listed = "select count(*), coalesce(max(number), 0) from quire_reader.comment"
    seen = tuple(await connection.fetchrow(listed))
    before = await row_versions(connection)
    await connection.execute("update entry set status = $1", status)
    assert tuple(await connection.fetchrow(listed)) == (0, 0)
    assert await derived_column_errors(connection) == []
    await connection.execute("update entry set status = 'PUBLISHED'")
    assert tuple(await connection.fetchrow(listed)) == seen
    assert await row_versions(connection) == before
    assert await derived_column_errors(connection) == []


async def test_comments_of_a_scheduled_post_are_shown_at_its_time(
    connection: asyncpg.Connection,
) -> None:
    seen = "select count(*) from quire_reader.comment"
    everything = await connection.fetchval(seen)
    await connection.execute("update entry set published_at = clock_timestamp() + interval '1 s'")
    assert await connection.fetchval(seen) == 0
    await connection.execute("select pg_sleep_until((select max(published_at) from entry))")
    assert await connection.fetchval(seen) == everything


@pytest.mark.parametrize("seed", range(2))
async def test_numbers_are_right_after_any_changes_of_a_long_discussion(
    connection: asyncpg.Connection, seed: int
) -> None:
    drawn = random.Random(seed)
    for _ in range(8):
        ids = drawn.sample(range(1, COMMENTS + 1), drawn.choice([1, 3, 90, 1_200]))
        change = drawn.choice(CHANGES)
        await connection.execute(change, ids)
        assert await derived_column_errors(connection) == [], f"{change} of {ids[:5]} …"
    # guards the test itself: blocks were split, and some are empty or short by now
    assert await connection.fetchval("select count(*) from comment_block") > 2


CHANGES = [
    "update comment set status = 'SPAM' where id = any($1)",
    "update comment set status = 'APPROVED' where id = any($1)",
    "update comment set status = case when status = 'SPAM' then 'APPROVED' else 'SPAM' end where id = any($1)",
    "update comment set published_at = published_at + id % 7 * interval '1 day' where id = any($1)",
    "delete from comment where id = any(($1::bigint[])[:20])",
    "insert into comment (entry_id, parent_id, status, published_at) "
    "select entry_id, id, status, published_at + interval '1 s' from comment where id = any($1)",
    "insert into comment (entry_id, status, published_at) select 1, 'APPROVED', now() from unnest($1::bigint[])",
]


async def test_a_thread_that_is_deleted_from_the_first_block_is_counted_out_of_all(
    empty_database: str,
) -> None:
    async with owner_connection(empty_database) as connection:
        entry = await row_factories.entry(connection, await row_factories.author(connection))
        await connection.execute(INSERT_CHAINS, entry, 1, 200, 5)
        assert await connection.fetchval("select count(*) from comment_block") > 2
        await connection.execute("delete from comment where id = 1")
        assert await connection.fetchval("select count(*) from comment") == 195
        assert await derived_column_errors(connection) == []


async def test_a_page_of_any_part_of_a_long_discussion_has_its_numbers(
    connection: asyncpg.Connection,
) -> None:
    records = await connection.fetch(
        "select number from quire_reader.comment where entry_id = 1 order by published_at, id"
    )
    assert [record["number"] for record in records] == [*range(1, len(records) + 1)]
    assert len(records) > COMMENTS * 0.6


async def test_an_author_of_withheld_comments_only_has_no_profile(empty_database: str) -> None:
    async with (
        owner_connection(empty_database) as owner,
        reader_connection(empty_database) as reader,
    ):
        entry = await row_factories.entry(owner, await row_factories.author(owner))
        commenter = await row_factories.author(owner, is_public=False)
        await row_factories.comment(owner, entry, author_id=commenter)
        profile = "select count(*) from author where id = $1"
        assert await reader.fetchval(profile, commenter) == 1
        await owner.execute("update entry set status = 'DRAFT'")
        assert await reader.fetchval(profile, commenter) == 0
