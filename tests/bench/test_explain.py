"""The guard against scans sees them, under views and joins too, and only those of big tables."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.bench.explain import plan, scans
from tests.schema import row_factories
from tests.schema.row_factories import as_owner


@pytest.fixture(scope="module")
async def connection(module_database: str) -> AsyncIterator[asyncpg.Connection]:
    async with as_owner(module_database) as owner:
        author = await row_factories.author(owner)
        await owner.execute(
            "insert into entry (kind, status, slug, uri, author_id, published_at) "
            "select 'POST', 'PUBLISHED', i, '/' || i, $1, now() from generate_series(1, 6000) i",
            author,
        )
        await owner.execute("analyze")
        yield owner


@pytest.mark.parametrize(
    ("text", "values", "found"),
    [
        ("select id from post where title like $1", ["%a%"], ["entry"]),
        ("select id from post where id = any($1::bigint[])", [[1, 2]], []),
        ("select p.id from post p join author a on a.bio_text = p.excerpt", [], ["entry"]),
        ("select id from author where bio_text = $1", ["small"], []),
        ("select (select count(*) from post where excerpt = a.name) from author a", [], ["entry"]),
        ("select id from post order by published_at desc, id desc limit $1", [10], []),
    ],
)
async def test_a_scan_of_a_big_table_is_named_and_nothing_else(
    connection: asyncpg.Connection, text: str, values: list[object], found: list[str]
) -> None:
    assert await scans(connection, text, values) == found


async def test_the_plan_is_that_of_a_stranger_and_leaves_no_trace(
    connection: asyncpg.Connection,
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await plan(connection, "select id from quire.entry", [])
    nodes = await plan(connection, "select id from post where slug = $1", ["x"])
    assert [(node["Node Type"], node.get("Index Name")) for node in nodes] == [
        ("Index Scan", "post_slug")
    ]
    assert await connection.fetchval("select current_user = session_user")
    assert await connection.fetchval("show search_path") == "quire"
