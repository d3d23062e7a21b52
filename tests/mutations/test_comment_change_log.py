"""What begins or ceases to be seen with a comment, or changes its place with a like, is announced."""

from __future__ import annotations

from typing import Any

import pytest

from gql.viewer import Role
from tests.http_site import Site
from tests.mutations.comment_requests import (
    answered,
    deleted,
    editor,
    moderated,
    new_post,
    rows,
    somebody,
    undone,
)
from tests.mutations.test_like import liked
from tests.schema import row_factories

BOB = "bob@blog.example"
ROUTE = "query ($uri: String!) { route(uri: $uri) { status } }"
PROFILE = {"authors", "uri:/author/bob/"}


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


@pytest.fixture
async def token(site: Site) -> str:
    return await editor(site)


@pytest.fixture
async def bob(site: Site) -> str:
    return await somebody(site, BOB)


async def last(site: Site) -> set[str]:
    """What the last change has touched."""
    [told] = await rows(site, "select tags from change order by id desc limit 1")
    return set(told["tags"])


async def status(site: Site) -> int:
    return int((await site.data(ROUTE, uri="/author/bob/"))["route"]["status"])


async def said(site: Site, on: str, who: str | None, **more: Any) -> str:
    return str((await answered(site, on, who, **more))["comment"]["id"])


async def own_node(site: Site) -> str:
    [one] = await rows(site, "select author_id from account where email = $1", BOB)
    return f"author:{one['author_id']}"


async def test_a_profile_that_begins_with_a_comment_is_announced_and_so_is_its_end(
    site: Site, post: str, token: str, bob: str
) -> None:
    id = await said(site, post, bob)
    node = await own_node(site)
    assert (await last(site), await status(site)) == ({"comment:1"}, 404)
    batch = (await moderated(site, [id], "APPROVED", token))["batch"]
    assert (await last(site) >= PROFILE | {node, "site"}, await status(site)) == (True, 200)
    await undone(site, batch, token)
    assert (await last(site) >= PROFILE | {node, "site"}, await status(site)) == (True, 404)


async def test_lists_of_authors_stay_when_one_who_is_seen_answers_again(
    site: Site, post: str, token: str, bob: str
) -> None:
    await moderated(site, [await said(site, post, bob)], "APPROVED", token)
    await moderated(site, [await said(site, post, bob)], "APPROVED", token)
    told = await last(site)
    assert await own_node(site) in told
    assert "authors" not in told


async def test_what_is_approved_at_once_begins_a_profile_and_its_deletion_ends_it(
    site: Site, post: str
) -> None:
    bob = await somebody(site, BOB, Role.EDITOR)
    id = await said(site, post, bob)
    assert (await last(site) >= PROFILE, await status(site)) == (True, 200)
    other = await said(site, post, bob)
    assert "authors" not in await last(site)
    await deleted(site, other, bob)
    assert await status(site) == 200
    await deleted(site, id, bob)
    assert (await last(site) >= PROFILE, await status(site)) == (True, 404)


async def test_a_writer_whose_comment_leaves_only_its_place_is_announced(
    site: Site, post: str, token: str, bob: str
) -> None:
    id = await said(site, post, bob)
    await moderated(site, [id], "APPROVED", token)
    await said(site, post, token, parent=id)
    await deleted(site, id, bob)
    gone = {await own_node(site), "site", "comments of post:1", "comment:2"}
    assert (await last(site) >= PROFILE | gone, await status(site)) == (True, 404)


async def test_those_who_answered_below_come_and_go_with_what_stands_above(
    site: Site, post: str, token: str, bob: str
) -> None:
    root = await said(site, post, token)
    await moderated(site, [await said(site, post, bob, parent=root)], "APPROVED", token)
    for decision, seen in (("HELD", 404), ("APPROVED", 200)):
        await moderated(site, [root], decision, token)
        told = await last(site)
        assert told >= PROFILE | {await own_node(site), "comment:2"}
        assert await status(site) == seen


async def test_a_menu_that_leads_to_a_profile_is_announced_with_it(
    site: Site, post: str, token: str, bob: str
) -> None:
    author = int((await own_node(site)).partition(":")[2])
    async with row_factories.as_owner(site.url) as owner:
        menu = await row_factories.insert(owner, "menu", {"slug": "m", "name": "M"})
        item = {"menu_id": menu, "position": 0, "author_id": author}
        await row_factories.insert(owner, "menu_item", item)
    id = await said(site, post, bob)
    for decision in ("APPROVED", "HELD"):
        await moderated(site, [id], decision, token)
        assert await last(site) >= {"menus", f"menu:{menu}"}


@pytest.mark.parametrize("kind", ["POST", "PAGE"])
async def test_a_comment_changes_the_lists_of_posts_that_are_sorted_by_responses(
    site: Site, token: str, kind: str
) -> None:
    on = await new_post(site, kind=kind)
    id = await said(site, on, token)
    assert ("posts:discussed" in await last(site)) is (kind == "POST")
    await deleted(site, id, token)
    told = await last(site)
    assert ("posts:discussed" in told) is (kind == "POST")
    assert "posts" not in told


async def test_a_like_changes_the_lists_that_are_sorted_by_likes_and_no_others(
    site: Site, post: str, token: str
) -> None:
    page = await new_post(site, kind="PAGE")
    id = await said(site, page, token)
    await liked(site, post)
    assert await last(site) == {"post:1", "posts:liked"}
    await liked(site, id)
    assert await last(site) == {"comment:1", "comments:liked", "comments:liked of page:2"}
