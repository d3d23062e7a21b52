"""The generator creates the sizes it is given, reproducibly, with correct derived columns."""

from __future__ import annotations

import asyncpg
import pytest

from tests.bench.explain import scanned_tables
from tests.bench.generate import Size, generate
from tests.conftest import cloned
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection, reader_connection

pytestmark = pytest.mark.slow(10)

SMALL = Size(authors=20, posts=60, comments=900, deep_post=150, likes=200, media=30)


async def test_generated_rows_have_the_counts_and_places_that_triggers_would_compute(
    empty_database: str,
) -> None:
    await generate(empty_database, SMALL)
    async with owner_connection(empty_database) as connection:
        assert await derived_column_errors(connection) == []
        counts = await connection.fetchrow("""
            select
              (select count(*) from author) as authors,
              (select count(*) from entry where kind = 'POST') as posts,
              (select count(*) from entry where kind = 'PAGE') as pages,
              (select count(*) from media) as media,
              (select count(*) from term where kind = 'CATEGORY') as categories,
              (select count(*) from term where kind = 'TAG') as tags,
              (select count(*) from comment) as comments,
              (select count(*) from comment where entry_id = 1) as on_the_first_post
        """)
        assert dict(counts) == {
            "authors": 20, "posts": 60, "pages": 50, "media": 30, "categories": 20, "tags": 100,
            "comments": 900, "on_the_first_post": 150,
        }  # fmt: skip
        # the next id: the sequence was set after ids had been written explicitly
        assert (
            await connection.fetchval(
                "insert into comment (entry_id, status) values (2, 'HELD') returning id"
            )
            == 901
        )
    with pytest.raises(SystemExit, match="already holds a publication"):
        await generate(empty_database, SMALL)


async def test_equal_seeds_generate_equal_publications_and_other_seeds_others(
    server_url: str, template: str
) -> None:
    publications = []
    for seed in (1, 1, 2):
        async with cloned(server_url, template) as url:
            await generate(url, Size(posts=20, comments=100, deep_post=50, likes=20, seed=seed))
            publications.append(await digests(url))
    assert publications[0] == publications[1]
    assert publications[0] != publications[2]


async def digests(url: str) -> list[str]:
    """One hash for each of the main tables."""
    async with owner_connection(url) as connection:
        return [
            await digest(connection, table)
            for table in ("author", "entry", "term", "comment", "post_term", "entry_like")
        ]


async def digest(connection: asyncpg.Connection, table: str) -> str:
    """A hash of all columns of a table except its timestamps."""
    timestamps = "array['created_at', 'updated_at', 'liked_at']"
    return await connection.fetchval(
        f"select md5(string_agg(r.line, e'\\n' order by r.line)) from "
        f"(select (to_jsonb(t) - {timestamps})::text as line from {table} t) r"
    )


async def test_common_reads_of_the_big_publication_scan_no_big_table(
    big_database: str,
) -> None:
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
    "select id, content_html from comment where root_id = any($1::bigint[]) order by root_id, place",
    "select k.id, c.* from unnest($1::bigint[]) as k (id) cross join lateral (select c.id, c.author_id "
    "from comment c where c.author_id = k.id order by c.published_at desc, c.id desc limit $2) c",
    "select k.id, p.* from unnest($1::bigint[]) as k (id) cross join lateral (select l.post_id "
    "from post_term l where l.term_id = k.id order by l.published_at desc, l.post_id desc limit $2) p",
]
