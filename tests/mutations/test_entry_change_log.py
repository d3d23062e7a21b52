"""The cache tags recorded with a change of a post or page: all that appears, goes or moves with it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from gql.engine import decode_id, encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import CHANGE_STATUS, PUBLISH, UPDATE, Newsroom
from tests.mutations.test_page import CHANGE_STATUS as MOVE_PAGE
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import PUBLISH as PUBLISH_PAGE
from tests.mutations.test_page import UPDATE as UPDATE_PAGE
from tests.mutations.test_page import create_published_page, route
from tests.mutations.test_profile import update_profile
from tests.schema import row_factories

AUTHOR, EDITOR = Role.AUTHOR, Role.EDITOR


def database_id(id: str) -> int:
    """The number in a global id."""
    decoded = decode_id(id)
    assert decoded
    return decoded[1]


async def change_rows(newsroom: Newsroom) -> list[Any]:
    """All rows of the change log, oldest first."""
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        return list(await owner.fetch("select node, tags, shows_at from change order by id"))


async def last_tags(newsroom: Newsroom) -> set[str]:
    """The cache tags of the newest change."""
    return set((await change_rows(newsroom))[-1]["tags"])


async def insert(newsroom: Newsroom, table: str, **columns: object) -> int:
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        return await row_factories.insert(owner, table, columns)


async def insert_picture(newsroom: Newsroom, **columns: object) -> int:
    url = "https://pictures.example/one.png"
    return await insert(newsroom, "media", url=url, is_public=False, **columns)


async def insert_menu(newsroom: Newsroom, **target: object) -> set[str]:
    """Insert a menu with one item for `target`; return the cache tags of the menu."""
    slug = f"menu-of-{next(iter(target))}"
    menu = await insert(newsroom, "menu", slug=slug, name="M")
    await insert(newsroom, "menu_item", menu_id=menu, position=0, **target)
    return {"menus", f"menu:{menu}"}


async def test_changes_of_a_post_record_its_terms_and_their_lists(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(tags=["New"])
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    tags = await last_tags(newsroom)
    assert {"tags", "tag:1", "uri:/tag/new/"} <= tags
    assert "categories" not in tags
    await newsroom.succeed(UPDATE, AUTHOR, id=id, tags=[], categories=["Newer"])
    await newsroom.succeed(
        PUBLISH, AUTHOR, id=id
    )  # both the term that it loses and the one that it gets
    assert {"tags", "tag:1", "categories", "category:2", "uri:/category/newer/"} <= await last_tags(
        newsroom
    )
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    tags = await last_tags(newsroom)
    assert {"categories", "category:2", "uri:/category/newer/"} <= tags
    assert "tags" not in tags


async def test_changes_of_a_post_record_the_categories_above_its_own(newsroom: Newsroom) -> None:
    above = await insert(newsroom, "term", kind="CATEGORY", slug="a", uri="/category/a/", name="A")
    between, own = [
        await insert(
            newsroom, "term", kind="CATEGORY", slug=slug, uri=f"/category/{slug}/", name=slug,
            parent_id=parent,
        )
        for slug, parent in (("b", above), ("c", above + 1))
    ]  # fmt: skip
    id = await newsroom.create_draft(EDITOR, categories=["c"])
    await newsroom.succeed(PUBLISH, EDITOR, id=id)
    tags = await last_tags(newsroom)
    assert {"categories", *(f"category:{one}" for one in (above, between, own))} <= tags
    # only the category itself may appear with the post, with its path
    assert "uri:/category/c/" in tags
    assert "uri:/category/a/" not in tags


async def test_changes_of_a_post_record_its_picture_and_attachments(newsroom: Newsroom) -> None:
    first, second = await insert_picture(newsroom), await insert_picture(newsroom)
    id = await newsroom.create_draft(EDITOR, featuredImage=encode_id("Media", first))
    attached_id = await insert_picture(newsroom, attached_to=database_id(id))
    shown, attached = f"media:{first}", f"media:{attached_id}"
    seen = "query ($id: ID!) { node(id: $id) { id } }"
    for document, is_seen in (
        (PUBLISH, True),
        (CHANGE_STATUS["unpublishPost"], False),
        (PUBLISH, True),
    ):
        await newsroom.succeed(document, EDITOR, id=id)
        assert {shown, attached} <= await last_tags(newsroom)
        for key in (first, attached_id):
            answer = await newsroom.site.data(seen, id=encode_id("Media", key))
            assert (answer["node"] is not None) is is_seen
    await newsroom.succeed(UPDATE, EDITOR, id=id, featuredImage=encode_id("Media", second))
    # saved beside the published version: readers see no difference yet
    assert await last_tags(newsroom) == {f"post:{database_id(id)}"}
    await newsroom.succeed(PUBLISH, EDITOR, id=id)
    assert {shown, f"media:{second}"} <= await last_tags(newsroom)


async def test_changes_of_a_page_record_the_menus_that_link_to_it(newsroom: Newsroom) -> None:
    page = (await newsroom.succeed(CREATE_PAGE, EDITOR, title="About", content=""))["page"]["id"]
    tags = await insert_menu(newsroom, entry_id=database_id(page))
    for document in (
        PUBLISH_PAGE,
        MOVE_PAGE["unpublishPage"],
        PUBLISH_PAGE,
        MOVE_PAGE["trashPage"],
    ):
        await newsroom.succeed(document, EDITOR, id=page)
        assert tags <= await last_tags(newsroom)


async def test_changes_of_a_post_record_the_menus_that_link_to_its_terms_and_authors(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_draft(tags=["New"])
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        author = await owner.fetchval("select id from author where name = 'Author'")
        term = await owner.fetchval("select id from term")
    tags = await insert_menu(newsroom, author_id=author) | await insert_menu(newsroom, term_id=term)
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert tags <= await last_tags(newsroom)
    await update_profile(newsroom.site, newsroom.tokens[AUTHOR], name="Somebody else")
    assert {"menus", "menu:1"} <= await last_tags(newsroom)


async def test_moved_pages_record_their_menus_and_former_uris(newsroom: Newsroom) -> None:
    top = (await newsroom.succeed(CREATE_PAGE, EDITOR, title="Top", content=""))["page"]["id"]
    child = await create_published_page(newsroom, "Child", parent=top)
    tags = await insert_menu(newsroom, entry_id=database_id(child))
    for slug in (
        "one",
        "two",
    ):  # the parent is a draft, so its slug changes at once, and with it the public URI below
        await newsroom.succeed(UPDATE_PAGE, EDITOR, id=top, slug=slug)
        assert tags <= await last_tags(newsroom)
        assert await route(newsroom, "/top/child/") == {
            "status": 301,
            "location": f"/{slug}/child/",
        }
        assert {"uri:/top/child/", f"uri:/{slug}/child/"} <= await last_tags(newsroom)


async def test_unpublishing_a_post_records_its_commenters(newsroom: Newsroom) -> None:
    id = await newsroom.create_published()
    async with row_factories.owner_connection(newsroom.site.url) as owner:
        # their profile is public only because of this comment
        reader = await owner.fetchval("select id from author where name = 'Reader'")
        await row_factories.comment(owner, database_id(id), author_id=reader)
    assert (await route(newsroom, "/author/reader/"))["status"] == 200
    await newsroom.succeed(CHANGE_STATUS["unpublishPost"], AUTHOR, id=id)
    assert (await route(newsroom, "/author/reader/"))["status"] == 404
    assert {f"author:{reader}", "uri:/author/reader/", "authors"} <= await last_tags(newsroom)


async def test_a_change_of_a_scheduled_post_is_recorded_for_its_time(newsroom: Newsroom) -> None:
    id = await newsroom.create_draft(tags=["one"])
    at = datetime.now(UTC) + timedelta(days=1)
    await newsroom.succeed(PUBLISH, AUTHOR, id=id, at=at.isoformat())
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="other", tags=["two"])
    *_, saved, to_come = await change_rows(newsroom)
    assert saved["tags"] == [saved["node"]]
    assert {"posts", "tag:2", "uri:/tag/two/", "uri:/other/"} <= set(to_come["tags"])
    assert abs(to_come["shows_at"] - at) < timedelta(seconds=1)


async def test_every_uri_that_answers_410_is_recorded(newsroom: Newsroom) -> None:
    id = await newsroom.create_published(slug="first")
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="second")
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    paths = {"uri:/first/", "uri:/second/"}
    # the URIs answer 404 while the post is a draft, and 410 only from the trash
    steps = {"unpublishPost": 404, "trashPost": 410, "restorePost": 404}
    for name, status in steps.items():
        await newsroom.succeed(CHANGE_STATUS[name], AUTHOR, id=id)
        assert (await route(newsroom, "/first/"))["status"] == status
        assert paths <= await last_tags(newsroom), name
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert paths <= await last_tags(newsroom)
