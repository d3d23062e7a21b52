"""Members of several types of one pool, asked for side by side: one list in the statement."""

from __future__ import annotations

import pytest

from gql.db import Database
from gql.operation.request import GraphQLRequest
from tests.operation_client import Asking
from tests.schema import row_factories

SLUG = {"slug": "bread-at-four"}
TOGETHER = [
    "categories { name } tags { name }",
    "tags { slug } mine: tags { name uri } categories { id __typename }",
    "categories { ...on Category { name } } tags { name link postCount }",
    "tags { name } author { name } ...on Post { categories { description } }",
]
APART = [
    "tags { name }",
    "tags { name } more: tags { slug }",
    "categories { name parent { name } } tags { name }",
    "categories { name } tags { name posts(first: 1) { nodes { title } } }",
    "categories { name posts(first: 1) { totalCount } } tags { name posts { totalCount } }",
    "tags { name } previous { categories { name } }",
]


@pytest.mark.parametrize("fields", [*TOGETHER, *APART])
async def test_they_are_those_of_the_reference(reader: Asking, fields: str) -> None:
    asking = Asking(reader.database, by_plan=True)
    query = f"query Post($slug: String!) {{ post(by: {{ slug: $slug }}) {{ {fields} }} }}"
    result = await asking.run(query, SLUG)
    assert result.planned
    assert result.data == await reader.data(query, SLUG)
    [(statement, _)] = result.statements.statements
    assert (statement.text.count("join term t") == 1) is (fields in TOGETHER)
    assert ("join tag t" not in statement.text) is (fields in TOGETHER)


async def test_each_record_of_a_statement_has_a_list_of_its_own(reader: Asking) -> None:
    asking = Asking(reader.database, by_plan=True)
    query = "{ posts(first: 9) { nodes { %s previous { title %s } } } }"
    query %= ("categories { name } tags { name }",) * 2
    result = await asking.run(query)
    assert result.planned
    assert result.data == await reader.data(query)
    [(statement, _)] = result.statements.statements
    assert statement.text.count("join term t") == 2


async def test_only_what_is_handed_out_is_counted(empty_database: str) -> None:
    async with row_factories.as_owner(empty_database) as owner:
        entry = await row_factories.entry(owner, await row_factories.author(owner, is_public=True))
        for kind, count in (("CATEGORY", 2), ("TAG", 7)):
            for position in range(count):
                term = await row_factories.term(owner, kind=kind)
                link = {"post_id": entry, "term_id": term, "position": position}
                await row_factories.insert(owner, "post_term", link)
    query = "{ posts(first: 1) { nodes { categories { name } tags { name } } } }"
    database = await Database.open(empty_database, pool_size=2)
    for most, refused in ((9, ["LIMIT_EXCEEDED"]), (10, [])):
        for by_plan in (True, False):
            asking = Asking(database, by_plan=by_plan)
            result = await asking.ask(GraphQLRequest(query), max_nodes=most)
            assert [error["extensions"]["code"] for error in result.errors] == refused
            assert result.planned is (by_plan and not refused)
    await database.close()
