"""What changes one comment costs in a long discussion what it costs in a short one, whatever its shape."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest

from gql.content.comments.commenter import Commenter
from gql.content.comments.edit import delete_comment
from gql.content.comments.moderate import moderate
from gql.content.draft import CommentStatus, EntryKind
from gql.content.entries.publish import unpublish
from gql.db import Connection, Database
from gql.viewer import Role, Viewer
from tests.conftest import cloned
from tests.schema import row_factories
from tests.schema.row_factories import owner_connection

pytestmark = [pytest.mark.slow(40), pytest.mark.untraced]

SHORT, LONG, DEEPEST, TOGETHER = 600, 12_000, 60, 5
LONGEST_BLOCK, SHORTEST_BLOCK = 64, 32  # of quire.number_one_block
MODERATOR = Viewer(role=Role.EDITOR, token="a program")
# chains down to the deepest level, some of them side by side; or replies to the first comment alone
PARENTS = {
    "chains": f"case when n % {DEEPEST * TOGETHER} >= {TOGETHER} then $2::bigint + n - {TOGETHER} end",
    "one-root": "case when n > 0 then $2::bigint end",
}
INSERT = """
insert into quire.comment (id, entry_id, parent_id, status, published_at)
overriding system value
select $2::bigint + n, $1::bigint, {parent}, 'APPROVED', timestamptz '2026-01-01' + n * interval '1 minute'
from generate_series($3::bigint, $4::bigint) n
"""
# what this connection has read and written
TOUCHED = """
select relname, sum(seq_tup_read + coalesce(idx_tup_fetch, 0) + n_tup_ins + n_tup_upd + n_tup_del)::bigint
from pg_stat_xact_user_tables
where relname in ('comment', 'comment_block')
group by relname
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """How many statements a change sends, and how many rows these read or write."""

    statements: int
    comments: int
    blocks: int


@dataclass(frozen=True, slots=True)
class Discussion:
    """The comments of a post have the ids from `first_id` on."""

    entry_id: int
    first_id: int
    size: int

    @property
    def middle(self) -> int:
        # in the middle of its chain as well
        return self.first_id + self.size // 2 + DEEPEST * TOGETHER // 2


Change = Callable[[Connection, Discussion], Awaitable[object]]


async def mark_as_spam(connection: Connection, discussion: Discussion) -> None:
    await moderate(connection, MODERATOR, [discussion.middle], CommentStatus.SPAM, None)


async def approve(connection: Connection, discussion: Discussion) -> None:
    await moderate(connection, MODERATOR, [discussion.middle], CommentStatus.APPROVED, None)


async def delete_middle(connection: Connection, discussion: Discussion) -> None:
    await delete_comment(connection, Commenter(MODERATOR), discussion.middle)


async def delete_newest(connection: Connection, discussion: Discussion) -> None:
    last = discussion.first_id + discussion.size - 1
    await delete_comment(connection, Commenter(MODERATOR), last)


async def withdraw(connection: Connection, discussion: Discussion) -> None:
    await unpublish(connection, MODERATOR, EntryKind.POST, discussion.entry_id)


CHANGES: list[Change] = [mark_as_spam, approve, delete_newest, delete_middle]


@pytest.fixture(scope="module", params=PARENTS)
async def discussions(
    server_url: str, template: str, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Database, Discussion, Discussion]]:
    """A short discussion and a long one of the same shape, in one database."""
    statement = INSERT.format(parent=PARENTS[request.param])
    async with cloned(server_url, template) as url:
        async with owner_connection(url) as owner:
            author = await row_factories.author(owner)
            found = []
            for size, first_id in ((SHORT, 1), (LONG, 100_001)):
                entry = await row_factories.entry(owner, author)
                for first in range(0, size, 500):
                    last = min(first + 500, size) - 1
                    await owner.execute(statement, entry, first_id, first, last)
                found.append(Discussion(entry, first_id, size))
            await owner.execute("vacuum analyze")  # as Postgres does by itself, a minute later
        database = await Database.open(url, pool_size=2)
        yield database, found[0], found[1]
        await database.close()


async def cost(database: Database, change: Change, discussion: Discussion) -> Cost:
    """Make a change, and count."""
    sent: list[object] = []
    async with database.transaction() as connection:
        # earlier transactions count until their connection reports them
        before = dict(await connection.fetch(TOUCHED))
        with connection.query_logger(sent.append):
            await change(connection, discussion)
        after = dict(await connection.fetch(TOUCHED))
    touched = {table: after[table] - before.get(table, 0) for table in after}
    return Cost(len(sent), touched.get("comment", 0), touched.get("comment_block", 0))


async def test_a_change_costs_in_a_long_discussion_what_it_costs_in_a_short_one(
    discussions: tuple[Database, Discussion, Discussion],
) -> None:
    database, short, long = discussions
    for change in CHANGES:
        in_short = await cost(database, change, short)
        in_long = await cost(database, change, long)
        told = f"{change.__name__}: {in_short}, {in_long}"
        assert in_long.statements == in_short.statements, told
        assert in_long.comments <= 1.5 * in_short.comments + 2 * LONGEST_BLOCK, told
        # each is found, read and written at most once, by a few statements
        assert in_long.blocks <= 4 * LONG // SHORTEST_BLOCK, told


async def test_a_post_is_withdrawn_by_as_many_statements_and_no_comment_is_written(
    discussions: tuple[Database, Discussion, Discussion],
) -> None:
    database, short, long = discussions
    in_short = await cost(database, withdraw, short)
    in_long = await cost(database, withdraw, long)
    assert in_long.statements == in_short.statements
    # read once, and not written
    assert in_long.comments <= LONG
    assert in_long.blocks == 0
