"""On a big publication, no statement reads a big table from end to end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from tests.bench.explain import BIG_TABLE_ROWS, query_plan, scanned_tables
from tests.bench.story import FIFTY, NEWEST, Story
from tests.operation_client import OperationClient
from tests.schema.row_factories import reader_connection
from tests.stories.test_stories import STORIES, variables

pytestmark = pytest.mark.slow(80)

TWO = ('{ slugs: ["a", "b"] }', '{ ids: ["UG9zdDo3"] }', "{ databaseIds: [7, 8] }")
TWO_IDS = TWO[1:]
OF_ROOT = {
    "posts": {"post": TWO, "author": TWO, "category": TWO, "tag": TWO},
    "pages": {"page": TWO, "parent": TWO, "author": TWO},
    "comments": {"comment": TWO_IDS, "on": TWO_IDS, "parent": TWO_IDS, "author": TWO},
    "authors": {"author": TWO},
    "categories": {"category": TWO, "parent": TWO},
    "tags": {"tag": TWO},
}
WHERES = [
    *(
        (root, f"{{ {name}: {{ {how}: {nodes} }} }}")
        for root, filters in OF_ROOT.items()
        for name, sets in filters.items()
        for nodes in sets
        for how in ("in", "notIn")
    ),
    ("posts", '{ tag: { all: { slugs: ["a", "b"] } } }'),
    ("posts", "{ status: { in: [DRAFT], notIn: [TRASH] } }"),
    ("posts", '{ search: "night" }'),
    ("posts", '{ language: "en", commented: true, sticky: false }'),
    ("posts", '{ published: { from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z" } }'),
    ("comments", "{ kind: { in: [PINGBACK] }, status: { notIn: [HELD] }, rootsOnly: true }"),
    ("pages", '{ search: "night", rootsOnly: true }'),
]


@pytest.fixture(scope="module")
async def big(big_database: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection to 10,000 posts and 200,000 comments."""
    connection = await asyncpg.connect(big_database)
    yield connection
    await connection.close()


@pytest.fixture(params=["reader", "planned"])
def client(request: pytest.FixtureRequest) -> OperationClient:
    """A client of the reference path, and one of the plans."""
    operation_client: OperationClient = request.getfixturevalue(request.param)
    return operation_client


async def test_no_statement_of_the_golden_stories_scans_a_big_table(
    client: OperationClient, big: asyncpg.Connection
) -> None:
    sent = {}
    for story in STORIES:
        text = story.read_text("utf-8")
        result = await client.run(text, variables(text))
        sent |= {statement.text: (statement, v) for statement, v in result.statements.statements}
    # guards against stories that send next to nothing
    assert len(sent) > 60

    scanned = {
        statement.name: tables
        for statement, values in sent.values()
        if (tables := await scanned_tables(big, statement.text, values))
    }

    assert scanned == {}


@pytest.mark.parametrize("where", WHERES, ids=str)
async def test_no_condition_scans_a_big_table_alone_nor_within_or_and_not(
    client: OperationClient, big: asyncpg.Connection, where: tuple[str, str]
) -> None:
    root, condition = where
    combined = [condition, f"{{ or: [{condition}, {{ or: [{condition}] }}] }}"]
    counted = "totalCount"
    if "notIn" in condition or "language" in condition:
        counted = ""  # many match, and no index has them: who counts reads all, and is priced so
    else:
        combined.append(f"{{ not: {condition} }}")
    for at, one in enumerate(combined):
        result = await client.run(
            f"{{ {root}(first: 3, where: {one}) {{ {counted if at < 2 else ''} nodes {{ id }} }} }}"
        )
        assert not result.errors
        for statement, values in result.statements.statements:
            assert await scanned_tables(big, statement.text, values) == [], statement.text


@pytest.mark.parametrize("story", [NEWEST, FIFTY], ids=lambda story: story.name)
async def test_a_page_of_posts_is_read_in_the_order_of_an_index(
    planned: OperationClient, big: asyncpg.Connection, story: Story
) -> None:
    result = await planned.run(story.text, {})
    [(statement, values)] = result.statements.statements

    assert await scanned_tables(big, statement.text, values) == []


@pytest.mark.parametrize("role", ["quire_reader", "quire_viewer", "quire_editor"])
async def test_guests_are_looked_up_in_an_index_for_every_role(
    big: asyncpg.Connection, role: str
) -> None:
    await big.execute(f"set search_path = {role}")
    text = "select t.id, t.name, t.created_at from each_guest t where t.id = any($1::uuid[])"
    keys = await big.fetch("select g.id from each_guest g limit 3")
    assert await scanned_tables(big, text, [[row["id"] for row in keys]]) == []


@pytest.mark.parametrize("role", ["quire_reader", "quire_viewer", "quire_editor"])
async def test_lists_of_every_role_are_read_in_the_order_of_an_index(
    big: asyncpg.Connection, role: str
) -> None:
    # the role's views, read by the owner of the tables: plans are the same
    await big.execute(f"set search_path = {role}")
    for view, key, descending in LISTS:
        direction = " desc" if descending else ""
        text = (
            f"select t.id from {view} t where t.is_listed "
            f"order by t.{key}{direction}, t.id{direction} limit 11"
        )
        assert await scanned_tables(big, text, []) == [], (view, key)
        sorted_rows = [node["Plan Rows"] for node in await sorts(big, text)]
        assert max(sorted_rows, default=0) < BIG_TABLE_ROWS / 10, (view, key)


async def sorts(connection: asyncpg.Connection, text: str) -> list[dict[str, Any]]:
    """The nodes of a query plan that sort what they read."""
    nodes = await query_plan(connection, text, [])
    return [node for node in nodes if node["Node Type"] == "Sort"]


async def test_common_reads_scan_no_big_table(big_database: str) -> None:
    async with reader_connection(big_database) as connection:
        assert await connection.fetchval("select count(*) from post") > 9_500
        assert await connection.fetchval("select count(*) from comment") > 180_000
        assert await connection.fetchval("select max(response_count) from post") > 4_500
        for text in READS:
            assert await scanned_tables(connection, text, ["?"] * text.count("$")) == [], text


READS = [
    "select id, title from post order by published_at desc, id desc limit $1",
    "select id, title from post order by response_count desc, id desc limit $1",
    "select id, title from post where slug = any($1::text[])",
    "select * from route where uri = $1",
    "select * from author order by sort_name, id limit $1",
    "select * from author where id = any($1::bigint[])",
    "select * from media where id = any($1::bigint[])",
    "select * from guest where id = any($1::bigint[])",
    "select * from site",
    "select * from page where parent_id = any($1::bigint[]) order by menu_order, id",
    "select * from category order by sort_name, id",
    "select k.id, c.* from unnest($1::bigint[]) as k (id) cross join lateral (select c.id, c.author_id "
    "from comment c where c.author_id = k.id order by c.published_at desc, c.id desc limit $2) c",
    "select k.id, p.* from unnest($1::bigint[]) as k (id) cross join lateral (select l.post_id "
    "from post_term l where l.term_id = k.id order by l.published_at desc, l.post_id desc limit $2) p",
]

LISTS = [
    ("post", "published_at", True),
    ("post", "updated_at", True),
    ("post", "sort_title", False),
    ("post", "response_count", True),
    ("post", "like_count", True),
    ("comment", "published_at", True),
    ("comment", "like_count", True),
]
