"""The generator makes what it says, the same each time, and nothing that the database would have counted otherwise."""

from __future__ import annotations

import asyncpg
import pytest

from tests.bench.explain import scans
from tests.bench.generate import Size, generate
from tests.conftest import cloned
from tests.schema.expected_rows import differences
from tests.schema.row_factories import as_owner, as_reader

SMALL = Size(authors=20, posts=60, comments=900, deep_post=150, likes=200, media=30)


async def test_a_small_publication_is_counted_as_if_it_had_been_written_by_hand(
    empty_database: str,
) -> None:
    await generate(empty_database, SMALL)
    async with as_owner(empty_database) as connection:
        assert await differences(connection) == []
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
        assert (
            await connection.fetchval(
                "insert into comment (entry_id, status) values (2, 'HELD') returning id"
            )
            == 901
        )
    with pytest.raises(SystemExit, match="already holds a publication"):
        await generate(empty_database, SMALL)


async def test_the_same_seed_makes_the_same_publication_and_another_makes_another(
    server_url: str, template: str
) -> None:
    made = []
    for seed in (1, 1, 2):
        async with cloned(server_url, template) as url:
            await generate(url, Size(posts=20, comments=100, deep_post=50, likes=20, seed=seed))
            made.append(await printed(url))
    assert made[0] == made[1]
    assert made[0] != made[2]


async def printed(url: str) -> list[str]:
    async with as_owner(url) as connection:
        return [
            await digest(connection, table)
            for table in ("author", "entry", "term", "comment", "post_term", "entry_like")
        ]


async def digest(connection: asyncpg.Connection, table: str) -> str:
    """All of a table but when its rows were written."""
    moments = "array['created_at', 'updated_at', 'liked_at']"
    return await connection.fetchval(
        f"select md5(string_agg(r.line, e'\\n' order by r.line)) from "
        f"(select (to_jsonb(t) - {moments})::text as line from {table} t) r"
    )


async def test_the_big_publication_has_its_size_and_its_usual_reads_scan_nothing_big(
    big_database: str,
) -> None:
    async with as_reader(big_database) as connection:
        assert await connection.fetchval("select count(*) from post") > 9_500
        assert await connection.fetchval("select count(*) from comment") > 180_000
        assert await connection.fetchval("select max(response_count) from post") > 4_500
        for text in READS:
            assert await scans(connection, text, ["?"] * text.count("$")) == [], text


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
