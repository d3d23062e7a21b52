"""Threads are read in order at any depth without recursion, and never contain cycles."""

from __future__ import annotations

import time
from collections import defaultdict
from typing import Any

import asyncpg
import pytest

from gql.engine.connection_arguments import RequestedPage
from gql.engine.declare.record_type import source_of
from gql.engine.order import Key, Order
from gql.engine.page import Page
from gql.engine.resolve.statements import replies
from gql.types.comment import Comment
from tests.bench.explain import query_plan
from tests.schema import row_factories
from tests.schema.expected_rows import derived_column_errors, reading_order
from tests.schema.row_factories import owner_connection, reader_connection

pytestmark = [pytest.mark.slow(5), pytest.mark.untraced]

COMMENTS = "select id, parent_id, published_at from comment where entry_id = 1"
SIBLINGS = Order("comment/oldest", (Key("published_at", "timestamptz"),))
DEPTH, ALL = 500, 10**9


def thread(first: int = ALL) -> tuple[str, list[object]]:
    """The statement of the reference path that reads a thread, and its values after the root."""
    columns = {"id": "id", "parent_id": "parent_id", "depth": "depth"}
    request = RequestedPage(Page(1, SIBLINGS))
    bounds, roots = (DEPTH, first), [0]
    statement, values = replies(
        "replies", columns, source_of(Comment), SIBLINGS, request, bounds, roots, ALL
    )
    return statement.text, values[1:]


@pytest.fixture(scope="module")
async def deep_thread(module_database: str) -> str:
    """One thread of 10,000 comments, 200 levels deep, in mixed order, beside other comments."""
    async with owner_connection(module_database) as connection:
        author = await row_factories.author(connection)
        entry = await row_factories.entry(connection, author)
        other = await row_factories.entry(connection, author)
        await row_factories.comment(connection, entry)
        # threads are arranged once at the end rather than after each level
        await connection.execute("alter table comment disable trigger arrange_inserted")
        await connection.execute(INSERT_REPLIES)
        await connection.execute(
            "insert into comment (entry_id, status) "
            "select $1, 'APPROVED' from generate_series(1, 3000)",
            other,
        )
        await connection.execute("alter table comment enable trigger arrange_inserted")
        await connection.execute("select arrange_threads($1)", [entry, other])
        await connection.execute("vacuum analyze comment")
    return module_database


# Level by level 50 replies, with parents and times from hashes: mixed, yet the same in every run.
INSERT_REPLIES = """
do $$
declare
  above bigint[] := array[(select min(id) from quire.comment)];
begin
  for level in 1..199 loop
    with grown as (
      insert into quire.comment (entry_id, parent_id, status, published_at, content_text)
      select (select min(id) from quire.entry), above[1 + abs(hashint4(level * 50 + i)) % cardinality(above)],
        'APPROVED', now() - abs(hashint4(i * 1000 + level)) % 100000 * interval '1 second', 'deep'
      from generate_series(1, case level when 199 then 99 else 50 end) i
      returning id
    )
    select array_agg(id order by id) into above from grown;
  end loop;
end $$
"""


async def test_ten_thousand_comments_are_read_in_order_by_index_scans(deep_thread: str) -> None:
    async with owner_connection(deep_thread) as owner, reader_connection(deep_thread) as reader:
        comments = [dict(r) for r in await owner.fetch(COMMENTS)]
        root = min(row["id"] for row in comments)
        text, bounds = thread()
        records = await reader.fetch(text, [root], *bounds)
        assert [root, *(record["id"] for record in records)] == reading_order(comments)
        assert len(records) == 9_999
        assert max(record["depth"] for record in records) == 199
        scans = {
            node.get("Index Name", node["Node Type"])
            for node in await query_plan(reader, text, [[root], *bounds])
            if node.get("Relation Name") == "comment" or "Index Name" in node
        }
        assert scans - {"withheld_discussion_pkey"} == {"comment_replies"}
        assert await derived_column_errors(owner) == []


async def test_the_first_replies_of_each_comment_are_read_without_the_others(
    deep_thread: str,
) -> None:
    async with owner_connection(deep_thread) as owner, reader_connection(deep_thread) as reader:
        comments = [dict(r) for r in await owner.fetch(COMMENTS)]
        root = min(row["id"] for row in comments)
        for first in (1, 3):
            text, bounds = thread(first)
            records = await reader.fetch(text, [root], *bounds)
            assert [root, *(r["id"] for r in records)] == first_replies(comments, first)


