"""Random writes of every kind to the tables, for tests of the triggers on them."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import asyncpg

from tests.schema import row_factories

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
# mostly visible, as below an invisible comment nothing is
STATUSES = ["APPROVED"] * 4 + ["HELD", "SPAM", "TRASH"]
KINDS = ["COMMENT", "COMMENT", "PINGBACK", "TRACKBACK", "WEBMENTION"]


class RandomWrites:
    """Random writes of every kind that the tables allow, reproducible by their seed."""

    def __init__(self, connection: asyncpg.Connection, seed: int) -> None:
        self.connection = connection
        self.random = random.Random(seed)
        self.steps = [
            self.delete_term,
            # comments far more often than the rest, or no real discussion would come about
            *[self.comment, self.append, self.reply_to_many] * 8,
            *[self.moderate, self.publish, self.link, self.like] * 2,
            *[self.backdate, self.change_comment_kind, self.delete_comment, self.delete_entry],
            *[self.unlink, self.relink, self.unlike, self.move, self.change_entry_kind],
        ]

    async def create_rows(self) -> None:
        for _ in range(4):
            await row_factories.author(self.connection)
            await row_factories.term(self.connection)
        for kind in ["POST", "POST", "POST", "PAGE", "PAGE", "PAGE"]:
            await row_factories.entry(self.connection, await self.random_id("author"), kind=kind)

    async def step(self) -> str:
        step = self.random.choice(self.steps)
        await step()
        return step.__name__

    async def comment(self) -> None:
        await self.write_comment(self.random_time())

    async def append(self) -> None:
        # equal times too: then the id decides about the order
        newest = await self.connection.fetchval("select max(published_at) from comment")
        await self.write_comment(
            (newest or NEW_YEAR) + timedelta(seconds=self.random.choice([0, 1]))
        )

    async def write_comment(self, published_at: datetime) -> None:
        entry = self.random.choice([await self.random_id("entry"), await self.most_discussed()])
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

    async def most_discussed(self) -> int:
        return await self.connection.fetchval(
            "select id from entry order by response_count desc, id limit 1"
        )

    async def reply_to_many(self) -> None:
        await self.connection.execute(
            "insert into comment (entry_id, parent_id, status, kind, published_at) "
            "select entry_id, id, $2, $3, $4 from comment where id = any($1)",
            await self.random_ids("comment", 4),
            self.random.choice(STATUSES),
            self.random.choice(KINDS),
            self.random_time(),
        )

    async def moderate(self) -> None:
        await self.update("comment", "status", self.random.choice(STATUSES), 3)

    async def backdate(self) -> None:
        await self.update("comment", "published_at", self.random_time(), 2)

    async def change_comment_kind(self) -> None:
        await self.update("comment", "kind", self.random.choice(KINDS), 2)

    async def delete_comment(self) -> None:
        await self.connection.execute(
            "delete from comment where id = (select max(id) - $1 from comment)",
            self.random.randrange(9),
        )

    async def delete_entry(self) -> None:
        # replaced, so that the other steps always find rows
        if await self.connection.fetchval("select count(*) from entry") > 4:
            await self.delete("entry", 1)
            await row_factories.entry(self.connection, await self.random_id("author"))

    async def delete_term(self) -> None:
        await self.delete("term", 1)
        await row_factories.term(self.connection, kind=self.random.choice(["CATEGORY", "TAG"]))

    async def publish(self) -> None:
        status = self.random.choice(["PUBLISHED"] * 8 + ["DRAFT", "PENDING", "PRIVATE", "TRASH"])
        await self.connection.execute(
            "update entry set status = $2, published_at = $3 where id = any($1)",
            await self.random_ids("entry", 3),
            status,
            self.random.choice(
                [NEW_YEAR, self.random_time(), datetime.now(UTC) + timedelta(days=1)]
            ),
        )

    async def change_entry_kind(self) -> None:
        await self.update("entry", "kind", self.random.choice(["POST", "PAGE"]), 1)

    async def link(self) -> None:
        for kind in ("term", "author"):
            await self.connection.execute(
                f"insert into post_{kind} (post_id, {kind}_id) "
                f"select e.id, k.id from entry e, {kind} k where e.id = any($1) and k.id = any($2) "
                "on conflict do nothing",
                await self.random_ids("entry", 2),
                await self.random_ids(kind, 2),
            )

    async def unlink(self) -> None:
        for kind in ("term", "author"):
            await self.connection.execute(
                f"delete from post_{kind} where post_id = any($1)",
                await self.random_ids("entry", 2),
            )

    async def relink(self) -> None:
        for kind in ("term", "author"):
            await self.connection.execute(
                f"update post_{kind} l set {kind}_id = $2 where post_id = $1 and {kind}_id = "
                f"(select min({kind}_id) from post_{kind} where post_id = $1) and not exists "
                f"(select from post_{kind} where post_id = $1 and {kind}_id = $2)",
                await self.random_id("entry"),
                await self.random_id(kind),
            )

    async def like(self) -> None:
        for kind in ("entry", "comment"):
            await self.connection.execute(
                f"insert into {kind}_like ({kind}_id, author_id) "
                f"select k.id, a.id from {kind} k, author a where k.id = any($1) and a.id = any($2) "
                "on conflict do nothing",
                await self.random_ids(kind, 3),
                await self.random_ids("author", 3),
            )

    async def unlike(self) -> None:
        for kind in ("entry", "comment"):
            await self.connection.execute(
                f"delete from {kind}_like where author_id = $1", await self.random_id("author")
            )

    async def move(self) -> None:
        for kind in ("entry", "term"):
            above = self.random.choice([None, await self.random_id(kind)])
            with suppress(asyncpg.IntegrityConstraintViolationError):  # a move below itself
                await self.update(kind, "parent_id", above, 2)

    async def update(self, table: str, column: str, value: object, count: int) -> None:
        await self.connection.execute(
            f"update {table} set {column} = $2 where id = any($1)",
            await self.random_ids(table, count),
            value,
        )

    async def delete(self, table: str, count: int) -> None:
        await self.connection.execute(
            f"delete from {table} where id = any($1)", await self.random_ids(table, count)
        )

    async def random_id(self, table: str) -> int:
        return (await self.random_ids(table, 1))[0]

    async def random_ids(self, table: str, count: int) -> list[int]:
        records = await self.connection.fetch(f"select id from {table} order by id")
        ids = [record["id"] for record in records]
        return self.random.sample(ids, min(count, len(ids)))

    def random_time(self) -> datetime:
        return NEW_YEAR + timedelta(minutes=self.random.randrange(30))
