"""An import reads as much for its last comments as for its first ones, whatever tables held before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from gql.content.draft import EntryDraft
from gql.db import Connection, Database
from gql.importers import batch
from gql.importers.publication import PublicationImport
from tests.importers.draft_factories import AUTHOR, NOON, comment_draft, import_drafts, post
from tests.importers.stored_rows import table_rows
from tests.schema.row_factories import owner_connection

pytestmark = [pytest.mark.slow(20), pytest.mark.untraced]

POSTS, COMMENTS, REGULARS = 320, 20, 40
# what the transaction itself has read so far
ROWS_READ = """
select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint
from pg_stat_xact_user_tables
where relname in ('comment', 'comment_private', 'imported')
"""


def discussed_post(number: int, reply_minutes: Callable[[int], int]) -> EntryDraft:
    """A post with comments of guests who comment everywhere, every other one a reply."""
    first = number * COMMENTS
    comments = tuple(
        comment_draft(
            first + n,
            parent=str(first + n - 1) if n % 2 else None,
            email=f"guest{(first + n * 7) % REGULARS}@mail.example",
            published_at=NOON + timedelta(minutes=reply_minutes(n)),
        )
        for n in range(COMMENTS)
    )
    return post(str(number), comments=comments)


async def rows_read(connection: Connection) -> int:
    """Of the tables of comments, by this transaction."""
    return int(await connection.fetchval(ROWS_READ))


@pytest.mark.parametrize(
    "reply_minutes", [lambda n: n, lambda n: 50 - n], ids=["in-order", "before-what-they-answer"]
)
@pytest.mark.parametrize("posts_before", [0, 1])
async def test_the_second_half_of_an_import_reads_hardly_more_than_the_first(
    empty_database: str,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    posts_before: int,
    reply_minutes: Callable[[int], int],
) -> None:
    monkeypatch.setattr(batch, "MAX_DRAFTS", 20)
    before = [AUTHOR, *(discussed_post(n, reply_minutes) for n in range(posts_before))]
    await import_drafts(database, before, source="before")
    async with owner_connection(empty_database) as owner:
        await owner.execute("vacuum analyze")  # as Postgres does by itself, a minute later
    async with (
        database.transaction() as connection,
        PublicationImport(connection, source="s") as publication,
    ):
        await publication.add(AUTHOR)
        for number in range(POSTS // 2):
            await publication.add(discussed_post(number, reply_minutes))
        first_half = await rows_read(connection)
        for number in range(POSTS // 2, POSTS):
            await publication.add(discussed_post(number, reply_minutes))
        await publication.finish()
        both = await rows_read(connection)
    assert both - first_half < 1.4 * first_half
    expected = (POSTS + posts_before) * COMMENTS
    assert await table_rows(database, "select count(*) from comment") == [(expected,)]