def first_replies(comments: list[dict[str, Any]], first: int) -> list[int]:
    """Reading order of a thread of which each comment keeps its first replies only."""
    below: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(comments, key=lambda c: (c["published_at"], c["id"])):
        below[row["parent_id"]].append(row)
    kept = [row for rows in below.values() for row in rows[:first]]
    known: set[int | None] = {None, *(row["id"] for row in kept)}
    # down from the root: a reply whose ancestor was left out is left out too
    while len(known) != 1 + len(kept := [r for r in kept if r["parent_id"] in known]):
        known = {None, *(row["id"] for row in kept)}
    return reading_order(kept)


async def test_a_reply_at_depth_200_is_placed_within_a_second(deep_thread: str) -> None:
    async with owner_connection(deep_thread) as connection:
        leaf = await connection.fetchrow(
            "select id, entry_id from comment order by depth desc, id limit 1"
        )
        started = time.perf_counter()
        written = await row_factories.comment(connection, leaf["entry_id"], parent_id=leaf["id"])
        assert time.perf_counter() - started < 1
        depth = await connection.fetchval("select depth from comment where id = $1", written)
        assert depth == 200
        await connection.execute("delete from comment where id = $1", written)


async def test_a_parent_on_another_entry_is_refused(empty_database: str) -> None:
    async with owner_connection(empty_database) as connection:
        author = await row_factories.author(connection)
        here, there = [await row_factories.entry(connection, author) for _ in range(2)]
        parent = await row_factories.comment(connection, there)
        # a composite key (parent, entry) refers to (id, entry) of the parent
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await row_factories.comment(connection, here, parent_id=parent)
        with pytest.raises(asyncpg.ForeignKeyViolationError, match="the parent of a comment"):
            await row_factories.comment(connection, here, parent_id=parent + 99)


async def test_the_parent_of_a_comment_cannot_change_so_threads_have_no_cycles(
    empty_database: str,
) -> None:
    async with owner_connection(empty_database) as connection:
        entry = await row_factories.entry(connection, await row_factories.author(connection))
        root = await row_factories.comment(connection, entry)
        answer = await row_factories.comment(connection, entry, parent_id=root)
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="keeps its parent"):
            await connection.execute(
                "update comment set parent_id = $2 where id = $1", root, answer
            )
        with pytest.raises(asyncpg.ForeignKeyViolationError):
            await connection.execute(
                "insert into comment (id, entry_id, parent_id, status) "
                "overriding system value values (900, $1, 900, 'APPROVED')",
                entry,
            )
        assert await derived_column_errors(connection) == []


async def test_a_thread_deeper_than_five_hundred_is_refused(empty_database: str) -> None:
    async with owner_connection(empty_database) as connection:
        entry = await row_factories.entry(connection, await row_factories.author(connection))
        await connection.execute("alter table comment disable trigger arrange_inserted")
        above = None
        for _ in range(500):
            above = await row_factories.comment(connection, entry, parent_id=above)
        with pytest.raises(asyncpg.CheckViolationError, match="depth"):
            await row_factories.comment(connection, entry, parent_id=above)


@pytest.mark.parametrize("table", ["entry", "term"])
async def test_a_page_or_category_cannot_be_its_own_ancestor(
    empty_database: str, table: str
) -> None:
    async with owner_connection(empty_database) as connection:
        author = await row_factories.author(connection)

        async def node(parent_id: int | None) -> int:
            if table == "term":
                return await row_factories.term(connection, parent_id=parent_id)
            return await row_factories.entry(connection, author, kind="PAGE", parent_id=parent_id)

        top = await node(None)
        middle = await node(top)
        leaf = await node(middle)
        for above in (leaf, middle):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="no circles"):
                await connection.execute(
                    f"update {table} set parent_id = $2 where id = $1", top, above
                )
        with pytest.raises(asyncpg.CheckViolationError, match="own_parent"):
            await connection.execute(f"update {table} set parent_id = $1 where id = $1", top)
        await connection.execute(f"update {table} set parent_id = null where id = $1", middle)
        paths = await connection.fetch(f"select path from {table} order by id")
        assert [record["path"] for record in paths] == [[top], [middle], [middle, leaf]]
