"""On a big publication a search reads what indexes find, bounded, and no table from end to end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from gql.db import Statement
from gql.engine import MAX_CANDIDATES
from gql.sql.statements import statements
from tests.operation_client import OperationClient
from tests.schema.row_factories import reader_connection

pytestmark = pytest.mark.slow(80)

SQL = statements("search")
KINDS = ["POST", "PAGE", "COMMENT", "AUTHOR", "CATEGORY", "TAG"]
NO_POSITION = [None] * 6
# of posts, pages and comments each; some are looked at and are not listed
MAX_ROWS = 3 * (MAX_CANDIDATES + 1) + 500
# of 8 kB: what was measured was 13,000; the table of comments alone has 58,000
MAX_BLOCKS = 16_000
WORDS = [
    "river",  # in every post, and in every fourth comment
    "riv",
    "river paper letter garden",
    '"river paper"',
    "river -paper",
    "rivre",
    "author or river or category",
    "zzz",
    "the",
    "東京",
    " or ".join(
        ["river", "paper", "letter", "garden", "stone", "evening", "market", "harbour"] * 4
    ),
]


@pytest.fixture
async def big(big_database: str) -> AsyncIterator[asyncpg.Connection]:
    """10,000 posts and 200,000 comments, as anonymous viewers read them."""
    async with reader_connection(big_database) as connection:
        # as of statements that are kept: their plans know no words
        await connection.execute("set plan_cache_mode = force_generic_plan")
        yield connection


@pytest.mark.parametrize("words", WORDS)
async def test_a_search_reads_what_indexes_find(big: asyncpg.Connection, words: str) -> None:
    ranked = [words, KINDS, 11, *NO_POSITION, False, MAX_CANDIDATES]
    await _check(big, SQL["search"], ranked)
    await _check(big, SQL["search_total"], [words, KINDS, MAX_CANDIDATES])
    found = await big.fetch(SQL["search"].text, *ranked)
    places = [[one["kind"] for one in found], [one["id"] for one in found]]
    await _check(big, SQL["search_highlights"], [words, *places])


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("field", ["posts", "pages", "comments", "authors"])
async def test_a_list_by_relevance_reads_what_indexes_find(
    planned: OperationClient, big: asyncpg.Connection, field: str, words: str
) -> None:
    query = f"{{ {field}(where: {{ search: {json.dumps(words)} }}, orderBy: RELEVANCE) {{ nodes {{ id }} }} }}"
    result = await planned.run(query)
    [(statement, values)] = result.statements.statements
    await _check(big, statement, values)


async def _check(connection: asyncpg.Connection, statement: Statement, values: Any) -> None:
    """Run a statement, and look at what it has read, in functions too."""
    async with connection.transaction():
        report = await connection.fetchval(
            f"explain (analyze, buffers, format json) {statement.text}", *values
        )
        tables = await connection.fetch(
            "select relname, seq_scan, coalesce(idx_tup_fetch, 0) as found "
            "from pg_stat_xact_user_tables where schemaname = 'quire'"
        )
    plan = json.loads(report)[0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < MAX_BLOCKS
    read = {one["relname"]: one for one in tables}
    big_tables = ("entry", "comment", "search_word", "post_term", "post_author")
    assert [name for name in big_tables if name in read and read[name]["seq_scan"]] == []
    assert max(one["found"] for one in tables) <= MAX_ROWS
