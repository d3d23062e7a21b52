"""Traverses every connection of the schema, in every order and direction, while rows are added."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from graphql import GraphQLEnumType, GraphQLField, GraphQLObjectType, get_named_type

from gql.engine import encode_id
from gql.operation.execute import graphql_core_schema
from gql.schema import schema
from tests.operation_client import OperationClient, open_client

# other tests cover the same code
pytestmark = [pytest.mark.scaled(0.08), pytest.mark.untraced]

PAGE_SIZES = (1, 7, 100)
# conditions that some rows of SEED meet, and some do not
CONDITIONS = {
    "PostWhere": "{ commented: true }",
    "PageWhere": "{ status: { in: [PUBLISHED] } }",
    "CategoryWhere": "{ hasPosts: false }",
    "TagWhere": "{ hasPosts: false }",
    "CommentWhere": '{ published: { from: "2024-03-01T02:30:00Z" } }',
    "AuthorWhere": "{ hasPosts: false }",
    "MenuWhere": '{ location: { notIn: ["nowhere"] } }',
    "MediaWhere": '{ mimeType: { notIn: ["text/none"] } }',
    "SeriesWhere": '{ series: { notIn: { slugs: ["series-3"] } } }',
}
# the record of each type whose connections are traversed: SEED adds many rows to it
PARENTS = {"Post": 1, "Page": 41, "Author": 1, "Category": 1, "Tag": 31, "Comment": 1, "Series": 1}
# null or empty for anonymous viewers: tests/mutations/test_revisions.py, tests/mutations/test_redirects.py
OF_STAFF = {"revisions", "redirects"}
# orders with sticky posts first: by a time and by a text, in both directions
LED = re.compile("NEWEST|OLDEST|TITLE")
# i / 4 and the like: several rows share a sort key, so that the id has to break ties
SEED = """
insert into author (slug, uri, name, joined_at)
select 'a' || i, '/author/a' || i || '/', 'Name ' || i / 4, '2020-01-01'::timestamptz + i / 5 * interval '1 day'
from generate_series(1, 25) i;
insert into term (kind, slug, uri, name)
select k.kind, lower(k.kind) || i, '/' || lower(k.kind) || '/' || i || '/', 'Term ' || i / 4
from (values ('CATEGORY'), ('TAG')) k (kind), generate_series(1, 30) i order by k.kind, i;
update term set parent_id = 1 where kind = 'CATEGORY' and id between 2 and 28;
insert into entry (kind, status, slug, uri, title, content_text, author_id, published_at, updated_at)
select 'POST', 'PUBLISHED', 'p' || i, '/p' || i || '/', 'Title ' || i / 5, 'walking words', 1 + i % 3,
  '2024-01-01'::timestamptz + i / 4 * interval '1 hour', '2024-05-01'::timestamptz + i / 6 * interval '1 hour'
from generate_series(1, 40) i;
update entry set is_sticky = id % 7 = 2;
insert into entry (kind, status, slug, uri, title, author_id, published_at, parent_id, menu_order)
select 'PAGE', 'PUBLISHED', 'g' || i, '/g' || i || '/', 'Page ' || i / 3, 1, '2024-01-01',
  case when i > 0 then 41 end, i / 4
from generate_series(0, 30) i;
insert into post_author (post_id, author_id) select id, author_id from entry where kind = 'POST';
insert into post_author (post_id, author_id)
select id, 1 from entry where kind = 'POST' and author_id <> 1 and id % 2 = 0;
insert into post_term (post_id, term_id)
select e.id, t.id from entry e, term t where e.kind = 'POST' and t.id in (1, 31) and e.id <> 20;
insert into entry_like (entry_id, author_id, liked_at)
select 1, id, '2024-02-01'::timestamptz + id / 4 * interval '1 hour' from author;
insert into entry_like (entry_id, author_id)
select e.id, a.id from entry e, author a where e.id between 2 and 20 and a.id <= e.id % 4;
insert into comment (entry_id, status, author_id, content_text, published_at)
select e.id, 'APPROVED', case when i % 2 = 0 then 1 end, 'walking words',
  '2024-03-01'::timestamptz + i / 4 * interval '1 hour'
