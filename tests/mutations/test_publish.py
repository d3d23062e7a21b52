"""The status of posts: published, scheduled, unpublished, in the trash, and what readers see."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from gql.viewer import Role
from tests.mutations.entry_requests import (
    CHANGE_STATUS,
    PREVIEW,
    PUBLISH,
    RESTORE_REVISION,
    UPDATE,
    Newsroom,
)
from tests.schema import row_factories

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR


async def test_terms_of_a_draft_are_hidden_until_it_is_published(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(tags=["Secret plan"], categories=["Later"])
    terms = '{ tag(by: {slug: "secret-plan"}) { name postCount } categories { nodes { name } } }'
    nothing = {"tag": None, "categories": {"nodes": []}}
    assert await newsroom.site.data(terms) == nothing
    assert await newsroom.site.data(terms, newsroom.tokens[Role.READER]) == nothing
    # a 404 and not a redirect or a 410: nothing tells that the term exists
    route = '{ route(uri: "/tag/secret-plan/") { status } }'
    assert await newsroom.site.data(route) == {"route": {"status": 404}}
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert await newsroom.site.data(terms) == {
        "tag": {"name": "Secret plan", "postCount": 1},
        "categories": {"nodes": [{"name": "Later"}]},
    }


async def test_readers_see_the_published_version_until_a_newer_one_is_published(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_published(title="Old title", content="Old words.", tags=["old"])
    saved = await newsroom.succeed(
        UPDATE,
        AUTHOR,
        id=id,
        title="New title",
        content="New words.",
        tags=["new"],
        slug="new-slug",
    )
    assert (saved["post"]["title"], saved["version"]) == ("New title", 2)
    assert [tag["slug"] for tag in saved["post"]["tags"]] == ["new"]
    # every way in which readers could meet the newer version
    everywhere = """{
      post(by: {slug: "old-title"}) { title uri content wordCount tags { name } }
      posts { nodes { title tags { name } } }
      search(query: "new", kinds: [POST]) { totalCount }
      anything: search(query: "new") { totalCount }
      old: tag(by: {slug: "old"}) { postCount posts { nodes { title } } }
      new: tag(by: {slug: "new"}) { postCount }
      route(uri: "/new-slug/") { status }
    }"""
    for role in (None, Role.READER, EDITOR, AUTHOR):
        token = newsroom.tokens[role] if role else None
        for _ in range(3):  # from the second time on, the compiled plan answers
            seen = await newsroom.site.data(everywhere, token)
            assert seen["post"]["title"] == "Old title"
            assert seen["posts"]["nodes"] == [{"title": "Old title", "tags": [{"name": "old"}]}]
            assert seen["search"]["totalCount"] == 0
            assert seen["old"] == {"postCount": 1, "posts": {"nodes": [{"title": "Old title"}]}}
            assert seen["route"]["status"] == 404
            if role in (None, Role.READER):
                assert (seen["new"], seen["anything"]) == (None, {"totalCount": 0})
    published = await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert published["post"]["uri"] == "/new-slug/"
    seen = await newsroom.site.data('{ route(uri: "/old-title/") { status location } }')
    assert seen["route"] == {"status": 301, "location": "/new-slug/"}
    assert (await newsroom.read(slug="new-slug"))["title"] == "New title"
    seen = await newsroom.site.data(
        '{ search(query: "new", kinds: [POST]) { totalCount } tag(by: {slug: "old"}) { postCount } }'
    )
    assert seen["search"]["totalCount"] == 1
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        assert await owner.fetchval("select count(*) from entry_draft") == 0


@pytest.mark.slow(3)
async def test_a_scheduled_post_appears_at_its_time_without_a_job(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(title="Soon")
    at = datetime.now(UTC) + timedelta(seconds=3)
    made = await newsroom.succeed(PUBLISH, AUTHOR, id=id, at=at.isoformat())
    assert made["post"]["status"] == "SCHEDULED"
    token = (await newsroom.succeed(PREVIEW, AUTHOR, id=id))["token"]
    for by in ({"id": id}, {"slug": "soon"}, {"uri": "/soon/"}):
        assert await newsroom.read(**by) is None
        assert (await newsroom.read(token=token, **by))["title"] == "Soon"
    assert await newsroom.titles() == []
    # readers compare published_at with the clock of Postgres, not of this process
    while datetime.now(UTC) < at:
        assert await newsroom.read(slug="soon") is None or datetime.now(UTC) >= at
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.1)
    assert (await newsroom.read(slug="soon"))["status"] == "PUBLISHED"
    assert await newsroom.titles() == ["Soon"]


async def test_a_post_is_unpublished_trashed_restored_and_published_again(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_published(title="Here")
    await newsroom.succeed(UPDATE, AUTHOR, id=id, title="Newer")
    taken = await newsroom.succeed(CHANGE_STATUS["unpublishPost"], AUTHOR, id=id)
    assert (taken["post"]["status"], taken["post"]["title"]) == ("DRAFT", "Newer")
    assert await newsroom.titles() == []
    route = '{ route(uri: "/here/") { status } }'
    assert await newsroom.site.data(route) == {"route": {"status": 404}}
    again = await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert again["post"]["status"] == "PUBLISHED"
    first_published = again["post"]["publishedAt"]
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    assert await newsroom.site.data(route) == {"route": {"status": 410}}
    assert await newsroom.error_codes(PUBLISH, AUTHOR, id=id) == ["BAD_USER_INPUT"]
    await newsroom.create_draft(title="Here")  # now has the slug of the trashed post
    restored = await newsroom.succeed(CHANGE_STATUS["restorePost"], AUTHOR, id=id)
    assert (restored["post"]["status"], restored["post"]["slug"]) == ("DRAFT", "here-2")
    assert await newsroom.error_codes(CHANGE_STATUS["restorePost"], AUTHOR, id=id) == [
        "BAD_USER_INPUT"
    ]
    assert (await newsroom.succeed(PUBLISH, AUTHOR, id=id))["post"][
        "publishedAt"
    ] == first_published


async def test_a_post_in_the_trash_cannot_be_edited(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft()
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    assert await newsroom.error_codes(UPDATE, AUTHOR, id=id, title="x") == ["BAD_USER_INPUT"]
    assert await newsroom.error_codes(RESTORE_REVISION, AUTHOR, id=id, version=1) == [
        "BAD_USER_INPUT"
    ]


async def test_publishing_an_outdated_version_is_a_conflict(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft()
    await newsroom.succeed(UPDATE, EDITOR, id=id, title="Newer")
    assert await newsroom.error_codes(PUBLISH, AUTHOR, id=id, expectedVersion=1) == ["CONFLICT"]
    assert await newsroom.titles() == []
    await newsroom.succeed(PUBLISH, AUTHOR, id=id, expectedVersion=2)
    assert await newsroom.titles() == ["Newer"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"])
async def test_a_publication_time_outside_of_the_allowed_years_is_refused(
    newsroom: Newsroom, at: str
) -> None:
    id = await newsroom.create_draft()
    assert await newsroom.error_codes(PUBLISH, AUTHOR, id=id, at=at) == ["BAD_USER_INPUT"]
