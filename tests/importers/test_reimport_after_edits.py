"""A source is imported once more, and people have written here since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gql.content.draft import EntryDraft, EntryStatus, MediaDraft
from gql.db import Database
from gql.engine import encode_id
from gql.viewer import Role
from tests.importers.draft_factories import ADA, post, written
from tests.importers.stored_rows import stored
from tests.mutations.entry_requests import GO_BACK, PUBLISH, UPDATE, Desk, desk

__all__ = ["desk"]
DRAFTS = "select d.title from entry_draft d"
HISTORY = "select r.version, r.written ->> 'content', r.saved_by from entry_revision r order by 1"


async def imported(database: Database, **more: Any) -> None:
    await written(database, [ADA, post("1", **more)])


async def only_id(desk: Desk) -> str:
    ((found,),) = await stored(desk.site.database, "select id from entry")
    return encode_id("Post", found)


async def test_what_an_import_changes_is_a_version_that_nobody_saved(desk: Desk) -> None:
    await imported(desk.site.database, content="<p>Old.</p>")
    id = await only_id(desk)
    await imported(desk.site.database, content="<p>New.</p>")
    assert await stored(desk.site.database, HISTORY) == [
        (1, "<p>Old.</p>", None),
        (2, "<p>New.</p>", None),
    ]
    late = await desk.do(UPDATE, Role.EDITOR, id=id, title="Late", expectedVersion=1)
    assert [error["code"] for error in late["userErrors"]] == ["CONFLICT"]
    assert (late["conflict"]["version"], late["conflict"]["savedBy"]) == (2, None)
    back = await desk.done(GO_BACK, Role.EDITOR, id=id, version=1)
    assert (back["version"], back["post"]["source"]) == (3, "<p>Old.</p>")


@pytest.mark.parametrize(
    "more",
    [
        {"status": EntryStatus.DRAFT},
        {"status": EntryStatus.TRASH},
        {"published_at": datetime.now(UTC) + timedelta(days=9)},
    ],
)
async def test_a_draft_here_gives_way_when_its_post_leaves_readers_at_the_source(
    desk: Desk, more: dict[str, Any]
) -> None:
    await imported(desk.site.database, content="<p>Old.</p>")
    id = await only_id(desk)
    await desk.done(UPDATE, Role.EDITOR, id=id, content="Of an editor.")
    await imported(desk.site.database, content="<p>Old.</p>", **more)
    assert await stored(desk.site.database, DRAFTS) == []
    assert [row[:2] for row in await stored(desk.site.database, HISTORY)] == [
        (1, "<p>Old.</p>"),
        (2, "Of an editor."),
        (3, "<p>Old.</p>"),
    ]


async def test_what_is_saved_after_the_source_has_withdrawn_a_post_is_what_is_published(
    desk: Desk,
) -> None:
    await imported(desk.site.database)
    id = await only_id(desk)
    await desk.done(UPDATE, Role.EDITOR, id=id, content="Of an editor.")
    await imported(desk.site.database, content="<p>Of the source.</p>", status=EntryStatus.DRAFT)
    assert await desk.codes(UPDATE, Role.EDITOR, id=id, title="A", expectedVersion=2) == [
        "CONFLICT"
    ]
    await desk.done(UPDATE, Role.EDITOR, id=id, title="A", expectedVersion=3)
    await desk.done(UPDATE, Role.EDITOR, id=id, slug="b", expectedVersion=4)
    await desk.done(PUBLISH, Role.EDITOR, id=id)
    assert await stored(
        desk.site.database, "select title, slug, content_source, version from entry"
    ) == [("A", "b", "<p>Of the source.</p>", 5)]


async def test_a_draft_beside_what_is_still_published_stays_beside_it(desk: Desk) -> None:
    await imported(desk.site.database, content="<p>Old.</p>")
    id = await only_id(desk)
    await desk.done(UPDATE, Role.EDITOR, id=id, title="Of an editor")
    await imported(desk.site.database, content="<p>New.</p>")
    assert (await desk.read(slug="post-1"))["html"] == "<p>New.</p>"
    assert await stored(desk.site.database, DRAFTS) == [("Of an editor",)]
    assert await desk.codes(UPDATE, Role.EDITOR, id=id, title="B", expectedVersion=2) == [
        "CONFLICT"
    ]
    kept = await desk.done(UPDATE, Role.EDITOR, id=id, excerpt="Short.", expectedVersion=3)
    assert kept["version"] == 4
    said = [row[:2] for row in await stored(desk.site.database, HISTORY)]
    assert said == [(1, "<p>Old.</p>"), (2, "<p>Old.</p>"), (3, "<p>New.</p>"), (4, "<p>Old.</p>")]


async def test_a_post_that_stands_twice_in_the_file_is_one_version_more(database: Database) -> None:
    def twice(*contents: str) -> Sequence[EntryDraft]:
        return [post("1", content=content) for content in contents]

    await written(database, [ADA, *twice("One.", "Two.")])
    assert await stored(database, HISTORY) == []
    await written(database, [ADA, *twice("Three.", "Four.")])
    assert await stored(database, HISTORY) == [(1, "Two.", None), (2, "Four.", None)]


@pytest.mark.parametrize("content", ["Words.", "New."])
async def test_a_picture_that_comes_later_is_part_of_the_version(
    database: Database, content: str
) -> None:
    picture = MediaDraft("image", "https://x.example/a.png")
    await written(database, [ADA, post("1", featured_media="image")])
    await written(database, [ADA, post("1", featured_media="image", content=content), picture])
    assert await stored(
        database,
        "select r.version, (r.written ->> 'featured_media')::bigint = e.featured_media_id"
        " from entry_revision r join entry e on e.id = r.entry_id order by 1",
    ) == [(1, None), (2, True)]
