"""Sibling lists of several types through one link (categories, tags) share a list in the statement."""

from __future__ import annotations

import pytest

from gql.db import Database
from gql.operation.request import GraphQLRequest
from tests.operation_client import OperationClient
from tests.schema import row_factories

SLUG = {"slug": "bread-at-four"}
SHARED = [
    "categories { name } tags { name }",
    "tags { slug } mine: tags { name uri } categories { id __typename }",
    "categories { ...on Category { name } } tags { name link postCount }",
    "tags { name } author { name } ...on Post { categories { description } }",
]
# lists are not shared if one is alone, or if objects are selected below
SEPARATE = [
    "tags { name }",
    "tags { name } more: tags { slug }",
    "categories { name parent { name } } tags { name }",
    "categories { name } tags { name posts(first: 1) { nodes { title } } }",
    "categories { name posts(first: 1) { totalCount } } tags { name posts { totalCount } }",
    "tags { name } previous { categories { name } }",
]


@pytest.mark.parametrize("fields", [*SHARED, *SEPARATE])
async def test_both_paths_return_the_same_lists(reader: OperationClient, fields: str) -> None:
    client = OperationClient(reader.database, by_plan=True)
    query = f"query Post($slug: String!) {{ post(by: {{ slug: $slug }}) {{ {fields} }} }}"
    result = await client.run(query, SLUG)
    assert result.planned
    assert result.data == await reader.data(query, SLUG)
    [(statement, _)] = result.statements.statements
    assert (statement.text.count("join term t") == 1) is (fields in SHARED)
    assert ("join tag t" not in statement.text) is (fields in SHARED)


async def test_each_record_has_a_shared_list_of_its_own(reader: OperationClient) -> None:
    client = OperationClient(reader.database, by_plan=True)
    query = "{ posts(first: 9) { nodes { %s previous { title %s } } } }"
    query %= ("categories { name } tags { name }",) * 2
    result = await client.run(query)
    assert result.planned
    assert result.data == await reader.data(query)
    [(statement, _)] = result.statements.statements
    assert statement.text.count("join term t") == 2


async def test_only_records_that_are_returned_count_towards_the_limit(empty_database: str) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        entry = await row_factories.entry(owner, await row_factories.author(owner, is_public=True))
        for kind, count in (("CATEGORY", 2), ("TAG", 7)):
            for position in range(count):
                term = await row_factories.term(owner, kind=kind)
                link = {"post_id": entry, "term_id": term, "position": position}
                await row_factories.insert(owner, "post_term", link)
    query = "{ posts(first: 1) { nodes { categories { name } tags { name } } } }"
    database = await Database.open(empty_database, pool_size=2)
    # ten records: the post, two categories, seven tags
    for max_nodes, codes in ((9, ["LIMIT_EXCEEDED"]), (10, [])):
        for by_plan in (True, False):
            client = OperationClient(database, by_plan=by_plan)
            result = await client.run_request(GraphQLRequest(query), max_nodes=max_nodes)
            assert [error["extensions"]["code"] for error in result.errors] == codes
            assert result.planned is (by_plan and not codes)
    await database.close()
