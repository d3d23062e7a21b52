"""Hidden profiles, terms and comments appear exactly by the rule, whatever is written in whatever order.

The views ask functions for what is rarely the case. Here the rule is written out as one query.
"""

from __future__ import annotations

import asyncpg
import pytest

from tests.schema.random_writes import RandomWrites
from tests.schema.row_factories import author, owner_connection

pytestmark = pytest.mark.slow(3)

WITHHELD = "(select w.entry_id from withheld_discussion w where coalesce(w.shown_at > now(), true))"
SEEN_COMMENT = f"c.visible_from is not null and c.entry_id not in {WITHHELD}"
PUBLIC_AUTHORS = f"""
select a.id from author a where a.is_public
union select e.author_id from entry e where e.status = 'PUBLISHED' and e.published_at <= now()
union select l.author_id from post_author l where l.published_at <= now()
union select c.author_id from comment c where not c.is_deleted and {SEEN_COMMENT}
"""
PUBLIC_TERMS = """
select t.id from term t where t.is_public
union select l.term_id from post_term l where l.published_at <= now()
"""
OWN_POSTS = "(select o.post_id from unlisted_post_of_viewer o)"
RULES = {
    "quire_reader.author": PUBLIC_AUTHORS,
    "quire_reader.term": PUBLIC_TERMS,
    "quire_reader.found_term": PUBLIC_TERMS,
    "quire_reader.comment": f"select c.id from comment c where {SEEN_COMMENT}",
    "quire_viewer.author": f"""
        {PUBLIC_AUTHORS} union select quire_viewer.viewer_id()
        union select l.author_id from post_author l where l.post_id in {OWN_POSTS}
    """,
    "quire_viewer.term": f"""
        {PUBLIC_TERMS} union select l.term_id from post_term l where l.post_id in {OWN_POSTS}
    """,
    "quire_viewer.comment": f"""
        select c.id from comment c where {SEEN_COMMENT}
        union
        select c.id
        from comment c
        join entry e on e.id = c.entry_id
        where c.author_id = quire_viewer.viewer_id() and not c.is_deleted
          and c.visible_from is null and e.status = 'PUBLISHED' and e.published_at <= now()
    """,
}


@pytest.mark.parametrize("seed", range(3))
async def test_who_is_shown_follows_the_rule_after_any_write(
    empty_database: str, seed: int
) -> None:
    async with owner_connection(empty_database) as connection:
        writes = RandomWrites(connection, seed)
        await writes.create_rows()
        for _ in range(8):
            await author(connection)
        viewer = await writes.random_id("author")
        await connection.execute("select set_config('quire.viewer', $1, false)", str(viewer))
        hidden = 0
        for number in range(60):
            step = await writes.step()
            await connection.execute("update author set is_public = id % 4 = 0")
            await connection.execute("update term set is_public = false")
            # of authors, rather than of guests alone
            await connection.execute(
                "update comment set author_id = $1, is_deleted = $2 where id = any($3)",
                await writes.random_id("author"),
                writes.random.random() < 0.2,
                await writes.random_ids("comment", 2),
            )
            for view, rule in RULES.items():
                assert await differing_ids(connection, view, rule) == [], (number, step, view)
            hidden += await connection.fetchval(
                "select count(*) from author a where a.id not in (select id from quire_reader.author)"
            )
        assert hidden, "nobody was ever hidden"


async def differing_ids(connection: asyncpg.Connection, view: str, rule: str) -> list[int]:
    """The ids that a view has and the rule has not, or the reverse; or that it has twice."""
    rows = await connection.fetch(
        f"select id from (select id from {view} union all (select * from ({rule}) r (id))) u "
        "where id is not null group by id having count(*) <> 2"
    )
    return [row["id"] for row in rows]
