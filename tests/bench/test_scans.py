"""On a big publication, no statement reads a big table from end to end, and searches stay bounded.

One file, as the tests of a file share their big publication: it takes a minute to make.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest

from gql.db import Statement
from gql.engine import MAX_CANDIDATES
from gql.engine.declare import search_filter
from gql.sql.statements import statements
from gql.types.comment import BEST
from tests.bench import lists
from tests.bench.explain import BIG_TABLE_ROWS, query_plan, scanned_tables
from tests.bench.story import FIFTY, NEWEST, Story
from tests.bench.viewers import STRANGER
from tests.operation_client import OperationClient
from tests.schema.row_factories import reader_connection
from tests.stories.test_stories import STORIES, variables

pytestmark = [pytest.mark.slow(80), pytest.mark.untraced]

TWO = ('{ slugs: ["a", "b"] }', '{ ids: ["UG9zdDo3"] }', "{ databaseIds: [7, 8] }")
TWO_IDS = TWO[1:]
OF_ROOT = {
    "posts": {"post": TWO, "author": TWO, "category": TWO, "tag": TWO},
    "pages": {"page": TWO, "parent": TWO, "author": TWO},
    "comments": {"comment": TWO_IDS, "on": TWO_IDS, "parent": TWO_IDS, "author": TWO},
    "authors": {"author": TWO},
    "categories": {"category": TWO, "parent": TWO},
    "tags": {"tag": TWO},
    "menus": {"menu": TWO},
    "mediaItems": {"media": TWO_IDS},
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
    ("posts", '{ languages: ["de", "en"] }'),
    ("pages", '{ languages: ["de", "*"] }'),
    ("posts", '{ published: { from: "2026-01-01T00:00:00Z", until: "2026-02-01T00:00:00Z" } }'),
    ("comments", "{ kind: { in: [PINGBACK] }, status: { notIn: [HELD] }, rootsOnly: true }"),
    ("mediaItems", '{ mimeType: { in: ["image/*"] }, uploaded: { from: "2026-01-01T00:00:00Z" } }'),
    ("mediaItems", '{ search: "night" }'),
    ("menus", '{ location: { in: ["primary"] } }'),
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


@pytest.mark.parametrize("where", [one for root, one in WHERES if root == "posts"])
async def test_no_neighbour_is_found_by_a_scan(
    client: OperationClient, big: asyncpg.Connection, where: str
) -> None:
    found = f"previous(where: {where}) {{ id next(where: {{ or: [{where}, {where}] }}) {{ id }} }}"
    result = await client.run(f"{{ posts(first: 2) {{ nodes {{ {found} }} }} }}")
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
    text = "select t.id, t.name, t.created_at from each_guest t where t.id = any($1::uuid[])"
    assert await scanned_tables(big, text, [[]], role) == []


@pytest.mark.parametrize("role", ["quire_reader", "quire_viewer", "quire_editor"])
async def test_what_search_engines_are_told_is_read_by_ids_for_every_role(
    big: asyncpg.Connection, role: str
) -> None:
    assert await big.fetchval("select count(*) from quire.seo") > BIG_TABLE_ROWS
    for statement in statements("seo").values():
        if statement.text.startswith("select s.") or "bigint[]" not in statement.text:
            continue  # the site, and what writes
        if statement.name != "replace_seo":
            assert await scanned_tables(big, statement.text, [[]], role) == [], statement.name


@pytest.mark.parametrize("role", ["quire_reader", "quire_viewer", "quire_editor"])
async def test_lists_of_every_role_are_read_in_the_order_of_an_index(
    big: asyncpg.Connection, role: str
) -> None:
    for view, key, descending in LISTS:
        direction = " desc" if descending else ""
        text = (
            f"select t.id from {view} t where t.is_listed "
            f"order by {key}{direction}, t.id{direction} limit 11"
        )
        assert await scanned_tables(big, text, [], role) == [], (view, key)
        sorted_rows = [node["Plan Rows"] for node in await sorts(big, text, role)]
        assert max(sorted_rows, default=0) < BIG_TABLE_ROWS / 10, (view, key)


async def test_who_is_signed_in_looks_at_no_more_than_twice_the_rows_of_a_stranger(
    big_database: str,
) -> None:
    found = await lists.reads_by_viewer(big_database, lists.LISTS)
    assert {
        (name, who): (reads, by_who[STRANGER])
        for name, by_who in found.items()
        for who, reads in by_who.items()
        if lists.reads_too_much(reads, by_who[STRANGER])
    } == {}


@pytest.mark.parametrize("role", ["quire_reader", "quire_viewer", "quire_editor"])
async def test_a_page_far_beyond_the_first_looks_up_no_post_before_it_for_every_role(
    planned: OperationClient, big: asyncpg.Connection, role: str
) -> None:
    result = await planned.run("{ posts(first: 10, offset: 5000) { nodes { title } } }")
    [(statement, values)] = result.statements.statements
    nodes = await query_plan(big, statement.text, values, role)
    by_index = [node for node in nodes if "newest" in node.get("Index Name", "")]
    assert {node["Node Type"] for node in by_index} == {"Index Only Scan"}


async def sorts(connection: asyncpg.Connection, text: str, role: str) -> list[dict[str, Any]]:
    """The nodes of a query plan that sort what they read."""
    nodes = await query_plan(connection, text, [], role)
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
    ("post", "t.published_at", True),
    ("post", "t.updated_at", True),
    ("post", "t.sort_title", False),
    ("post", "t.response_count", True),
    ("post", "t.like_count", True),
    ("comment", "t.published_at", True),
    ("comment", "t.like_count", True),
    ("comment", BEST, True),
    ("comment", BEST, False),
]


SEARCH = statements("search")
KINDS = ["POST", "PAGE", "COMMENT", "AUTHOR", "CATEGORY", "TAG"]
NO_POSITION = [None] * 6
# of posts, pages and comments each; some are looked at and are not listed
MAX_ROWS = 3 * (MAX_CANDIDATES + 1) + 500
# of 8 kB: what was measured was 13,000; the table of comments alone has 58,000
MAX_BLOCKS = 16_000
SEARCHES = [
    "river",  # in every post, and in every fourth comment
    "riv",
    "river paper letter garden",
    '"river paper"',
    "river -paper",
    "rivre",
    "author or river or category",
    "zzz",
    "the",
    "東京",
    " or ".join(
        ["river", "paper", "letter", "garden", "stone", "evening", "market", "harbour"] * 4
    ),
]


@pytest.fixture
async def big_of_reader(big_database: str) -> AsyncIterator[asyncpg.Connection]:
    """10,000 posts and 200,000 comments, as anonymous viewers read them."""
    async with reader_connection(big_database) as connection:
        # as of statements that are kept: their plans know no words
        await connection.execute("set plan_cache_mode = force_generic_plan")
        yield connection


@pytest.mark.parametrize("words", SEARCHES)
async def test_a_search_reads_what_indexes_find(
    big_of_reader: asyncpg.Connection, words: str
) -> None:
    ranked = [words, KINDS, 11, *NO_POSITION, False, MAX_CANDIDATES, 0]
    await _check(big_of_reader, words, SEARCH["search"], ranked)
    rows = await big_of_reader.fetch(SEARCH["search"].text, *ranked)
    found = [one for one in rows if one["id"] is not None]
    places = [[one["kind"] for one in found], [one["id"] for one in found]]
    await _check(big_of_reader, words, SEARCH["search_highlights"], [words, *places])


@pytest.mark.parametrize("words", SEARCHES)
@pytest.mark.parametrize("field", ["posts", "pages", "comments", "authors"])
async def test_a_list_by_relevance_reads_what_indexes_find(
    planned: OperationClient, big_of_reader: asyncpg.Connection, field: str, words: str
) -> None:
    query = f"{{ {field}(where: {{ search: {json.dumps(words)} }}, orderBy: RELEVANCE) {{ nodes {{ id }} }} }}"
    result = await planned.run(query)
    [(statement, values)] = result.statements.statements
    await _check(big_of_reader, words, statement, values)


async def _check(
    connection: asyncpg.Connection, words: str, statement: Statement, values: Any
) -> None:
    """Run a statement of a search, and look at what it has read, in functions too."""
    is_common = await connection.fetchval(
        # of what is looked for in the end: where a typo was made, similar words
        "select quire_search.is_common(quire_search.in_any_order(quire_search.resolved($1, $2)))",
        words,
        KINDS,
    )
    # what was read before is counted no more: otherwise that waits for up to a second
    await connection.execute("select pg_stat_force_next_flush()")
    async with connection.transaction():
        report = await connection.fetchval(
            f"explain (analyze, buffers, format json) {statement.text}", *values
        )
        tables = await connection.fetch(
            "select relname, seq_scan, coalesce(idx_tup_fetch, 0) as found "
            "from pg_stat_xact_user_tables where schemaname = 'quire'"
        )
    plan = json.loads(report)[0]["Plan"]
    assert plan["Shared Hit Blocks"] + plan["Shared Read Blocks"] < MAX_BLOCKS
    read = {one["relname"]: one for one in tables}
    big_tables = ("entry", "comment", "search_word", "post_term", "post_author")
    assert [name for name in big_tables if name in read and read[name]["seq_scan"]] == []
    found = {one["relname"]: one["found"] for one in tables}
    # very common words: until there are enough of the newest comments, instead of the index's list
    assert found.pop("comment", 0) <= (search_filter.NEWEST if is_common else MAX_ROWS)
    assert max(found.values()) <= MAX_ROWS
