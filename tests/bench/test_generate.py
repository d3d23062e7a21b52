"""The generator creates the sizes it is given, reproducibly, with correct derived columns."""

from __future__ import annotations

import asyncpg
import pytest

from tests.bench.generate import Size, generate
from tests.conftest import cloned
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection

pytestmark = [pytest.mark.slow(10), pytest.mark.untraced]

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
