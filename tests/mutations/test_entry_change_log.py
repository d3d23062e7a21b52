"""What begins, ceases or moves with a post or a page is announced with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gql.engine import decode_id, encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import MOVE, PUBLISH, UPDATE, Desk
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import MOVE as MOVE_PAGE
from tests.mutations.test_page import PUBLISH as PUBLISH_PAGE
from tests.mutations.test_page import UPDATE as UPDATE_PAGE
from tests.mutations.test_page import made, route
from tests.mutations.test_profile import updated
from tests.schema import row_factories

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR


def number(id: str) -> int:
    named = decode_id(id)
    assert named
    return named[1]


async def changes(desk: Desk) -> list[Any]:
    async with row_factories.as_owner(desk.site.url) as owner:
        return list(await owner.fetch("select node, tags, shows_at from change order by id"))


async def last(desk: Desk) -> set[str]:
    return set((await changes(desk))[-1]["tags"])


async def inserted(desk: Desk, table: str, **columns: object) -> int:
    async with row_factories.as_owner(desk.site.url) as owner:
        return await row_factories.insert(owner, table, columns)


async def picture(desk: Desk, **columns: object) -> int:
    url = "https://pictures.example/one.png"
    return await inserted(desk, "media", url=url, is_public=False, **columns)


async def menu_to(desk: Desk, **target: object) -> set[str]:
    """The tags of a new menu with one item."""
    slug = f"menu-of-{next(iter(target))}"
    menu = await inserted(desk, "menu", slug=slug, name="M")
    await inserted(desk, "menu_item", menu_id=menu, position=0, **target)
    return {"menus", f"menu:{menu}"}


async def test_lists_of_terms_are_announced_with_the_terms_of_a_post(desk: Desk) -> None:
    id = await desk.draft(tags=["New"])
    await desk.done(PUBLISH, AUTHOR, id=id)
    told = await last(desk)
    assert {"tags", "tag:1", "uri:/tag/new/"} <= told
    assert "categories" not in told
    await desk.done(UPDATE, AUTHOR, id=id, tags=[], categories=["Newer"])
    await desk.done(PUBLISH, AUTHOR, id=id)  # the one that goes, and the one that comes
    assert {"tags", "tag:1", "categories", "category:2", "uri:/category/newer/"} <= await last(desk)
    await desk.done(MOVE["trashPost"], AUTHOR, id=id)
    told = await last(desk)
    assert {"categories", "category:2", "uri:/category/newer/"} <= told
    assert "tags" not in told


async def test_pictures_are_announced_with_what_shows_them(desk: Desk) -> None:
    first, second = await picture(desk), await picture(desk)
    id = await desk.draft(EDITOR, featuredImage=encode_id("Media", first))
    came_with_it = await picture(desk, attached_to=number(id))
    shown, attached = f"media:{first}", f"media:{came_with_it}"
    seen = "query ($id: ID!) { node(id: $id) { id } }"
    for document, is_seen in ((PUBLISH, True), (MOVE["unpublishPost"], False), (PUBLISH, True)):
        await desk.done(document, EDITOR, id=id)
        assert {shown, attached} <= await last(desk)
        for key in (first, came_with_it):
            answer = await desk.site.data(seen, id=encode_id("Media", key))
            assert (answer["node"] is not None) is is_seen
    await desk.done(UPDATE, EDITOR, id=id, featuredImage=encode_id("Media", second))
    assert await last(desk) == {f"post:{number(id)}"}
    await desk.done(PUBLISH, EDITOR, id=id)
    assert {shown, f"media:{second}"} <= await last(desk)


async def test_a_menu_is_announced_with_the_page_it_leads_to(desk: Desk) -> None:
    page = (await desk.done(CREATE_PAGE, EDITOR, title="About", content=""))["page"]["id"]
    tags = await menu_to(desk, entry_id=number(page))
    for document in (
        PUBLISH_PAGE,
        MOVE_PAGE["unpublishPage"],
        PUBLISH_PAGE,
        MOVE_PAGE["trashPage"],
    ):
        await desk.done(document, EDITOR, id=page)
        assert tags <= await last(desk)


async def test_menus_that_lead_to_terms_and_authors_are_announced_with_a_post(desk: Desk) -> None:
    id = await desk.draft(tags=["New"])
    async with row_factories.as_owner(desk.site.url) as owner:
        author = await owner.fetchval("select id from author where name = 'Author'")
        term = await owner.fetchval("select id from term")
    tags = await menu_to(desk, author_id=author) | await menu_to(desk, term_id=term)
    await desk.done(PUBLISH, AUTHOR, id=id)
    assert tags <= await last(desk)
    await updated(desk.site, desk.tokens[AUTHOR], name="Somebody else")
    assert {"menus", "menu:1"} <= await last(desk)


async def test_a_menu_and_former_paths_are_announced_with_pages_that_move(desk: Desk) -> None:
    top = (await desk.done(CREATE_PAGE, EDITOR, title="Top", content=""))["page"]["id"]
    child = await made(desk, "Child", parent=top)
    tags = await menu_to(desk, entry_id=number(child))
    for slug in ("one", "two"):  # a draft above: the path of the one below moves at once
        await desk.done(UPDATE_PAGE, EDITOR, id=top, slug=slug)
        assert tags <= await last(desk)
        assert await route(desk, "/top/child/") == {"status": 301, "location": f"/{slug}/child/"}
        assert {"uri:/top/child/", f"uri:/{slug}/child/"} <= await last(desk)


async def test_those_who_answered_are_announced_when_the_post_is_taken_away(desk: Desk) -> None:
    id = await desk.published()
    async with row_factories.as_owner(desk.site.url) as owner:
        reader = await owner.fetchval("select id from author where name = 'Reader'")
        await row_factories.comment(owner, number(id), author_id=reader)
    assert (await route(desk, "/author/reader/"))["status"] == 200
    await desk.done(MOVE["unpublishPost"], AUTHOR, id=id)
    assert (await route(desk, "/author/reader/"))["status"] == 404
    assert {f"author:{reader}", "uri:/author/reader/", "authors"} <= await last(desk)


async def test_what_is_changed_before_it_shows_is_announced_for_then(desk: Desk) -> None:
    id = await desk.draft(tags=["one"])
    at = datetime.now(UTC) + timedelta(days=1)
    await desk.done(PUBLISH, AUTHOR, id=id, at=at.isoformat())
    await desk.done(UPDATE, AUTHOR, id=id, slug="other", tags=["two"])
    *_, saved, to_come = await changes(desk)
    assert saved["tags"] == [saved["node"]]
    assert {"posts", "tag:2", "uri:/tag/two/", "uri:/other/"} <= set(to_come["tags"])
    assert abs(to_come["shows_at"] - at) < timedelta(seconds=1)


async def test_every_path_that_the_trash_answers_is_announced(desk: Desk) -> None:
    id = await desk.published(slug="first")
    await desk.done(UPDATE, AUTHOR, id=id, slug="second")
    await desk.done(PUBLISH, AUTHOR, id=id)
    paths = {"uri:/first/", "uri:/second/"}
    steps = {"unpublishPost": 404, "trashPost": 410, "restorePost": 404}
    for name, status in steps.items():
        await desk.done(MOVE[name], AUTHOR, id=id)
        assert (await route(desk, "/first/"))["status"] == status
        assert paths <= await last(desk), name
    await desk.done(PUBLISH, AUTHOR, id=id)
    assert paths <= await last(desk)
