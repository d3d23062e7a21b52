"""Concurrent writers wait for each other: counts come out right, and no cycle can form."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable

import asyncpg
import pytest

from tests.schema import row_factories
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection

LOCK_ENTRY = "select from entry where id = $1 for no key update"


@pytest.fixture
async def post(empty_database: str) -> int:
    async with owner_connection(empty_database) as connection:
        return await row_factories.entry(connection, await row_factories.author(connection))


async def test_twenty_concurrent_writers_on_one_thread_leave_right_counts_without_deadlock(
    empty_database: str, post: int
) -> None:
    await asyncio.gather(*(write_comments(empty_database, post, seed) for seed in range(20)))
    async with owner_connection(empty_database) as connection:
        assert await derived_column_errors(connection) == []
        assert await connection.fetchval("select last_value from comment_id_seq") > 100


async def write_comments(url: str, post: int, seed: int) -> None:
    """Insert, approve, hold and delete comments at random."""
    rng = random.Random(seed)
    async with owner_connection(url) as connection:
        for _ in range(12):
            others = [r["id"] for r in await connection.fetch("select id from comment")]
            other = rng.choice(others) if others else None
            kind = rng.choice(["reply"] * 6 + ["approve", "hold", "delete"])
            if kind == "reply" or other is None:
                await reply(connection, post, other)
                continue
            async with connection.transaction():
                # the entry before its comments, as the service does: one order, so no deadlock
                await connection.execute(LOCK_ENTRY, post)
                await change_comment(connection, kind, other)


async def reply(connection: asyncpg.Connection, post: int, other: int | None) -> None:
    """Insert a reply to a comment, or a root comment if that is gone."""
    try:
        await row_factories.comment(connection, post, parent_id=other)
    except asyncpg.ForeignKeyViolationError:
        await row_factories.comment(connection, post)  # the parent was deleted concurrently


async def change_comment(connection: asyncpg.Connection, kind: str, other: int) -> None:
    """Approve, hold or delete a comment."""
    match kind:
        case "approve":
            await connection.execute("update comment set status = 'APPROVED' where id = $1", other)
        case "hold":
            await connection.execute("update comment set status = 'HELD' where id = $1", other)
        case "delete":
            await connection.execute("delete from comment where id = $1", other)


async def test_concurrent_likes_are_all_counted(empty_database: str, post: int) -> None:
    # each liker has a connection of its own: like_count is one row that all of them update
    async with owner_connection(empty_database) as connection:
        likers = [await row_factories.author(connection) for _ in range(20)]
        comment = await row_factories.comment(connection, post)

    async def like(liker: int) -> None:
        async with owner_connection(empty_database) as connection:
            await connection.execute(
                "insert into entry_like (entry_id, author_id) values ($1, $2)", post, liker
            )
            await connection.execute(
                "insert into comment_like (comment_id, author_id) values ($1, $2)", comment, liker
            )

    await asyncio.gather(*map(like, likers))
    async with owner_connection(empty_database) as connection:
        assert await connection.fetchval("select like_count from entry") == 20
        assert await connection.fetchval("select like_count from comment") == 20


WITHDRAW = "update quire.entry set status = 'DRAFT' where slug = 'p'"
PUBLISH = "update quire.entry set status = 'PUBLISHED' where slug = 'd'"
REPLY = "insert into quire.comment (entry_id, status) select id, 'APPROVED' from quire.entry where slug = '{}'"
LINK = "insert into quire.post_{0} (post_id, {0}_id) select e.id, k.id from quire.entry e, quire.{0} k where e.slug = '{1}'"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # each pair changes counts that the other one's trigger reads
        (WITHDRAW, REPLY.format("p")),
        (REPLY.format("p"), WITHDRAW),
        (PUBLISH, REPLY.format("d")),
        (REPLY.format("d"), PUBLISH),
        (WITHDRAW, LINK.format("term", "p")),
        (LINK.format("term", "p"), WITHDRAW),
        (PUBLISH, LINK.format("author", "d")),
        (LINK.format("author", "d"), PUBLISH),
        (REPLY.format("p"), REPLY.format("p")),
    ],
)
async def test_of_two_conflicting_writers_the_second_waits_and_sees_the_result_of_the_first(
    empty_database: str, first: str, second: str
) -> None:
    async with owner_connection(empty_database) as one, owner_connection(empty_database) as two:
        author = await row_factories.author(one)
        await row_factories.term(one)
        await row_factories.entry(one, author, slug="p")
        await row_factories.entry(one, author, slug="d", status="DRAFT")
        async with one.transaction():
            await one.execute(first)
            other = await blocked(one, two, two.execute(second))
        await other
        assert await derived_column_errors(one) == []


async def test_two_pages_moved_below_each_other_concurrently_form_no_cycle(
    empty_database: str,
) -> None:
    async with owner_connection(empty_database) as one, owner_connection(empty_database) as two:
        author = await row_factories.author(one)
        a, b = [await row_factories.entry(one, author, kind="PAGE") for _ in range(2)]
        async with one.transaction():
            await one.execute("update entry set parent_id = $2 where id = $1", a, b)
            other = await blocked(
                one, two, two.execute("update entry set parent_id = $2 where id = $1", b, a)
            )
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="no circles"):
            await other
        assert await derived_column_errors(one) == []


async def test_a_page_added_below_a_page_being_moved_gets_its_new_path(
    empty_database: str,
) -> None:
    async with owner_connection(empty_database) as one, owner_connection(empty_database) as two:
        author = await row_factories.author(one)
        top, page = [await row_factories.entry(one, author, kind="PAGE") for _ in range(2)]
        async with one.transaction():
            await one.execute("update entry set parent_id = $2 where id = $1", page, top)
            other = await blocked(
                one, two, row_factories.entry(two, author, kind="PAGE", parent_id=page)
            )
        added = await other
        assert await one.fetchval("select path from entry where id = $1", added) == [
            top,
            page,
            added,
        ]
        assert await derived_column_errors(one) == []


async def blocked(
    one: asyncpg.Connection, two: asyncpg.Connection, statement: Awaitable[object]
) -> asyncio.Future[object]:
    """Start a statement of `two`; return it once it waits for a lock held by `one`."""
    task = asyncio.ensure_future(statement)
    for _ in range(500):
        # asked of Postgres, rather than guessed from the time that has passed
        waits = "select cardinality(pg_blocking_pids($1)) > 0"
        if await one.fetchval(waits, two.get_server_pid()):
            return task
        assert not task.done(), "it did not wait"
        await asyncio.sleep(0.01)
    raise AssertionError("it never waited")
