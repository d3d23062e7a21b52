"""A list of what one record is linked to is read through its links, and holds what it held."""

from __future__ import annotations

import pytest

from tests.operation_client import OperationClient

OTHERS = [
    "",
    ", commented: true",
    ', language: "en"',
    ', published: { until: "2026-03-01T00:00:00Z" }',
]
PAGES = ["first: 3", "last: 2", "first: 2, offset: 1", "first: 4, orderBy: OLDEST"]
NODES = "{ nodes { id author { name } } pageInfo { endCursor hasNextPage hasPreviousPage } }"


@pytest.fixture(params=["reader", "planned"])
def client(request: pytest.FixtureRequest) -> OperationClient:
    """A client of the reference path, and one of the plans."""
    operation_client: OperationClient = request.getfixturevalue(request.param)
    return operation_client


@pytest.mark.parametrize("filtered", ["author", "category", "tag"])
async def test_posts_of_one_are_those_that_an_or_of_it_alone_finds(
    client: OperationClient, filtered: str
) -> None:
    found = 0
    for slug in await slugs(client, filtered):
        for other in OTHERS:
            for page in PAGES:
                condition = f'{filtered}: {{ in: {{ slugs: ["{slug}"] }} }}{other}'
                data = await client.data(
                    f"{{ linked: posts({page}, where: {{ {condition} }}) {NODES} "
                    f"walked: posts({page}, where: {{ or: [{{ {condition} }}] }}) {NODES} }}"
                )
                assert data["linked"] == data["walked"], (slug, other, page)
                found += len(data["linked"]["nodes"])
    assert found > 50


async def slugs(client: OperationClient, filtered: str) -> list[str]:
    """Some slugs of authors, categories or tags that have posts."""
    root = {"author": "authors", "category": "categories", "tag": "tags"}[filtered]
    data = await client.data(f"{{ {root}(first: 8) {{ nodes {{ slug }} }} }}")
    return [node["slug"] for node in data[root]["nodes"]]


async def test_a_filter_of_one_author_reads_the_links_in_their_order(
    planned: OperationClient,
) -> None:
    query = "query ($in: [String!]!) { posts(where: { author: { in: { slugs: $in } } }) { nodes { id } } }"
    texts = []
    for values in (["a"], ["a", "b"]):
        result = await planned.run(query, {"in": values})
        [(statement, _)] = result.statements.statements
        texts.append("order by l.published_at desc, l.post_id desc" in statement.text)
    assert texts == [True, False]
