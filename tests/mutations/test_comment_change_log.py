"""The change log after comments and likes: which profiles, lists and menus it names."""

from __future__ import annotations

from typing import Any

import pytest

from gql.viewer import Role
from tests.http_site import Site
from tests.mutations.comment_requests import (
    create_comment,
    delete_comment,
    editor_token,
    fetch_rows,
    moderate_comments,
    new_post,
    new_user_token,
    undo_moderation,
)
from tests.mutations.test_like import like
from tests.schema import row_factories

BOB = "bob@blog.example"
ROUTE_STATUS = "query ($uri: String!) { route(uri: $uri) { status } }"
PROFILE_TAGS = {"authors", "uri:/author/bob/"}


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


@pytest.fixture
async def token(site: Site) -> str:
    return await editor_token(site)


@pytest.fixture
async def bob(site: Site) -> str:
    return await new_user_token(site, BOB)


async def last_tags(site: Site) -> set[str]:
    """The cache tags of the latest entry in the change log."""
    [tags] = await fetch_rows(site, "select tags from change order by id desc limit 1")
    return set(tags["tags"])


async def profile_status(site: Site) -> int:
    """The status of the route to Bob's profile: 200 if it is public."""
    return int((await site.data(ROUTE_STATUS, uri="/author/bob/"))["route"]["status"])


async def comment_id(site: Site, on: str, token: str | None, **fields: Any) -> str:
    """Create a comment and return its global id."""
    return str((await create_comment(site, on, token, **fields))["comment"]["id"])


async def bob_node(site: Site) -> str:
    """The cache tag of Bob's profile, such as author:3."""
    [one] = await fetch_rows(site, "select author_id from account where email = $1", BOB)
    return f"author:{one['author_id']}"


async def test_a_profile_that_appears_or_disappears_with_a_comment_is_recorded(
    site: Site, post: str, token: str, bob: str
) -> None:
    id = await comment_id(site, post, bob)
    node = await bob_node(site)
    assert (await last_tags(site), await profile_status(site)) == ({"comment:1"}, 404)
    batch = (await moderate_comments(site, [id], "APPROVED", token))["batch"]
    assert (
        await last_tags(site) >= PROFILE_TAGS | {node, "site:counts"},
        await profile_status(site),
    ) == (
        True,
        200,
    )
    await undo_moderation(site, batch, token)
    assert (
        await last_tags(site) >= PROFILE_TAGS | {node, "site:counts"},
        await profile_status(site),
    ) == (
        True,
        404,
    )


async def test_another_comment_of_a_public_author_does_not_change_lists_of_authors(
    site: Site, post: str, token: str, bob: str
) -> None:
    await moderate_comments(site, [await comment_id(site, post, bob)], "APPROVED", token)
    await moderate_comments(site, [await comment_id(site, post, bob)], "APPROVED", token)
    tags = await last_tags(site)
    assert await bob_node(site) in tags
    assert "authors" not in tags


async def test_an_approved_first_comment_publishes_a_profile_and_its_deletion_hides_it(
    site: Site, post: str
) -> None:
    bob = await new_user_token(site, BOB, Role.EDITOR)
    id = await comment_id(site, post, bob)
    assert (await last_tags(site) >= PROFILE_TAGS, await profile_status(site)) == (True, 200)
    other = await comment_id(site, post, bob)
    assert "authors" not in await last_tags(site)
    await delete_comment(site, other, bob)
    assert await profile_status(site) == 200
    await delete_comment(site, id, bob)
    assert (await last_tags(site) >= PROFILE_TAGS, await profile_status(site)) == (True, 404)


async def test_a_profile_hidden_by_a_tombstone_is_recorded(
    site: Site, post: str, token: str, bob: str
) -> None:
    id = await comment_id(site, post, bob)
    await moderate_comments(site, [id], "APPROVED", token)
    await comment_id(site, post, token, parent=id)
    await delete_comment(site, id, bob)
    expected = {await bob_node(site), "site:counts", "comments of post:1", "comment:2"}
    assert (await last_tags(site) >= PROFILE_TAGS | expected, await profile_status(site)) == (
        True,
        404,
    )


async def test_profiles_of_repliers_appear_and_disappear_with_the_comment_above(
    site: Site, post: str, token: str, bob: str
) -> None:
    root = await comment_id(site, post, token)
    await moderate_comments(
        site, [await comment_id(site, post, bob, parent=root)], "APPROVED", token
    )
    for decision, seen in (("HELD", 404), ("APPROVED", 200)):
        await moderate_comments(site, [root], decision, token)
        tags = await last_tags(site)
        assert tags >= PROFILE_TAGS | {await bob_node(site), "comment:2"}
        assert await profile_status(site) == seen


async def test_a_menu_that_links_to_a_profile_is_recorded_with_it(
    site: Site, post: str, token: str, bob: str
) -> None:
    author = int((await bob_node(site)).partition(":")[2])
    async with row_factories.owner_connection(site.url) as owner:
        menu = await row_factories.insert(owner, "menu", {"slug": "m", "name": "M"})
        item = {"menu_id": menu, "position": 0, "author_id": author}
        await row_factories.insert(owner, "menu_item", item)
    id = await comment_id(site, post, bob)
    for decision in ("APPROVED", "HELD"):
        await moderate_comments(site, [id], decision, token)
        assert await last_tags(site) >= {"menus", f"menu:{menu}"}


@pytest.mark.parametrize("kind", ["POST", "PAGE"])
async def test_a_comment_changes_lists_of_posts_sorted_by_responses(
    site: Site, token: str, kind: str
) -> None:
    on = await new_post(site, kind=kind)
    id = await comment_id(site, on, token)
    assert ("posts:discussed" in await last_tags(site)) is (kind == "POST")
    await delete_comment(site, id, token)
    tags = await last_tags(site)
    assert ("posts:discussed" in tags) is (kind == "POST")
    assert "posts" not in tags


async def test_a_like_changes_only_lists_sorted_by_likes(site: Site, post: str, token: str) -> None:
    page = await new_post(site, kind="PAGE")
    id = await comment_id(site, page, token)
    await like(site, post)
    assert await last_tags(site) == {"post:1", "posts:liked"}
    await like(site, id)
    assert await last_tags(site) == {"comment:1", "comments:liked", "comments:liked of page:2"}


async def test_a_reply_brings_lists_by_likes_and_replies_into_another_order(
    site: Site, post: str, token: str, bob: str
) -> None:
    root = await comment_id(site, post, bob)
    await moderate_comments(site, [root], "APPROVED", token)
    assert "comments:liked" not in await last_tags(site)
    await comment_id(site, post, token, parent=root)
    assert "comments:liked" in await last_tags(site)
