"""What readers knew answers where they knew it, and no other path tells that there was something."""

from __future__ import annotations

from gql.viewer import Role
from tests.mutations.entry_requests import MOVE, PUBLISH, UPDATE, Desk
from tests.mutations.test_page import route

AUTHOR = Role.AUTHOR
GONE, NOTHING = {"status": 410, "location": None}, {"status": 404, "location": None}


async def test_the_trash_tells_nothing_of_a_path_that_only_a_draft_had(desk: Desk) -> None:
    id = await desk.published(slug="known")
    await desk.done(UPDATE, AUTHOR, id=id, slug="secret")
    await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    assert await route(desk, "/known/") == GONE
    assert await route(desk, "/secret/") == NOTHING


async def test_nor_of_one_that_it_got_after_it_was_taken_back(desk: Desk) -> None:
    id = await desk.published(slug="known")
    await desk.done(MOVE["unpublishPost"], AUTHOR, id=id)
    assert await route(desk, "/known/") == NOTHING
    await desk.done(UPDATE, AUTHOR, id=id, slug="secret")
    await desk.done(UPDATE, AUTHOR, id=id, slug="other")
    await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    assert await route(desk, "/known/") == GONE
    assert await route(desk, "/secret/") == await route(desk, "/other/") == NOTHING


async def test_a_path_that_was_known_leads_to_what_is_published_again(desk: Desk) -> None:
    id = await desk.published(slug="known")
    await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    assert await route(desk, "/known/") == GONE
    await desk.done(MOVE["restorePost"], AUTHOR, id=id)
    assert await route(desk, "/known/") == NOTHING
    await desk.done(UPDATE, AUTHOR, id=id, slug="better")
    await desk.done(PUBLISH, AUTHOR, id=id)
    assert await route(desk, "/known/") == {"status": 301, "location": "/better/"}
    await desk.done(UPDATE, AUTHOR, id=id, slug="known")
    await desk.done(PUBLISH, AUTHOR, id=id)
    assert (await route(desk, "/known/"))["status"] == 200
    assert await route(desk, "/better/") == {"status": 301, "location": "/known/"}


async def test_what_takes_a_path_that_was_known_has_it(desk: Desk) -> None:
    first = await desk.published(slug="known")
    await desk.done(MOVE["trashPost"], AUTHOR, id=first)
    second = await desk.published(slug="known")
    assert (await route(desk, "/known/"))["status"] == 200
    await desk.done(MOVE["trashPost"], AUTHOR, id=second)
    assert await route(desk, "/known/") == GONE
