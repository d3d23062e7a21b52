"""The scan check finds scans of big tables, also below views, joins and subqueries."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.bench.explain import query_plan, scanned_tables
from tests.schema import row_factories
from tests.schema.row_factories import owner_connection

pytestmark = pytest.mark.slow(3)


@pytest.fixture(scope="module")
async def connection(module_database: str) -> AsyncIterator[asyncpg.Connection]:
    async with owner_connection(module_database) as owner:
        author = await row_factories.author(owner)
        await owner.execute(
            "insert into entry (kind, status, slug, uri, author_id, published_at) "
            "select 'POST', 'PUBLISHED', i, '/' || i, $1, now() from generate_series(1, 6000) i",
            author,
        )
        await owner.execute("analyze")
        yield owner


@pytest.mark.parametrize(
    ("text", "values", "tables"),
    [
        ("select id from post where title like $1", ["%a%"], ["entry"]),
        ("select id from post where id = any($1::bigint[])", [[1, 2]], []),
        ("select p.id from post p join author a on a.bio_text = p.excerpt", [], ["entry"]),
        # a scan, but of a table with one row
        ("select id from author where bio_text = $1", ["small"], []),
        ("select (select count(*) from post where excerpt = a.name) from author a", [], ["entry"]),
        ("select id from post order by published_at desc, id desc limit $1", [10], []),
    ],
)
async def test_only_sequential_scans_of_big_tables_are_reported(
    connection: asyncpg.Connection, text: str, values: list[object], tables: list[str]
) -> None:
    assert await scanned_tables(connection, text, values) == tables


async def test_the_plan_is_that_of_an_anonymous_viewer_and_no_setting_is_left_changed(
    connection: asyncpg.Connection,
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await query_plan(connection, "select id from quire.entry", [])
    nodes = await query_plan(connection, "select id from post where slug = $1", ["x"])
    [(kind, index)] = [(node["Node Type"], node.get("Index Name")) for node in nodes]
    assert kind == "Index Scan"
    assert index in ("post_slug", "post_any_slug")  # the second has drafts too
    assert await connection.fetchval("select current_user = session_user")
    assert await connection.fetchval("show search_path") == "quire"
