"""Many writers at once: they wait for each other, the counts come out right, and no circle is closed behind a back."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable

import asyncpg
import pytest

from tests.schema import row_factories
from tests.schema.expected_rows import differences
from tests.schema.row_factories import as_owner

LOCK_ENTRY = "select from entry where id = $1 for no key update"


@pytest.fixture
async def post(empty_database: str) -> int:
    async with as_owner(empty_database) as connection:
        return await row_factories.entry(connection, await row_factories.author(connection))


async def test_twenty_writers_on_one_thread_meet_no_deadlock_and_leave_right_counts(
    empty_database: str, post: int
) -> None:
    await asyncio.gather(*(write(empty_database, post, seed) for seed in range(20)))
    async with as_owner(empty_database) as connection:
        assert await differences(connection) == []
        assert await connection.fetchval("select last_value from comment_id_seq") > 100


async def write(url: str, post: int, seed: int) -> None:
    """Answers, approves, holds and deletes. Who changes what is there locks the entry first."""
    chance = random.Random(seed)
    async with as_owner(url) as connection:
        for _ in range(12):
            others = [r["id"] for r in await connection.fetch("select id from comment")]
            other = chance.choice(others) if others else None
            kind = chance.choice(["answer"] * 6 + ["approve", "hold", "delete"])
            if kind == "answer" or other is None:
                await answer(connection, post, other)
                continue
            async with connection.transaction():
                await connection.execute(LOCK_ENTRY, post)
                await change(connection, kind, other)


async def answer(connection: asyncpg.Connection, post: int, other: int | None) -> None:
    try:
        await row_factories.comment(connection, post, parent_id=other)
    except asyncpg.ForeignKeyViolationError:
        await row_factories.comment(connection, post)  # another has just deleted what this answers


async def change(connection: asyncpg.Connection, kind: str, other: int) -> None:
    match kind:
        case "approve":
            await connection.execute("update comment set status = 'APPROVED' where id = $1", other)
        case "hold":
            await connection.execute("update comment set status = 'HELD' where id = $1", other)
        case "delete":
            await connection.execute("delete from comment where id = $1", other)


async def test_many_likes_at_once_are_all_counted(empty_database: str, post: int) -> None:
    async with as_owner(empty_database) as connection:
        fans = [await row_factories.author(connection) for _ in range(20)]
        comment = await row_factories.comment(connection, post)

    async def like(fan: int) -> None:
        async with as_owner(empty_database) as connection:
            await connection.execute(
                "insert into entry_like (entry_id, author_id) values ($1, $2)", post, fan
            )
            await connection.execute(
                "insert into comment_like (comment_id, author_id) values ($1, $2)", comment, fan
            )

    await asyncio.gather(*map(like, fans))
    async with as_owner(empty_database) as connection:
        assert await connection.fetchval("select like_count from entry") == 20
        assert await connection.fetchval("select like_count from comment") == 20


WITHDRAW = "update quire.entry set status = 'DRAFT' where slug = 'p'"
PUBLISH = "update quire.entry set status = 'PUBLISHED' where slug = 'd'"
ANSWER = "insert into quire.comment (entry_id, status) select id, 'APPROVED' from quire.entry where slug = '{}'"
LINK = "insert into quire.post_{0} (post_id, {0}_id) select e.id, k.id from quire.entry e, quire.{0} k where e.slug = '{1}'"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (WITHDRAW, ANSWER.format("p")),
        (ANSWER.format("p"), WITHDRAW),
        (PUBLISH, ANSWER.format("d")),
        (ANSWER.format("d"), PUBLISH),
        (WITHDRAW, LINK.format("term", "p")),
        (LINK.format("term", "p"), WITHDRAW),
        (PUBLISH, LINK.format("author", "d")),
        (LINK.format("author", "d"), PUBLISH),
        (ANSWER.format("p"), ANSWER.format("p")),
    ],
)
async def test_the_second_of_two_waits_and_sees_what_the_first_did(
    empty_database: str, first: str, second: str
) -> None:
    async with as_owner(empty_database) as one, as_owner(empty_database) as two:
        author = await row_factories.author(one)
        await row_factories.term(one)
        await row_factories.entry(one, author, slug="p")
        await row_factories.entry(one, author, slug="d", status="DRAFT")
        async with one.transaction():
            await one.execute(first)
            other = await waiting(one, two, two.execute(second))
        await other
        assert await differences(one) == []


async def test_two_pages_moved_under_each_other_at_once_close_no_circle(
    empty_database: str,
) -> None:
    async with as_owner(empty_database) as one, as_owner(empty_database) as two:
        author = await row_factories.author(one)
        a, b = [await row_factories.entry(one, author, kind="PAGE") for _ in range(2)]
        async with one.transaction():
            await one.execute("update entry set parent_id = $2 where id = $1", a, b)
            other = await waiting(
                one, two, two.execute("update entry set parent_id = $2 where id = $1", b, a)
            )
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="no circles"):
            await other
        assert await differences(one) == []


async def test_a_page_added_under_one_that_is_being_moved_moves_with_it(
    empty_database: str,
) -> None:
    async with as_owner(empty_database) as one, as_owner(empty_database) as two:
        author = await row_factories.author(one)
        top, page = [await row_factories.entry(one, author, kind="PAGE") for _ in range(2)]
        async with one.transaction():
            await one.execute("update entry set parent_id = $2 where id = $1", page, top)
            other = await waiting(
                one, two, row_factories.entry(two, author, kind="PAGE", parent_id=page)
            )
        added = await other
        assert await one.fetchval("select path from entry where id = $1", added) == [
            top,
            page,
            added,
        ]
        assert await differences(one) == []


async def waiting(
    one: asyncpg.Connection, two: asyncpg.Connection, statement: Awaitable[object]
) -> asyncio.Future[object]:
    """The statement of two, begun, and seen to wait for a lock that one holds."""
    task = asyncio.ensure_future(statement)
    for _ in range(500):
        waits = "select cardinality(pg_blocking_pids($1)) > 0"
        if await one.fetchval(waits, two.get_server_pid()):
            return task
        assert not task.done(), "it did not wait"
        await asyncio.sleep(0.01)
    raise AssertionError("it never waited")