from generate_series(1, 30) i, unnest(array[1, 41]) e (id) order by e.id, i;
insert into comment (entry_id, status, published_at)
select e.id, 'APPROVED', '2024-03-02' from entry e where e.id between 2 and 30;
insert into comment (entry_id, parent_id, status, author_id, content_text, published_at)
select 1, 1, 'APPROVED', 1, 'walking words', '2024-03-01'::timestamptz + i / 3 * interval '1 hour' from generate_series(1, 30) i;
insert into media (url) select 'https://media.example/' || i from generate_series(1, 30) i;
insert into menu (slug, name) select 'menu-' || i, 'Menu' from generate_series(1, 30) i;
insert into series (slug, title) select 'series-' || i, 'Series ' || i / 4 from generate_series(1, 21) i;
insert into series_post (post_id, series_id, position)
select i, greatest(1, i - 19), i / 4 from generate_series(1, 40) i;
insert into comment_like (comment_id, author_id)
select c.id, a.id from comment c, author a where a.id <= c.id % 3;
"""
# rows anywhere in each order: $1 decides where, $2 makes slugs unique
ADD_ROWS = """
with moment as (
  select '2024-01-01'::timestamptz + $1::integer * interval '1 hour' as at, 'new' || $1::integer || '-' || $2::text as slug
), a as (
  insert into author (slug, uri, name, joined_at)
  select slug, '/author/' || slug || '/', 'Name ' || $1::integer % 7, '2020-01-01'::timestamptz + $1::integer % 6 * interval '1 day'
  from moment returning id
), l as (
  insert into entry_like (entry_id, author_id, liked_at)
  select 1, a.id, '2024-02-01'::timestamptz + $1::integer % 8 * interval '1 hour' from a
), m as (
  insert into media (url) select 'https://media.example/' || slug from moment
), n as (
  insert into menu (slug, name) select slug, 'Menu' from moment
), t as (
  insert into term (kind, slug, uri, name, parent_id)
  select k.kind, slug, '/' || k.kind || '/' || slug || '/', 'Term ' || $1::integer % 8,
    case when k.kind = 'CATEGORY' then 1 end
  from moment, (values ('CATEGORY'), ('TAG')) k (kind)
), p as (
  insert into entry (kind, status, slug, uri, title, content_text, author_id, published_at, updated_at,
    parent_id, menu_order, is_sticky)
  select k.kind, 'PUBLISHED', slug, '/' || k.kind || slug || '/', 'Title ' || $1::integer % 20, 'walking words', 1,
    at, '2024-05-01'::timestamptz + $1::integer % 17 * interval '1 hour', case when k.kind = 'PAGE' then 41 end, $1::integer % 10, k.kind = 'POST' and $1::integer % 3 = 0
  from moment, (values ('POST'), ('PAGE')) k (kind) returning id, kind
)
insert into comment (entry_id, parent_id, status, author_id, content_text, content_source, published_at)
select e.id, e.parent, 'APPROVED', 1, 'walking words', 'new', '2024-03-01'::timestamptz + $1::integer % 10 * interval '1 hour'
from moment, (values (1, 1), (1, null), (41, null)) e (id, parent)
"""
LINK_ROWS = """
with newest as (select id from entry where kind = 'POST' order by id desc limit 1), a as (
  insert into post_author (post_id, author_id) select id, 1 from newest
), s as (
  insert into series_post (post_id, series_id, position) select id, 1, id % 7 from newest
)
insert into post_term (post_id, term_id) select n.id, t.id from newest n, unnest(array[1, 31]) t (id)
"""
REMOVE_ROWS = (
    "delete from comment where content_source = 'new'",
    "delete from entry where slug like 'new%'",
    "delete from term where slug like 'new%'",
    "delete from author where slug like 'new%'",
    "delete from media where url like 'https://media.example/new%'",
    "delete from menu where slug like 'new%'",
)


@dataclass(frozen=True)
class Traversal:
    """A traversal of a connection field of a parent, in one order and direction."""

    parent: str
    name: str
    arguments: str
    backwards: bool

    def __str__(self) -> str:
        return f"{self.parent}.{self.name}({self.arguments}{' back' if self.backwards else ''})"


def _traversals() -> list[Traversal]:
    found = []
    for parent in graphql_core_schema(schema).type_map.values():
        if not isinstance(parent, GraphQLObjectType):
            continue
        for name, field in parent.fields.items():
            if get_named_type(field.type).name.endswith("Connection") and name not in OF_STAFF:
                for arguments in _arguments(field):
                    found += [
                        Traversal(parent.name, name, arguments, back) for back in (False, True)
                    ]
    return found


def _traversals_by(argument: str) -> list[Traversal]:
    """Those of connections that take this argument, forwards."""
    types = graphql_core_schema(schema).type_map
    return [
        one
        for one in _traversals()
        if not one.backwards and argument in types[one.parent].fields[one.name].args
    ]


def _arguments(field: GraphQLField) -> list[str]:
    needed = 'query: "walking"' if "query" in field.args else ""
    found = [needed]
    if order := field.args.get("orderBy"):
        enum = get_named_type(order.type)
        assert isinstance(enum, GraphQLEnumType)
        found = [f"orderBy: {value} {needed}" for value in enum.values]
        if "RELEVANCE" in enum.values:  # needs words
            found[found.index(f"orderBy: RELEVANCE {needed}")] += (
                ' where: { search: "walking or name or page" }'
            )
        if "stickyFirst" in field.args:
            found += [f"{one} stickyFirst: true" for one in found if LED.search(one)]
    if where := field.args.get("where"):
        # all of them with a condition, and one without
        condition = CONDITIONS[get_named_type(where.type).name]
        met = (one if "where:" in one else f"{one} where: {condition}" for one in found)
        found = [found[0], *met]
    return found


@pytest.fixture(scope="module")
async def writer(module_database: str) -> AsyncIterator[asyncpg.Connection]:
    """A database connection that adds rows during a traversal."""
    connection = await asyncpg.connect(module_database, server_settings={"search_path": "quire"})
    await connection.execute(SEED)
    yield connection
    await connection.close()


@pytest.fixture(scope="module")
async def client(
    writer: asyncpg.Connection, module_database: str
) -> AsyncIterator[OperationClient]:
    async with open_client(module_database) as found:
        yield found


@pytest.fixture(scope="module")
def clients(client: OperationClient) -> list[OperationClient]:
    """The reference path, and plans."""
    return [client, OperationClient(client.database, by_plan=True)]


@pytest.mark.parametrize("size", PAGE_SIZES)
@pytest.mark.parametrize("traversal", _traversals(), ids=str)
async def test_traversing_a_connection_returns_every_row_once_and_in_order(
    traversal: Traversal, size: int, client: OperationClient, writer: asyncpg.Connection
) -> None:
    before = await _traverse(client, traversal, 100, _nothing)

    rng = random.Random(f"{traversal}{size}")
    steps = iter(range(3))

    async def add() -> None:
        # three times at most, or pages of one row would add rows faster than they are read
        if next(steps, None) is not None:
            await writer.execute(ADD_ROWS, rng.randrange(26), str(rng.random()))
            await writer.execute(LINK_ROWS)

    try:
        after = await _traverse(client, traversal, size, add)
    finally:
        await _remove_added_rows(writer)

    assert len(before) > 7  # or the larger page sizes would prove nothing
    assert len(after) == len(set(after))
    # rows added during the traversal may appear or not
    assert [row for row in after if row in set(before)] == before


async def _remove_added_rows(writer: asyncpg.Connection) -> None:
    for statement in REMOVE_ROWS:
        await writer.execute(statement)


@pytest.mark.parametrize("traversal", _traversals_by("offset"), ids=str)
async def test_a_page_by_offset_is_that_of_the_walk(
    traversal: Traversal, clients: list[OperationClient]
) -> None:
    walked = await _traverse(clients[0], traversal, 100, _nothing)
    for offset in (1, 6, len(walked), 150):
        for client in clients:
            page = await _page(client, traversal, f"first: 6, offset: {offset}")
            assert _ids(page) == walked[offset : offset + 6]
            assert _neighbours(page) == (offset > 0, offset + 6 < len(walked))


@pytest.mark.parametrize("traversal", _traversals_by("around"), ids=str)
async def test_the_page_around_a_node_is_that_of_the_walk(
    traversal: Traversal, clients: list[OperationClient]
) -> None:
    walked = await _traverse(clients[0], traversal, 100, _nothing)
    for at, id in list(enumerate(walked))[:: 1 + len(walked) // 7]:
        for client in clients:
            page = await _page(client, traversal, f'first: 4, around: "{id}"')
            start = at // 4 * 4
            assert _ids(page) == walked[start : start + 4]
            assert _neighbours(page) == (start > 0, start + 4 < len(walked))


async def _traverse(
    client: OperationClient, traversal: Traversal, size: int, between: Callable[[], Awaitable[None]]
) -> list[str]:
    """The ids of all nodes in order, read page by page with `between` after each."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        place = f"last: {size}, before:" if traversal.backwards else f"first: {size}, after:"
        page = await _page(client, traversal, f"{place} $cursor", cursor)
        ids = _ids(page)
        found = ids + found if traversal.backwards else found + ids
        info = page["pageInfo"]
        if not info["hasPreviousPage" if traversal.backwards else "hasNextPage"]:
            return found
        assert ids
        cursor = info["startCursor" if traversal.backwards else "endCursor"]
        await between()


async def _page(
    client: OperationClient, traversal: Traversal, place: str, cursor: str | None = None
) -> Any:
    # a discussion paginates its roots; replies come along uncounted, so they are left out
    depth = "maxDepth: 0 " if traversal.name == "discussion" else ""
    field = (
        f"{traversal.name}({traversal.arguments} {depth}{place}) "
        "{ edges { node { __typename ... on Node { id } } } "
        "pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"
    )
    used = {"cursor": cursor} if "$cursor" in place else {}
    if traversal.parent == "Query":
        declared = "query ($cursor: String)" if used else ""
        return (await client.data(f"{declared} {{ {field} }}", used))[traversal.name]
    declared = f"query ($id: ID!{', $cursor: String' if used else ''})"
    query = f"{declared} {{ node(id: $id) {{ ... on {traversal.parent} {{ {field} }} }} }}"
    key = encode_id(traversal.parent, PARENTS[traversal.parent])
    data = await client.data(query, {"id": key, **used})
    return data["node"][traversal.name]


def _ids(page: Any) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


def _neighbours(page: Any) -> tuple[bool, bool]:
    return page["pageInfo"]["hasPreviousPage"], page["pageInfo"]["hasNextPage"]


async def _nothing() -> None:
    return None
