"""`where: { language }` is a language range, matched by basic filtering of RFC 4647 (3.3.1)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from gql.engine.declare.where import filters_of
from gql.types.post import PostWhere
from tests.operation_client import OperationClient, open_client
from tests.schema import row_factories

QUERY = "query ($range: String!) { posts(where: { language: $range }) { totalCount nodes { language } } }"
TAGS = ("en", "en-US", "EN-us-x-twain", "eng", "de-CH", "de-Latn-CH", "zh-Hant", "sr_Latn")


@pytest.fixture(scope="module")
async def client(module_database: str) -> AsyncIterator[OperationClient]:
    async with row_factories.owner_connection(module_database) as owner:
        author = await row_factories.author(owner)
        for tag in TAGS:
            await row_factories.entry(owner, author, language=tag)
    async with open_client(module_database) as client:
        yield client


@pytest.mark.parametrize(
    ("range_", "found"),
    [
        ("EN-us", {"en-US", "EN-us-x-twain"}),
        ("en", {"en", "en-US", "EN-us-x-twain"}),
        ("ZH", {"zh-Hant"}),
        ("de-ch", {"de-CH"}),  # basic filtering compares from the left: no subtag is skipped
        ("en-", set()),
        ("e", set()),
        ("en-%", set()),
        ("sr", set()),
        ("", set()),
        ("*", set(TAGS)),
    ],
)
async def test_a_range_matches_a_tag_or_what_continues_it(
    client: OperationClient, range_: str, found: set[str]
) -> None:
    data = await client.data(QUERY, {"range": range_})

    assert {node["language"] for node in data["posts"]["nodes"]} == found
    assert data["posts"]["totalCount"] == len(found)


def test_a_range_that_is_longer_than_any_tag_is_not_compared_whole() -> None:
    [one] = filters_of(PostWhere(language="en-" + "x" * 300_000))
    assert one.values == ("en-" + "x" * 33,)
