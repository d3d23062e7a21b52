"""Importing a source again after editors have changed its posts here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gql.content.draft import EntryDraft, EntryStatus, MediaDraft
from gql.db import Database
from gql.engine import encode_id
from gql.viewer import Role
from tests.importers.draft_factories import AUTHOR, import_drafts, post
from tests.importers.stored_rows import table_rows
from tests.mutations.entry_requests import PUBLISH, RESTORE_REVISION, UPDATE, Newsroom, newsroom

__all__ = ["newsroom"]
DRAFTS = "select d.title from entry_draft d"
REVISIONS = "select r.version, r.written ->> 'content', r.saved_by from entry_revision r order by 1"


async def import_post(database: Database, **more: Any) -> None:
    """Import the post 1 with these fields, as in a file with nothing else."""
    await import_drafts(database, [AUTHOR, post("1", **more)])


async def only_post_id(newsroom: Newsroom) -> str:
    """The global id of the only entry."""
    ((entry_id,),) = await table_rows(newsroom.site.database, "select id from entry")
    return encode_id("Post", entry_id)


async def test_a_change_by_an_import_is_a_revision_saved_by_nobody(newsroom: Newsroom) -> None:
    await import_post(newsroom.site.database, content="<p>Old.</p>")
    id = await only_post_id(newsroom)
    await import_post(newsroom.site.database, content="<p>New.</p>")
    assert await table_rows(newsroom.site.database, REVISIONS) == [
        (1, "<p>Old.</p>", None),
        (2, "<p>New.</p>", None),
    ]
    # an editor who has read version 1 must see that it is no longer the last
    late = await newsroom.payload(UPDATE, Role.EDITOR, id=id, title="Late", expectedVersion=1)
    assert [error["code"] for error in late["userErrors"]] == ["CONFLICT"]
    assert (late["conflict"]["version"], late["conflict"]["savedBy"]) == (2, None)
    back = await newsroom.succeed(RESTORE_REVISION, Role.EDITOR, id=id, version=1)
    assert (back["version"], back["post"]["source"]) == (3, "<p>Old.</p>")


@pytest.mark.parametrize(
    "more",
    [
        {"status": EntryStatus.DRAFT},
        {"status": EntryStatus.TRASH},
        {"published_at": datetime.now(UTC) + timedelta(days=9)},
    ],
)
async def test_a_draft_is_deleted_when_the_source_withdraws_its_post(
    newsroom: Newsroom, more: dict[str, Any]
) -> None:
    await import_post(newsroom.site.database, content="<p>Old.</p>")
    id = await only_post_id(newsroom)
    await newsroom.succeed(UPDATE, Role.EDITOR, id=id, content="Of an editor.")
    await import_post(newsroom.site.database, content="<p>Old.</p>", **more)
    assert await table_rows(newsroom.site.database, DRAFTS) == []
    assert [row[:2] for row in await table_rows(newsroom.site.database, REVISIONS)] == [
        (1, "<p>Old.</p>"),
        (2, "Of an editor."),
        (3, "<p>Old.</p>"),
    ]


async def test_saves_after_the_source_has_withdrawn_a_post_are_what_is_published(
    newsroom: Newsroom,
) -> None:
    await import_post(newsroom.site.database)
    id = await only_post_id(newsroom)
    await newsroom.succeed(UPDATE, Role.EDITOR, id=id, content="Of an editor.")
    await import_post(
        newsroom.site.database, content="<p>Of the source.</p>", status=EntryStatus.DRAFT
    )
    assert await newsroom.error_codes(UPDATE, Role.EDITOR, id=id, title="A", expectedVersion=2) == [
        "CONFLICT"
    ]
    await newsroom.succeed(UPDATE, Role.EDITOR, id=id, title="A", expectedVersion=3)
    await newsroom.succeed(UPDATE, Role.EDITOR, id=id, slug="b", expectedVersion=4)
    await newsroom.succeed(PUBLISH, Role.EDITOR, id=id)
    assert await table_rows(
        newsroom.site.database, "select title, slug, content_source, version from entry"
    ) == [("A", "b", "<p>Of the source.</p>", 5)]


async def test_a_draft_beside_a_published_post_survives_a_change_at_the_source(
    newsroom: Newsroom,
) -> None:
    await import_post(newsroom.site.database, content="<p>Old.</p>")
    id = await only_post_id(newsroom)
    await newsroom.succeed(UPDATE, Role.EDITOR, id=id, title="Of an editor")
    await import_post(newsroom.site.database, content="<p>New.</p>")
    assert (await newsroom.read(slug="post-1"))["html"] == "<p>New.</p>"
    assert await table_rows(newsroom.site.database, DRAFTS) == [("Of an editor",)]
    assert await newsroom.error_codes(UPDATE, Role.EDITOR, id=id, title="B", expectedVersion=2) == [
        "CONFLICT"
    ]
    kept = await newsroom.succeed(UPDATE, Role.EDITOR, id=id, excerpt="Short.", expectedVersion=3)
    # the draft goes on from the version of the import, and still has its own text
    assert kept["version"] == 4
    versions_and_contents = [row[:2] for row in await table_rows(newsroom.site.database, REVISIONS)]
    assert versions_and_contents == [
        (1, "<p>Old.</p>"),
        (2, "<p>Old.</p>"),
        (3, "<p>New.</p>"),
        (4, "<p>Old.</p>"),
    ]


async def test_a_post_that_appears_twice_in_the_file_gets_one_new_version(
    database: Database,
) -> None:
    def twice(*contents: str) -> Sequence[EntryDraft]:
        return [post("1", content=content) for content in contents]

    await import_drafts(database, [AUTHOR, *twice("One.", "Two.")])
    assert await table_rows(database, REVISIONS) == []
    await import_drafts(database, [AUTHOR, *twice("Three.", "Four.")])
    assert await table_rows(database, REVISIONS) == [(1, "Two.", None), (2, "Four.", None)]


@pytest.mark.parametrize("content", ["Words.", "New."])
async def test_featured_media_that_come_later_are_part_of_the_revision(
    database: Database, content: str
) -> None:
    picture = MediaDraft("image", "https://x.example/a.png")
    await import_drafts(database, [AUTHOR, post("1", featured_media="image")])
    await import_drafts(
        database, [AUTHOR, post("1", featured_media="image", content=content), picture]
    )
    assert await table_rows(
        database,
        "select r.version, (r.written ->> 'featured_media')::bigint = e.featured_media_id"
        " from entry_revision r join entry e on e.id = r.entry_id order by 1",
    ) == [(1, None), (2, True)]
