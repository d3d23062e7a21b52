"""Counts, numbers, places and paths are kept by the database itself, whatever is written, in whatever order."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from tests.schema import row_factories
from tests.schema.expected_rows import differences
from tests.schema.row_factories import as_owner, as_reader

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
STATUSES = ["APPROVED"] * 4 + ["HELD", "SPAM", "TRASH"]
KINDS = ["COMMENT", "COMMENT", "PINGBACK", "TRACKBACK", "WEBMENTION"]


class Walk:
    """A random walk over everything that can be written. The same seed walks the same way."""

    def __init__(self, connection: asyncpg.Connection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)
        self.steps = [
            *[self.comment, self.append, self.answer_many] * 8,
            *[self.moderate, self.publish, self.link, self.like] * 2,
            *[self.backdate, self.reword, self.delete_comment, self.delete_entry],
            *[self.unlink, self.relink, self.unlike, self.move, self.change_kind],
        ]

    async def begin(self) -> None:
        for _ in range(4):
            await row_factories.author(self.connection)
            await row_factories.term(self.connection)
        for kind in ["POST", "POST", "POST", "PAGE", "PAGE", "PAGE"]:
            await row_factories.entry(self.connection, await self.one("author"), kind=kind)

    async def step(self) -> str:
        step = self.random.choice(self.steps)
        await step()
        return step.__name__

    async def comment(self) -> None:
        await self.write_comment(self.time())

    async def append(self) -> None:
        newest = await self.connection.fetchval("select max(published_at) from comment")
        await self.write_comment(
            (newest or NEW_YEAR) + timedelta(seconds=self.random.choice([0, 1]))
        )

    async def write_comment(self, published_at: datetime) -> None:
        entry = self.random.choice([await self.one("entry"), await self.busiest()])
        above = await self.connection.fetch(
            "select id from comment where entry_id = $1 order by id", entry
        )
        await row_factories.comment(
            self.connection,
            entry,
            parent_id=self.random.choice([None, *[record["id"] for record in above]]),
            status=self.random.choice(STATUSES),
            kind=self.random.choice(KINDS),
            published_at=published_at,
        )

    async def busiest(self) -> int:
        return await self.connection.fetchval(
            "select id from entry order by response_count desc, id limit 1"
        )

    async def answer_many(self) -> None:
        await self.connection.execute(
            "insert into comment (entry_id, parent_id, status, kind, published_at) "
            "select entry_id, id, $2, $3, $4 from comment where id = any($1)",
            await self.some("comment", 4),
            self.random.choice(STATUSES),
            self.random.choice(KINDS),
            self.time(),
        )

    async def moderate(self) -> None:
        await self.update("comment", "status", self.random.choice(STATUSES), 3)

    async def backdate(self) -> None:
        await self.update("comment", "published_at", self.time(), 2)

    async def reword(self) -> None:
        await self.update("comment", "kind", self.random.choice(KINDS), 2)

    async def delete_comment(self) -> None:
        await self.connection.execute(
            "delete from comment where id = (select max(id) - $1 from comment)",
            self.random.randrange(9),
        )

    async def delete_entry(self) -> None:
        if await self.connection.fetchval("select count(*) from entry") > 4:
            await self.delete("entry", 1)
            await row_factories.entry(self.connection, await self.one("author"))

    async def publish(self) -> None:
        status = self.random.choice(["PUBLISHED"] * 8 + ["DRAFT", "PENDING", "PRIVATE", "TRASH"])
        await self.connection.execute(
            "update entry set status = $2, published_at = $3 where id = any($1)",
            await self.some("entry", 3),
            status,
            self.random.choice([NEW_YEAR, self.time(), datetime.now(UTC) + timedelta(days=1)]),
        )

    async def change_kind(self) -> None:
        await self.update("entry", "kind", self.random.choice(["POST", "PAGE"]), 1)

    async def link(self) -> None:
        for kind in ("term", "author"):
            await self.connection.execute(
                f"insert into post_{kind} (post_id, {kind}_id) "
                f"select e.id, k.id from entry e, {kind} k where e.id = any($1) and k.id = any($2) "
                "on conflict do nothing",
                await self.some("entry", 2),
                await self.some(kind, 2),
            )

    async def unlink(self) -> None:
        for kind in ("term", "author"):
            await self.connection.execute(
                f"delete from post_{kind} where post_id = any($1)", await self.some("entry", 2)
            )

    async def relink(self) -> None:
        for kind in ("term", "author"):
            await self.connection.execute(
                f"update post_{kind} l set {kind}_id = $2 where post_id = $1 and {kind}_id = "
                f"(select min({kind}_id) from post_{kind} where post_id = $1) and not exists "
                f"(select from post_{kind} where post_id = $1 and {kind}_id = $2)",
                await self.one("entry"),
                await self.one(kind),
            )

    async def like(self) -> None:
        for kind in ("entry", "comment"):
            await self.connection.execute(
                f"insert into {kind}_like ({kind}_id, author_id) "
                f"select k.id, a.id from {kind} k, author a where k.id = any($1) and a.id = any($2) "
                "on conflict do nothing",
                await self.some(kind, 3),
                await self.some("author", 3),
            )

    async def unlike(self) -> None:
        for kind in ("entry", "comment"):
            await self.connection.execute(
                f"delete from {kind}_like where author_id = $1", await self.one("author")
            )

    async def move(self) -> None:
        for kind in ("entry", "term"):
            above = self.random.choice([None, await self.one(kind)])
            with suppress(asyncpg.IntegrityConstraintViolationError):  # below itself
                await self.update(kind, "parent_id", above, 2)

    async def update(self, table: str, column: str, value: object, count: int) -> None:
        await self.connection.execute(
            f"update {table} set {column} = $2 where id = any($1)",
            await self.some(table, count),
            value,
        )

    async def delete(self, table: str, count: int) -> None:
        await self.connection.execute(
            f"delete from {table} where id = any($1)", await self.some(table, count)
        )

    async def one(self, table: str) -> int:
        return (await self.some(table, 1))[0]

    async def some(self, table: str, count: int) -> list[int]:
        records = await self.connection.fetch(f"select id from {table} order by id")
        ids = [record["id"] for record in records]
        return self.random.sample(ids, min(count, len(ids)))

    def time(self) -> datetime:
        return NEW_YEAR + timedelta(minutes=self.random.randrange(30))


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_written_the_counts_are_right(empty_database: str, seed: int) -> None:
    async with as_owner(empty_database) as connection:
        walk = Walk(connection, seed)
        await walk.begin()
        most = deepest = 0
        for number in range(150):
            step = await walk.step()
            assert await differences(connection) == [], f"after step {number}, {step}"
            extremes = await connection.fetchrow(
                "select coalesce(max(number), 0), coalesce(max(cardinality(place)), 0) from comment"
            )
            most, deepest = max(most, extremes[0]), max(deepest, extremes[1])
        assert most > 4, "the walk never came to a real discussion"
        assert deepest > 2


async def test_an_answer_that_is_the_newest_touches_only_its_ancestors(empty_database: str) -> None:
    async with as_owner(empty_database) as connection:
        entry = await row_factories.entry(connection, await row_factories.author(connection))
        first = await row_factories.comment(connection, entry, published_at=NEW_YEAR)
        second = await row_factories.comment(connection, entry, published_at=NEW_YEAR)
        answer = await row_factories.comment(
            connection, entry, parent_id=first, published_at=NEW_YEAR
        )
        before = await versions(connection)
        newest = await row_factories.comment(
            connection, entry, parent_id=answer, published_at=NEW_YEAR
        )
        after = await versions(connection)
        assert {key for key in after if after[key] != before.get(key)} == {first, answer, newest}
        assert after[second] == before[second]

        held = await row_factories.comment(connection, entry, parent_id=answer, status="HELD")
        assert (await versions(connection)).keys() - after.keys() == {held}
        assert await differences(connection) == []


async def test_what_a_writer_claims_of_a_comment_is_not_taken(empty_database: str) -> None:
    async with as_owner(empty_database) as connection:
        entry = await row_factories.entry(
            connection, await row_factories.author(connection), status="DRAFT"
        )
        await row_factories.comment(
            connection, entry, number=7, place=[7], visible_from=NEW_YEAR, descendant_count=7
        )
        assert await differences(connection) == []


async def test_a_bulk_load_that_no_statistics_foresee_does_not_go_quadratic(
    empty_database: str,
) -> None:
    async with as_owner(empty_database) as connection:
        author = await row_factories.author(connection)
        first = await row_factories.entry(connection, author)
        await connection.execute(
            "insert into entry (kind, status, slug, uri, author_id, published_at) "
            "select 'POST', 'PUBLISHED', 'p' || i, '/p' || i, $1, now() "
            "from generate_series(1, 5000) i",
            author,
        )
        for count in (1, 1, 5000):
            await connection.execute(
                "insert into comment (entry_id, status) "
                "select $1, 'APPROVED' from generate_series(1, $2)",
                first,
                count,
            )
        await connection.execute("analyze")  # now all comments seem to be on the first entry
        begun = datetime.now(UTC)
        await connection.execute(
            "insert into comment (entry_id, status, published_at) "
            "select $1 + 1 + i % 5000, 'APPROVED', now() - i * interval '1 s' "
            "from generate_series(1, 30000) i",
            first,
        )
        await connection.execute("update comment set status = 'SPAM' where id % 2 = 0")
        await connection.execute("update entry set published_at = published_at - interval '1 day'")
        assert datetime.now(UTC) - begun < timedelta(seconds=40)
        assert await differences(connection) == []


async def test_what_is_scheduled_appears_by_the_clock_with_all_that_counts_it(
    empty_database: str,
) -> None:
    async with as_owner(empty_database) as owner, as_reader(empty_database) as reader:
        author = await row_factories.author(owner)
        term = await row_factories.term(owner)
        soon = await owner.fetchval("select clock_timestamp() + interval '1 second'")
        post = await row_factories.entry(owner, author, published_at=soon, uri="/soon/")
        await owner.execute("insert into post_term (post_id, term_id) values ($1, $2)", post, term)
        await owner.execute(
            "insert into post_author (post_id, author_id) values ($1, $2)", post, author
        )
        first = await row_factories.comment(owner, post)
        await row_factories.comment(owner, post, parent_id=first)

        nothing = {"posts": 0, "comments": 0, "of_term": 0, "of_author": 0, "routes": 0, "site": 0}
        assert await seen(reader) == nothing
        await owner.fetchval("select pg_sleep_until($1)", soon)
        one = dict.fromkeys(nothing, 1) | {"comments": 2}
        assert await seen(reader) == one


async def seen(reader: asyncpg.Connection) -> dict[str, Any]:
    record = await reader.fetchrow("""
        select
          (select count(*) from post) as posts,
          (select count(*) from comment) as comments,
          (select post_count from category) as of_term,
          (select post_count from author) as of_author,
          (select count(*) from route where uri = '/soon/') as routes,
          (select post_count from site) as site
    """)
    return dict(record)


async def versions(connection: asyncpg.Connection) -> dict[int, tuple[str, str]]:
    records = await connection.fetch("select id, xmin::text, ctid::text from comment")
    return {record["id"]: (record["xmin"], record["ctid"]) for record in records}
