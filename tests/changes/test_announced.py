"""Whatever changes what readers see is in the change log, also where no mutation did it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import asyncpg

from gql import migrate
from gql.content.draft import AuthorDraft, EntryDraft, EntryKind, EntryStatus
from gql.content.site.search_words import rewrite_due_words
from gql.db import Database
from gql.importers.publication import PublicationImport
from tests.changes.followed import following
from tests.conftest import execute
from tests.schema import row_factories

TO_COME = "select node, tags, shows_at from change where shows_at > changed_at order by node, tags"
NARROW = "update change set tags = array[node] where shows_at > changed_at"


def draft(number: int, published_at: datetime) -> EntryDraft:
    return EntryDraft(
        source_id=str(number),
        kind=EntryKind.POST,
        status=EntryStatus.PUBLISHED,
        title=f"Post {number}",
        content="Text.",
        authors=("ada",),
        published_at=published_at,
    )


async def import_posts(url: str, *posts: EntryDraft) -> None:
    """As `quire import` does: in a process that follows nothing."""
    database = await Database.open(url, pool_size=1)
    async with (
        database.transaction() as connection,
        PublicationImport(connection, source="https://old.example") as publication,
    ):
        for one in (AuthorDraft(source_id="ada", name="Ada"), *posts):
            await publication.add(one)
        await publication.finish()
    await database.close()


async def test_an_import_is_heard_by_services_and_tells_what_is_scheduled(
    empty_database: str,
) -> None:
    today = datetime.now(UTC)
    later = today + timedelta(days=3)
    async with following(empty_database) as (database, stream, told):
        await import_posts(empty_database, draft(1, today - timedelta(days=1)), draft(2, later))
        await told.until("forget_all")
        seconds = stream.next_instant(["posts", "everything"])
        assert seconds is not None
        assert 0 < seconds - timedelta(days=2.9).total_seconds() < 20_000
        # again, with one more: what an editor has recorded of the first is what it led to before
        await execute(empty_database, NARROW)
        await import_posts(empty_database, draft(2, later), draft(3, later))
        async with database.transaction() as owner:
            rows = [dict(row) for row in await owner.fetch(TO_COME)]
        # and once more: all is known already
        await import_posts(empty_database, draft(2, later), draft(3, later))
        async with database.transaction() as owner:
            assert [dict(row) for row in await owner.fetch(TO_COME)] == rows
    assert [row["tags"] for row in rows] == [
        *(["post:2"], ["post:2", "everything"], ["post:3", "everything"])
    ]
    assert {row["shows_at"] for row in rows} == {later}


async def test_a_migration_is_heard_by_services(empty_database: str) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        await row_factories.entry(owner, await row_factories.author(owner))
    async with following(empty_database) as (_, _, told):
        last = migrate.migrations()[-1].name
        await execute(empty_database, f"delete from migration where name = '{last}'")
        connection = await asyncpg.connect(empty_database)
        # what it does was done: only the record is wanted
        await migrate._apply(connection, migrate.Migration(last, "select 1"))
        await connection.close()
        await told.until("forget_all")


async def test_texts_that_are_found_by_other_words_are_told(empty_database: str) -> None:
    async with row_factories.owner_connection(empty_database) as owner:
        await row_factories.entry(owner, await row_factories.author(owner))
        await owner.execute("insert into search_due values ('entry', 0)")
    async with following(empty_database) as (database, _, told):
        await rewrite_due_words(database)
        assert "touched posts" in told.words
