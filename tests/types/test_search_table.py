"""What searches find, and must not find, in texts of eight languages: search_texts.py."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest

from tests.operation_client import OperationClient, open_client
from tests.schema import row_factories
from tests.types.search_texts import TABLE, TEXTS

SEARCH = """query ($words: String!) {
  search(query: $words, kinds: [POST], first: 20) {
    totalCount totalCountIsExact edges { highlight node { ... on Post { slug } } }
  }
  posts(where: { search: $words }, orderBy: RELEVANCE, first: 20) { totalCount nodes { slug } }
}"""


@pytest.fixture(scope="module")
async def clients(module_database: str) -> AsyncIterator[list[OperationClient]]:
    """The reference path, and plans."""
    async with row_factories.owner_connection(module_database) as owner:
        author = await row_factories.author(owner)
        for slug, (language, title, text) in TEXTS.items():
            await row_factories.entry(
                owner, author, slug=slug, language=language, title=title, content_text=text
            )
    async with open_client(module_database) as client:
        yield [client, OperationClient(client.database, by_plan=True)]


def test_the_table_has_what_is_found_and_what_is_not() -> None:
    assert len(TABLE) >= 60
    assert len([found for _, found in TABLE if not found]) >= 15
    assert {slug for _, found in TABLE for slug in found.split()} == {*TEXTS}


@pytest.mark.parametrize(("words", "expected"), TABLE, ids=lambda text: repr(text[:30]))
async def test_a_search_finds_what_it_should(
    clients: list[OperationClient], words: str, expected: str
) -> None:
    for client in clients:
        data = await client.data(SEARCH, {"words": words})

        found = [edge["node"]["slug"] for edge in data["search"]["edges"]]
        assert sorted(found) == sorted(expected.split())
        assert [node["slug"] for node in data["posts"]["nodes"]] == found
        assert data["search"]["totalCount"] == data["posts"]["totalCount"] == len(found)
        assert data["search"]["totalCountIsExact"]
        for edge in data["search"]["edges"]:
            # markup is that of the marks alone
            assert not re.search("[<>]", re.sub("</?mark>", "", edge["highlight"]))


async def test_a_title_counts_more_than_a_text_and_newer_more_than_older(
    empty_database: str,
) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        author = await row_factories.author(owner)
        rows = (
            ("old", "Notes", "About a harbour.", "2010-01-01"),
            ("new", "Notes", "About a harbour.", "2024-01-01"),
            ("title", "Harbour", "About notes.", "2010-01-01"),
        )
        for slug, title, text, time in rows:
            at = await owner.fetchval("select $1::text::timestamptz", time)
            await row_factories.entry(
                owner, author, slug=slug, title=title, content_text=text, published_at=at
            )
    async with open_client(empty_database) as client:
        data = await client.data(SEARCH, {"words": "harbour"})
        found = [edge["node"]["slug"] for edge in data["search"]["edges"]]
        assert found == ["title", "new", "old"]
