"""Facets: each number is that of the posts that a further condition would leave."""

from __future__ import annotations

from typing import Any

import pytest

from gql.operation.request import GraphQLRequest
from tests.operation_client import OperationClient

FACETS = """query ($where: PostWhere) { posts(where: $where) { totalCount facets {
  categories(first: 100) { count node: category { databaseId } }
  tags(first: 100) { count node: tag { databaseId } }
  authors(first: 100) { count node: author { databaseId } }
  years { year count }
} } }"""
COUNT = "query ($where: PostWhere) { posts(where: $where) { totalCount } }"
WHERES: list[dict[str, Any]] = [
    {},
    {"sticky": True},
    {"category": {"in": {"slugs": ["night-work"]}}},
    {"or": [{"tag": {"in": {"slugs": ["bread"]}}}, {"search": "lighthouse"}]},
    {"not": {"author": {"in": {"slugs": ["wren-okafor"]}}}},
    {"tag": {"in": {"slugs": ["nothing"]}}},
]


@pytest.mark.parametrize("by_plan", [False, True])
@pytest.mark.parametrize("where", WHERES, ids=str)
async def test_a_number_is_that_of_what_a_further_condition_leaves(
    reader: OperationClient, by_plan: bool, where: dict[str, Any]
) -> None:
    client = OperationClient(reader.database, by_plan=by_plan)

    async def count(**condition: Any) -> int:
        data = await client.data(COUNT, {"where": {"or": [where], **condition}})
        return int(data["posts"]["totalCount"])

    posts = (await client.data(FACETS, {"where": where}))["posts"]
    for facet, name in (("categories", "category"), ("tags", "tag"), ("authors", "author")):
        found = posts["facets"][facet]
        for one in found:
            nodes = {"in": {"databaseIds": [one["node"]["databaseId"]]}}
            assert one["count"] == await count(**{name: nodes}), (name, one)
        counts = [one["count"] for one in found]
        assert counts == sorted(counts, reverse=True)
    for one in posts["facets"]["years"]:
        year = one["year"]
        span = {"from": f"{year}-01-01T00:00:00Z", "until": f"{year + 1}-01-01T00:00:00Z"}
        assert one["count"] == await count(published=span)
    assert sum(one["count"] for one in posts["facets"]["years"]) == posts["totalCount"]


@pytest.mark.parametrize("by_plan", [False, True])
async def test_the_rows_that_tell_where_a_page_lies_are_priced_beside_facets(
    reader: OperationClient, by_plan: bool
) -> None:
    client = OperationClient(reader.database, by_plan=by_plan)
    query = "{ posts(first: 30) { pageInfo { hasNextPage } facets { years { count } } } }"
    result = await client.run_request(GraphQLRequest(query), max_nodes=29)
    assert [error["extensions"]["code"] for error in result.errors] == ["COST_LIMIT"]
    assert not (await client.run_request(GraphQLRequest(query), max_nodes=30)).errors
