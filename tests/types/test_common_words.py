"""Very common words are looked for among the newest comments, and all else by the index."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.operation_client import OperationClient, open_client
from tests.schema import row_factories
from tests.schema.row_factories import owner_connection

SEARCH = """query ($words: String!) {
  search(query: $words, kinds: [COMMENT]) { totalCount totalCountIsExact nodes { ... on Comment { number } } }
  comments(where: { search: $words }, orderBy: OLDEST) { totalCount nodes { number } }
}"""
ALWAYS = """create or replace function quire_search.is_common(query tsquery) returns boolean
language sql as 'select true'"""
COMMENTS = 8


@pytest.fixture(scope="module")
async def client(module_database: str) -> AsyncIterator[OperationClient]:
    """Comments of which the second and the last are held; the odd ones speak of a harbour."""
    async with owner_connection(module_database) as owner:
        entry = await row_factories.entry(owner, await row_factories.author(owner))
        for n in range(COMMENTS):
            await row_factories.comment(
                owner,
                entry,
                content_text="open harbour" if n % 2 else "open sea",
                status="HELD" if n in (1, COMMENTS - 1) else "APPROVED",
                published_at=datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=n),
            )
    async with open_client(module_database) as client:
        yield client


@pytest.mark.parametrize(
    ("words", "count"),
    [("open", 6), ("ope", 6), ("open harbour", 2), ("open -harbour", 4), ('"sea open"', 0), ("zzz", 0)],
)  # fmt: skip
async def test_both_ways_find_the_same(
    client: OperationClient, module_database: str, words: str, count: int
) -> None:
    by_index = await client.data(SEARCH, {"words": words})
    async with owner_connection(module_database) as owner:
        definition = await owner.fetchval(
            "select pg_get_functiondef('quire_search.is_common'::regproc)"
        )
        await owner.execute(ALWAYS)
        among_newest = await client.data(SEARCH, {"words": words})
        await owner.execute(definition)

    assert by_index["search"]["totalCount"] == by_index["comments"]["totalCount"] == count
    assert among_newest == by_index


async def test_no_word_of_few_comments_is_common_whatever_the_statistics_say(
    client: OperationClient, module_database: str
) -> None:
    """Postgres gathers them when it pleases, and a kept answer would be another."""
    is_common = "select quire_search.is_common(quire_search.candidates('open'))"
    async with owner_connection(module_database) as owner:
        before = await owner.fetchval(is_common)
        await owner.execute("analyze comment")
        assert (before, await owner.fetchval(is_common)) == (False, False)
