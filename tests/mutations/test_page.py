"""Mutations of pages: as those of posts, and in a tree with redirects."""

from __future__ import annotations

from typing import Any

import pytest

from gql.auth.api_token import add_token
from gql.viewer import Role
from tests.mutations.entry_requests import PREVIEW, Newsroom

EDITOR = Role.EDITOR
PAGE_FIELDS = """
  page { id title slug uri status excerpt isExcerptWritten authors { slug } parent { slug } ancestors { slug } html: content revisions { nodes { version: versionNumber } } }
  version conflict { version } userErrors { code message field }
"""
CREATE = f"mutation($input: CreatePageInput!) {{ createPage(input: $input) {{ {PAGE_FIELDS} }} }}"
UPDATE = f"mutation($input: UpdatePageInput!) {{ updatePage(input: $input) {{ {PAGE_FIELDS} }} }}"
PUBLISH = (
    f"mutation($input: PublishPageInput!) {{ publishPage(input: $input) {{ {PAGE_FIELDS} }} }}"
)
RESTORE_REVISION = (
    "mutation($input: RestorePageRevisionInput!) "
    f"{{ restorePageRevision(input: $input) {{ {PAGE_FIELDS} }} }}"
)
CHANGE_STATUS = {
    name: f"mutation($input: PageIdInput!) {{ {name}(input: $input) {{ {PAGE_FIELDS} }} }}"
    for name in ("unpublishPage", "trashPage", "restorePage")
}
ROUTE = "query($uri: String!) { route(uri: $uri) { status location } }"
LIST = """query($status: [PostStatus!]) {
  pages(where: {status: { in: $status }}) { totalCount nodes { title status } } }"""


async def create_published_page(newsroom: Newsroom, title: str, **given: object) -> str:
    payload = await newsroom.succeed(
        CREATE, EDITOR, title=title, content=f"About {title}.", **given
    )
    await newsroom.succeed(PUBLISH, EDITOR, id=payload["page"]["id"])
    return str(payload["page"]["id"])


async def route(newsroom: Newsroom, uri: str) -> Any:
    return (await newsroom.site.data(ROUTE, uri=uri))["route"]


async def test_pages_below_a_moved_page_move_with_it_and_leave_redirects(
    newsroom: Newsroom,
) -> None:
    about = await create_published_page(newsroom, "About")
    team = await create_published_page(newsroom, "Team", parent=about)
    await create_published_page(newsroom, "Ada", parent=team)
    assert (await route(newsroom, "/about/team/ada/"))["status"] == 200
    await newsroom.succeed(UPDATE, EDITOR, id=about, slug="who-we-are")
    assert (await route(newsroom, "/who-we-are/"))["status"] == 404  # not published yet
    moved = await newsroom.succeed(PUBLISH, EDITOR, id=about)
    assert moved["page"]["uri"] == "/who-we-are/"
    assert (await route(newsroom, "/who-we-are/team/ada/"))["status"] == 200
    for former, now in (
        ("/about/", "/who-we-are/"),
        ("/about/team/", "/who-we-are/team/"),
        ("/about/team/ada/", "/who-we-are/team/ada/"),
    ):
        assert await route(newsroom, former) == {"status": 301, "location": now}
    # and to the top level
    await newsroom.succeed(UPDATE, EDITOR, id=team, parent=None)
    out = await newsroom.succeed(PUBLISH, EDITOR, id=team)
    assert (out["page"]["uri"], out["page"]["parent"]) == ("/team/", None)
    assert await route(newsroom, "/who-we-are/team/ada/") == {
        "status": 301,
        "location": "/team/ada/",
    }


async def test_a_page_cannot_be_its_own_ancestor(newsroom: Newsroom) -> None:
    about = await create_published_page(newsroom, "About")
    team = await create_published_page(newsroom, "Team", parent=about)
    for parent in (about, team):
        payload = await newsroom.payload(UPDATE, EDITOR, id=about, parent=parent)
        [problem] = payload["userErrors"]
        assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", ["parent"])
    # a page that does not exist, a post, and no global id at all
    for wrong in ("UGFnZTo5OQ==", "UG9zdDox", "x"):
        assert await newsroom.error_codes(UPDATE, EDITOR, id=about, parent=wrong) == [
            "BAD_USER_INPUT"
        ]


async def test_a_page_has_versions_previews_and_revisions_to_restore(newsroom: Newsroom) -> None:
    id = await create_published_page(newsroom, "About")
    saved = await newsroom.succeed(UPDATE, EDITOR, id=id, content="*New*", expectedVersion=1)
    assert (saved["version"], saved["page"]["html"]) == (2, "<p><em>New</em></p>")
    assert await newsroom.error_codes(UPDATE, EDITOR, id=id, content="x", expectedVersion=1) == [
        "CONFLICT"
    ]
    token = (await newsroom.succeed(PREVIEW, EDITOR, id=id))["token"]
    read = """query($id: ID!, $t: String) {
      page(by: {id: $id}, previewToken: $t) { content ancestors { slug } children { totalCount } } }"""
    assert "About" in (await newsroom.site.data(read, id=id))["page"]["content"]
    assert "New" in (await newsroom.site.data(read, id=id, t=token))["page"]["content"]
    back = await newsroom.succeed(RESTORE_REVISION, EDITOR, id=id, version=1)
    assert [r["version"] for r in back["page"]["revisions"]["nodes"]] == [3, 2, 1]


