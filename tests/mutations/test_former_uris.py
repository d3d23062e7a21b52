"""URIs that readers have seen answer 301 or 410; URIs that they have not, 404."""

from __future__ import annotations

from gql.viewer import Role
from tests.mutations.entry_requests import CHANGE_STATUS, PUBLISH, UPDATE, Newsroom
from tests.mutations.test_page import route

AUTHOR = Role.AUTHOR
GONE, NOTHING = {"status": 410, "location": None}, {"status": 404, "location": None}


async def test_a_uri_that_only_a_draft_had_answers_404_after_the_post_is_trashed(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_published(slug="known")
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="secret")
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    # the URI of the draft was never public, so a 410 would disclose it
    assert await route(newsroom, "/known/") == GONE
    assert await route(newsroom, "/secret/") == NOTHING


async def test_a_uri_assigned_after_unpublishing_answers_404_after_the_post_is_trashed(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_published(slug="known")
    await newsroom.succeed(CHANGE_STATUS["unpublishPost"], AUTHOR, id=id)
    assert await route(newsroom, "/known/") == NOTHING
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="secret")
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="other")
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    assert await route(newsroom, "/known/") == GONE
    assert await route(newsroom, "/secret/") == await route(newsroom, "/other/") == NOTHING


async def test_a_former_uri_redirects_once_the_post_is_published_again(newsroom: Newsroom) -> None:
    id = await newsroom.create_published(slug="known")
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    assert await route(newsroom, "/known/") == GONE
    await newsroom.succeed(CHANGE_STATUS["restorePost"], AUTHOR, id=id)
    assert await route(newsroom, "/known/") == NOTHING
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="better")
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert await route(newsroom, "/known/") == {"status": 301, "location": "/better/"}
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="known")
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert (await route(newsroom, "/known/"))["status"] == 200
    assert await route(newsroom, "/better/") == {"status": 301, "location": "/known/"}


async def test_a_new_post_takes_over_the_former_uri_of_a_trashed_one(newsroom: Newsroom) -> None:
    first = await newsroom.create_published(slug="known")
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=first)
    # the slug is free again: unique indexes leave out what is in the trash
    second = await newsroom.create_published(slug="known")
    assert (await route(newsroom, "/known/"))["status"] == 200
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=second)
    assert await route(newsroom, "/known/") == GONE
