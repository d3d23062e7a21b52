"""What reading a list from end to end costs, by how long lists are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from gql.engine import Context, node_types, source_of
from gql.engine.declare.declaration import DECLARATION, Paginated
from gql.engine.list_sizes import LONG_LIST, MAX_SCAN_COST, ROWS_OF_A_NODE, ListSizes, Scan
from gql.operation.execute import Executor, graphql_core_schema
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.sql.site import list_sizes
from gql.viewer import ANONYMOUS, Role, Viewer
from tests.operation_client import OperationClient, open_client, reads_as
from tests.schema import row_factories

ROWS = {"post": 3_000, "page": 3_000, "comment": 9_000, "author": 100, "tag": 60, "post_author": 3_000, "post_term": 6_000, "category": 20, "post_category": 4_000}  # fmt: skip
LONG = LONG_LIST // ROWS_OF_A_NODE


@pytest.fixture
def sizes() -> ListSizes:
    sizes = ListSizes()
    sizes.update(ROWS)
    return sizes


@pytest.mark.parametrize(
    ("scan", "times", "cost"),
    [
        (None, 1, 0),
        (Scan("post"), 1, 200),
        (Scan("post", rows=3), 2, 1_200),
        (Scan("comment", "author"), 10, (900 + LONG_LIST) // ROWS_OF_A_NODE),
        # all lists together are no longer than what they are made of
        (Scan("post", "tag"), 1, (50 + LONG_LIST) // ROWS_OF_A_NODE),
        (Scan("post"), 1_000, MAX_SCAN_COST),
        (Scan(rows=30), 5, 10),
        (Scan("unknown"), 1, 0),
        (Scan("comment", most=150), 2, 20),
        (Scan("comment", "author", most=10_000), 1, (90 + LONG_LIST) // ROWS_OF_A_NODE),
    ],
)
def test_a_scan_costs_what_it_may_look_at(
    sizes: ListSizes, scan: Scan | None, times: int, cost: int
) -> None:
    assert sizes.cost(scan, times) == cost


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ posts(first: 5) { nodes { title } } }", 5),
        ("{ posts(first: 5) { totalCount } }", 200),
        ('{ posts(first: 5, where: { language: "de" }) { nodes { title } } }', 205),
        ('{ posts(first: 5, where: { language: "de" }) { totalCount nodes { title } } }', 405),
        (
            '{ posts(first: 5, where: { tag: { in: { slugs: ["a"] } }, sticky: true }) { nodes { title } } }',
            405,
        ),
        # by the index of one record
        (
            '{ comments(first: 5, where: { author: { in: { slugs: ["a"] } } }) { nodes { id } } }',
            5 + LONG,
        ),
        # a search is priced apart, whatever there is
        ('{ posts(first: 5, where: { search: "bread" }) { nodes { title } } }', 2_505),
        # columns have these counts
        ("{ tags(first: 5) { nodes { postCount posts { totalCount } } } }", 5),
        ('{ post(by: { slug: "x" }) { comments { totalCount } } }', 1),
        # no index of the link has this order
        ("{ tags(first: 1) { nodes { posts(first: 1) { nodes { id } } } } }", 2),
        (
            "{ tags(first: 1) { nodes { posts(first: 1, orderBy: TITLE) { nodes { id } } } } }",
            2 + (100 + LONG_LIST) * 2 // ROWS_OF_A_NODE,
        ),
        # an index has the posts of the category itself, and no column their number
        ('{ category(by: { slug: "x" }) { postCount posts { totalCount } } }', 1),
        (
            '{ category(by: { slug: "x" }) { posts(first: 5, includeChildren: false) { totalCount nodes { id } } } }',
            6 + (200 + LONG_LIST) * 2 // ROWS_OF_A_NODE,
        ),
        # what the index of the records finds, and what leaves few out
        (
            '{ posts(first: 5, where: { post: { in: { slugs: ["a", "b"] } } }) { totalCount nodes { id } } }',
            5,
        ),
        ('{ posts(first: 5, where: { post: { notIn: { slugs: ["a"] } } }) { nodes { id } } }', 5),
        ('{ posts(first: 5, where: { post: { notIn: { slugs: ["a"] } } }) { totalCount } }', 200),
        # two lists of comments, or all of them
        (
            '{ comments(first: 5, where: { author: { in: { slugs: ["a", "b"] } } }) { nodes { id } } }',
            5 + 2_002 // 15,
        ),
        (
            '{ comments(first: 5, where: { or: [{ author: { in: { slugs: ["a"] } } }, { on: { in: { databaseIds: [1] } } }] }) { nodes { id } } }',
            5 + 2_002 // 15,
        ),
        (
            '{ comments(first: 5, where: { or: [{ author: { in: { slugs: ["a"] } } }, { rootsOnly: true }] }) { nodes { id } } }',
            605,
        ),
        (
            '{ comments(first: 5, where: { not: { author: { in: { slugs: ["a"] } } } }) { nodes { id } } }',
            605,
        ),
        (
            '{ posts(first: 5, where: { or: [{ tag: { in: { slugs: ["a"] } } }, { search: "b" }] }) { nodes { id } } }',
            2_905,
        ),
        (
            '{ author(by: { slug: "x" }) { comments(first: 5, orderBy: OLDEST) { nodes { id } } } }',
            6,
        ),
        (
            '{ author(by: { slug: "x" }) { comments(first: 5, orderBy: MOST_LIKED) { nodes { id } } } }',
            6 + (90 + LONG_LIST) // ROWS_OF_A_NODE,
        ),
        # what is skipped is read
        ("{ posts(first: 5, offset: 150) { nodes { id } } }", 5 + 150 // ROWS_OF_A_NODE),
        ("{ posts(first: 5, offset: 9000) { nodes { id } } }", 5 + 200),
        ("{ posts(first: 5, offset: 0) { nodes { id } } }", 5),
        ('{ search(query: "bread", first: 5, offset: 150) { nodes { __typename } } }', 1_015),
        ('{ comments(first: 5, around: "Q29tbWVudDox") { nodes { id } } }', 5 + 600),
        ('{ post(by: { slug: "x" }) { discussion(first: 5, offset: 30) { rootCount } } }', 67),
        ("{ site { title } }", 0),
        ("{ site { postCount } archive { month } }", 400),
        ('{ archive(where: { tag: { in: { slugs: ["a"] } } }) { month } }', 400),
        ("{ archive(where: { post: { in: { databaseIds: [1] } } }) { month } }", 0),
        ('{ archive(where: { search: "bread" }) { month } }', 2_700),
        # each facet looks at the list, and at the links of its posts; what is read of 7 tags counts
        ("{ posts { facets { years { count } } } }", 1_600),
        ("{ posts { facets { tags(first: 7) { tag { name } } years { count } } } }", 3_207),
        (
            "{ posts { facets { tags(first: 7) { tag { posts(first: 9) { nodes { id } } } } } } }",
            1_600 + 7 * (1 + 9),
        ),
        ('{ posts(where: { post: { in: { slugs: ["a"] } } }) { facets { years { count } } } }', 0),
        (
            '{ category(by: { slug: "x" }) { posts { facets { years { count } } } } }',
            1 + (200 + LONG_LIST) * 8 // ROWS_OF_A_NODE,
        ),
        ('{ author(by: { slug: "x" }) { commentCount } }', 1 + (90 + LONG_LIST) // ROWS_OF_A_NODE),
    ],
)
async def test_counts_and_filters_are_priced_by_the_lists_that_they_read(
    reader: OperationClient, query: str, cost: int
) -> None:
    assert await price(reader, query, ANONYMOUS) == cost


def test_nothing_is_priced_before_sizes_are_known() -> None:
    assert ListSizes().cost(Scan("post"), 1) == 0


async def test_lists_and_neighbours_of_posts_cost_everybody_the_same(
    reader: OperationClient,
) -> None:
    query = "{ posts(first: 2) { nodes { next { id } } } }"
    for viewer in (ANONYMOUS, Viewer(Role.EDITOR, 2, 2, "two@blog.example")):
        assert await price(reader, query, viewer) == 4


def views_of_connections() -> Iterator[str]:
    """The views, or links, that the lists of all types are read from."""
    types = graphql_core_schema(schema).type_map
    for type_ in types.values():
        for field in type_.fields.values() if isinstance(type_, GraphQLObjectType) else ():
            definition = field.extensions.get("strawberry-definition")
            declared = definition and definition.metadata.get(DECLARATION)
            # of one with `reads` that is the price, such as a link that is no table
            if isinstance(declared, Paginated) and not declared.reads:
                connection: Any = get_named_type(field.type)
                node = get_named_type(connection.fields["nodes"].type).name
                yield declared.via.view if declared.via else source_of(node_types[node]).view


async def price(client: OperationClient, query: str, viewer: Viewer) -> int:
    executor = Executor(schema)
    executor.sizes.update(ROWS)
    context = Context(viewer, reads_as(client.database, viewer), "http://quire.example")
    result = await executor.run(GraphQLRequest(query, extensions={"cost": True}), context)
    assert not result.errors
    return int(result.extensions["cost"]["requested"])


async def test_sizes_are_those_of_the_statistics(empty_database: str) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        for _ in range(3):
            await row_factories.author(owner)
        await owner.execute("analyze author")
    async with open_client(empty_database) as client:
        found = await list_sizes(client.database.reader)
    assert found["author"] == 3
    assert found["post"] == 0
    assert set(found) >= set(views_of_connections())