async def test_unpublished_pages_are_listed_only_for_editors_and_only_by_status(
    newsroom: Newsroom,
) -> None:
    id = await create_published_page(newsroom, "About")
    await newsroom.succeed(CHANGE_STATUS["unpublishPage"], EDITOR, id=id)
    for role in (EDITOR, Role.AUTHOR, None):
        token = newsroom.tokens[role] if role else None
        # the first by the reference path, later ones by the compiled plan
        for _ in range(3):
            seen = await newsroom.site.data(LIST, token, status=["DRAFT"])
            nodes = [{"title": "About", "status": "DRAFT"}] if role is EDITOR else []
            assert seen["pages"] == {"totalCount": len(nodes), "nodes": nodes}
            assert (await newsroom.site.data(LIST, token))["pages"]["totalCount"] == 0
    await newsroom.succeed(CHANGE_STATUS["trashPage"], EDITOR, id=id)
    assert (await newsroom.succeed(CHANGE_STATUS["restorePage"], EDITOR, id=id))["page"][
        "status"
    ] == "DRAFT"


@pytest.mark.parametrize("name", CHANGE_STATUS)
async def test_page_mutations_do_not_find_a_post(newsroom: Newsroom, name: str) -> None:
    post = await newsroom.create_draft(EDITOR)
    assert await newsroom.error_codes(CHANGE_STATUS[name], EDITOR, id=post) == ["NOT_FOUND"]


@pytest.mark.parametrize("order", ["TITLE", "MENU_ORDER", "NEWEST", "OLDEST", "RECENTLY_UPDATED"])
async def test_lists_of_pages_lead_through_drafts_too(newsroom: Newsroom, order: str) -> None:
    for number in range(3):
        await newsroom.succeed(CREATE, EDITOR, title=f"Draft {number}", content="Later.")
        await create_published_page(newsroom, f"Page {number}")
    document = """query($order: PageOrder!, $after: String) {
      pages(first: 1, after: $after, orderBy: $order, where: {status: { in: [DRAFT, PUBLISHED] }}) {
        totalCount nodes { id publishedAt } pageInfo { endCursor hasNextPage }
      } }"""
    seen: list[str] = []
    after, goes_on = None, True
    while goes_on:
        token = newsroom.tokens[EDITOR]
        page = (await newsroom.site.data(document, token, order=order, after=after))["pages"]
        assert page["totalCount"] == 6
        seen += [node["id"] for node in page["nodes"]]
        after, goes_on = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert len(seen) == len(set(seen)) == 6


async def test_a_page_names_its_author_and_its_excerpt(newsroom: Newsroom) -> None:
    site, given = newsroom.site, {"title": "About", "content": "Who we are."}
    async with site.database.transaction() as connection:
        machine = await add_token(connection, "build", role=EDITOR, may_write=True)
    refused = (await site.data(CREATE, machine, input=given))["createPage"]["userErrors"]
    assert [(e["code"], e["field"]) for e in refused] == [("BAD_USER_INPUT", ["author"])]
    named = {**given, "author": "Author", "excerpt": "Short."}
    made = (await site.data(CREATE, machine, input=named))["createPage"]
    assert (made["userErrors"], made["page"]["authors"]) == ([], [{"slug": "author"}])
    assert (made["page"]["excerpt"], made["page"]["isExcerptWritten"]) == ("<p>Short.</p>", True)
    id = made["page"]["id"]
    await newsroom.succeed(PUBLISH, EDITOR, id=id)
    # readers see the one before until it is published
    saved = await newsroom.succeed(UPDATE, EDITOR, id=id, author="editor", excerpt=None)
    assert saved["page"]["authors"] == [{"slug": "editor"}]
    assert (saved["page"]["excerpt"], saved["page"]["isExcerptWritten"]) == (
        "<p>Who we are.</p>",
        False,
    )
    read = "query($id: ID!) { page(by: {id: $id}) { excerpt author { slug } authors { slug } } }"
    before = {
        "excerpt": "<p>Short.</p>",
        "author": {"slug": "author"},
        "authors": [{"slug": "author"}],
    }
    for _ in range(3):
        assert (await site.data(read, id=id))["page"] == before
    await newsroom.succeed(PUBLISH, EDITOR, id=id)
    after = (await site.data(read, id=id))["page"]
    assert (after["excerpt"], after["authors"]) == ("<p>Who we are.</p>", [{"slug": "editor"}])
    # null keeps who it is by; who is not there is refused, and so is no name at all
    kept = await newsroom.succeed(UPDATE, EDITOR, id=id, author=None, title="Us")
    assert kept["page"]["authors"] == [{"slug": "editor"}]
    for wrong in ("nobody", ""):
        payload = await newsroom.payload(UPDATE, EDITOR, id=id, author=wrong)
        [problem] = payload["userErrors"]
        assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", ["author"])
