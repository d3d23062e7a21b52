"""Writing pages: as posts are, and in a tree."""

from __future__ import annotations

from typing import Any

import pytest

from gql.viewer import Role
from tests.mutations.entry_requests import PREVIEW, Desk

EDITOR = Role.EDITOR
PAGE = """
  page { id title slug uri status parent { slug } ancestors { slug } html: content revisions { version } }
  version conflict { version } userErrors { code message field }
"""
CREATE = f"mutation($input: CreatePageInput!) {{ createPage(input: $input) {{ {PAGE} }} }}"
UPDATE = f"mutation($input: UpdatePageInput!) {{ updatePage(input: $input) {{ {PAGE} }} }}"
PUBLISH = f"mutation($input: PublishPageInput!) {{ publishPage(input: $input) {{ {PAGE} }} }}"
GO_BACK = (
    "mutation($input: RestorePageRevisionInput!) "
    f"{{ restorePageRevision(input: $input) {{ {PAGE} }} }}"
)
MOVE = {
    name: f"mutation($input: PageIdInput!) {{ {name}(input: $input) {{ {PAGE} }} }}"
    for name in ("unpublishPage", "trashPage", "restorePage")
}
ROUTE = "query($uri: String!) { route(uri: $uri) { status location } }"
LISTED = """query($status: [PostStatus!]) {
  pages(where: {status: $status}) { totalCount nodes { title status } } }"""


async def made(desk: Desk, title: str, **given: object) -> str:
    payload = await desk.done(CREATE, EDITOR, title=title, content=f"About {title}.", **given)
    await desk.done(PUBLISH, EDITOR, id=payload["page"]["id"])
    return str(payload["page"]["id"])


async def route(desk: Desk, uri: str) -> Any:
    return (await desk.site.data(ROUTE, uri=uri))["route"]


async def test_a_tree_of_pages_moves_with_its_addresses(desk: Desk) -> None:
    about = await made(desk, "About")
    team = await made(desk, "Team", parent=about)
    await made(desk, "Ada", parent=team)
    assert (await route(desk, "/about/team/ada/"))["status"] == 200
    await desk.done(UPDATE, EDITOR, id=about, slug="who-we-are")
    assert (await route(desk, "/who-we-are/"))["status"] == 404  # not published yet
    moved = await desk.done(PUBLISH, EDITOR, id=about)
    assert moved["page"]["uri"] == "/who-we-are/"
    assert (await route(desk, "/who-we-are/team/ada/"))["status"] == 200
    for former, now in (
        ("/about/", "/who-we-are/"),
        ("/about/team/", "/who-we-are/team/"),
        ("/about/team/ada/", "/who-we-are/team/ada/"),
    ):
        assert await route(desk, former) == {"status": 301, "location": now}
    # to the top
    await desk.done(UPDATE, EDITOR, id=team, parent=None)
    out = await desk.done(PUBLISH, EDITOR, id=team)
    assert (out["page"]["uri"], out["page"]["parent"]) == ("/team/", None)
    assert await route(desk, "/who-we-are/team/ada/") == {"status": 301, "location": "/team/ada/"}


async def test_a_page_cannot_stand_below_itself(desk: Desk) -> None:
    about = await made(desk, "About")
    team = await made(desk, "Team", parent=about)
    for parent in (about, team):
        payload = await desk.do(UPDATE, EDITOR, id=about, parent=parent)
        [problem] = payload["userErrors"]
        assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", ["parent"])
    for wrong in ("UGFnZTo5OQ==", "UG9zdDox", "x"):
        assert await desk.codes(UPDATE, EDITOR, id=about, parent=wrong) == ["BAD_USER_INPUT"]


async def test_a_page_has_versions_previews_and_a_way_back(desk: Desk) -> None:
    id = await made(desk, "About")
    saved = await desk.done(UPDATE, EDITOR, id=id, content="*New*", expectedVersion=1)
    assert (saved["version"], saved["page"]["html"]) == (2, "<p><em>New</em></p>")
    assert await desk.codes(UPDATE, EDITOR, id=id, content="x", expectedVersion=1) == ["CONFLICT"]
    token = (await desk.done(PREVIEW, EDITOR, id=id))["token"]
    read = """query($id: ID!, $t: String) {
      page(by: {id: $id}, previewToken: $t) { content ancestors { slug } children { totalCount } } }"""
    assert "About" in (await desk.site.data(read, id=id))["page"]["content"]
    assert "New" in (await desk.site.data(read, id=id, t=token))["page"]["content"]
    back = await desk.done(GO_BACK, EDITOR, id=id, version=1)
    assert [r["version"] for r in back["page"]["revisions"]] == [3, 2, 1]


async def test_pages_that_readers_do_not_see_are_listed_for_editors_who_ask(desk: Desk) -> None:
    id = await made(desk, "About")
    await desk.done(MOVE["unpublishPage"], EDITOR, id=id)
    for role in (EDITOR, Role.AUTHOR, None):
        token = desk.tokens[role] if role else None
        for _ in range(3):
            seen = await desk.site.data(LISTED, token, status=["DRAFT"])
            nodes = [{"title": "About", "status": "DRAFT"}] if role is EDITOR else []
            assert seen["pages"] == {"totalCount": len(nodes), "nodes": nodes}
            assert (await desk.site.data(LISTED, token))["pages"]["totalCount"] == 0
    await desk.done(MOVE["trashPage"], EDITOR, id=id)
    assert (await desk.done(MOVE["restorePage"], EDITOR, id=id))["page"]["status"] == "DRAFT"


@pytest.mark.parametrize("name", MOVE)
async def test_a_post_is_no_page(desk: Desk, name: str) -> None:
    post = await desk.draft(EDITOR)
    assert await desk.codes(MOVE[name], EDITOR, id=post) == ["NOT_FOUND"]
