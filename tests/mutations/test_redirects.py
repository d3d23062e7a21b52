"""Redirects of editors: from paths at which nothing is, never in a circle."""

from __future__ import annotations

from typing import Any

import pytest

from gql.content.site.redirects import MAX_STEPS
from gql.viewer import Role
from tests.mutations.entry_requests import CHANGE_STATUS, PUBLISH, UPDATE, Newsroom
from tests.mutations.test_entry_change_log import database_id, last_tags
from tests.mutations.test_page import create_published_page
from tests.mutations.test_terms import create_category

EDITOR, AUTHOR, READER = Role.EDITOR, Role.AUTHOR, Role.READER
CREATE = """mutation($input: CreateRedirectInput!) {
  createRedirect(input: $input) { redirect { id uri to createdAt } userErrors { code message field } }
}"""
CHANGE = CREATE.replace("CreateR", "UpdateR").replace("createR", "updateR")
DELETE = """mutation($input: DeleteRedirectInput!) {
  deleteRedirect(input: $input) { deletedId userErrors { code field } }
}"""
LIST = "{ redirects(first: 100) { totalCount nodes { uri to } } }"
ROUTE = "query($uri: String!) { route(uri: $uri) { status location } }"


async def create(newsroom: Newsroom, uri: str, to: str) -> Any:
    return (await newsroom.succeed(CREATE, EDITOR, uri=uri, to=to))["redirect"]


async def route(newsroom: Newsroom, uri: str) -> tuple[int, str | None]:
    found = [(await newsroom.site.data(ROUTE, uri=uri))["route"] for _ in range(3)]
    assert found[0] == found[1] == found[2]
    return found[0]["status"], found[0]["location"]


@pytest.mark.parametrize(
    ("uri", "to", "stored", "location"),
    [
        ("/old/", "/new/", "/old/", "/new/"),
        ("/Old%20Path", "/new/?a=1#b", "/old%20path/", "/new/?a=1#b"),
        ("https://anything.example/old", "http://localhost:8000/new", "/old/", "/new/"),
        ("/?p=7", "https://x.example/a?b=c#d", "/?p=7", "https://x.example/a?b=c#d"),
        ("/old/", "/", "/old/", "/"),
        ("/old/", "http://localhost:8000", "/old/", "/"),
    ],
)
async def test_a_redirect_is_followed(
    newsroom: Newsroom, uri: str, to: str, stored: str, location: str
) -> None:
    made = await create(newsroom, uri, to)
    assert (made["uri"], made["to"]) == (stored, location)
    assert await route(newsroom, uri) == (301, location)
    assert {"redirects", f"uri:{stored}"} <= await last_tags(newsroom)
    assert await create(newsroom, uri, to) == made  # sent again, it is the same
    gone = await newsroom.succeed(DELETE, EDITOR, id=made["id"])
    assert gone["deletedId"] == made["id"]
    assert (await route(newsroom, uri))[0] == 404
    assert await newsroom.error_codes(DELETE, EDITOR, id=made["id"]) == ["NOT_FOUND"]


async def test_only_editors_list_redirects(newsroom: Newsroom) -> None:
    for number in range(3):
        await create(newsroom, f"/old-{number}/", "/new/")
    for role in (None, READER, AUTHOR):
        token = newsroom.tokens[role] if role else None
        for _ in range(3):
            data = await newsroom.site.data(LIST, token)
            assert data["redirects"] == {"totalCount": 0, "nodes": []}
    for _ in range(3):
        listed = (await newsroom.site.data(LIST, newsroom.tokens[EDITOR]))["redirects"]
        assert [one["uri"] for one in listed["nodes"]] == ["/old-2/", "/old-1/", "/old-0/"]


async def test_nothing_that_is_there_or_will_be_is_redirected(newsroom: Newsroom) -> None:
    await create_published_page(newsroom, "About")
    await create_category(newsroom, "Bread")
    await newsroom.create_draft(slug="draft")
    for uri in ("/about/", "/category/bread/", "/draft/", "/author/editor/"):
        refused = await newsroom.payload(CREATE, EDITOR, uri=uri, to="/new/")
        [error] = refused["userErrors"]
        assert (error["code"], error["field"]) == ("BAD_USER_INPUT", ["uri"])
        assert refused["redirect"] is None


async def test_what_is_published_later_comes_before_and_what_was_there_after(
    newsroom: Newsroom,
) -> None:
    id = await newsroom.create_published(slug="first")
    await newsroom.succeed(UPDATE, AUTHOR, id=id, slug="second")
    await newsroom.succeed(PUBLISH, AUTHOR, id=id)
    assert await route(newsroom, "/first/") == (301, "/second/")
    await create(newsroom, "/first/", "/third/")
    assert await route(newsroom, "/first/") == (301, "/third/")
    await newsroom.create_published(slug="first")
    assert await route(newsroom, "/first/") == (200, None)
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    await create(newsroom, "/second/", "/first/")  # what is in the trash keeps no path
    assert await route(newsroom, "/second/") == (301, "/first/")


async def test_a_circle_is_refused_however_long(newsroom: Newsroom) -> None:
    given = {"uri": "/a0/", "to": "/A0?x=1"}
    assert await newsroom.error_codes(CREATE, EDITOR, **given) == ["BAD_USER_INPUT"]
    for number in range(MAX_STEPS - 1):
        await create(newsroom, f"/a{number}/", f"/a{number + 1}/?page=2")
    closing = {"uri": f"/a{MAX_STEPS - 1}/", "to": "http://localhost:8000/a0/#top"}
    refused = await newsroom.payload(CREATE, EDITOR, **closing)
    [error] = refused["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", ["to"])
    await create(newsroom, f"/a{MAX_STEPS - 1}/", "/end/")
    too_long = {"uri": "/start/", "to": "/a0/"}
    assert await newsroom.error_codes(CREATE, EDITOR, **too_long) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("uri", "to", "field"),
    [
        ("/", "/new/", "uri"),
        ("", "/new/", "uri"),
        ("http://[", "/new/", "uri"),
        ("/old/", "", "to"),
        ("/old/", "new", "to"),
        ("/old/", "//x.example/a", "to"),
        ("/old/", "javascript:alert(1)", "to"),
        ("/old/", "http://[", "to"),
        ("/old/", "/new/?" + "x" * 501, "to"),
        ("/old/", "/new/?a b", "to"),
    ],
)
async def test_what_is_no_path_is_refused(
    newsroom: Newsroom, uri: str, to: str, field: str
) -> None:
    refused = await newsroom.payload(CREATE, EDITOR, uri=uri, to=to)
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [("BAD_USER_INPUT", [field])]


async def test_a_path_leads_to_one_place(newsroom: Newsroom) -> None:
    made = await create(newsroom, "/old/", "/new/")
    refused = await newsroom.payload(CREATE, EDITOR, uri="/OLD", to="/other/")
    assert "/new/ already" in refused["userErrors"][0]["message"]
    assert await route(newsroom, "/old/page/2/") == (301, "/new/")
    assert f"redirect:{database_id(made['id'])}" in await last_tags(newsroom)


async def test_a_redirect_is_changed_and_leads_somewhere_all_the_time(newsroom: Newsroom) -> None:
    made = await create(newsroom, "/old/", "/new/")
    changed = (await newsroom.succeed(CHANGE, EDITOR, id=made["id"], to="/Newer?a=1"))["redirect"]
    assert changed == {**made, "to": "/newer/?a=1"}
    assert await route(newsroom, "/old/") == (301, "/newer/?a=1")
    tags = await last_tags(newsroom)
    assert {"redirects", "uri:/old/", f"redirect:{database_id(made['id'])}"} <= tags
    # its own former path is free for it to lead to
    moved = await newsroom.succeed(CHANGE, EDITOR, id=made["id"], uri="/older/", to="/old/")
    assert (moved["redirect"]["uri"], moved["redirect"]["to"]) == ("/older/", "/old/")
    assert {"uri:/old/", "uri:/older/"} <= await last_tags(newsroom)
    assert (await route(newsroom, "/old/"))[0] == 404
    assert await route(newsroom, "/older/") == (301, "/old/")
    same = await newsroom.succeed(CHANGE, EDITOR, id=made["id"], uri="/OLDER", to=None)
    assert same["redirect"] == moved["redirect"]


async def test_what_cannot_be_made_cannot_be_changed_to(newsroom: Newsroom) -> None:
    await create_published_page(newsroom, "About")
    first, other = [await create(newsroom, f"/{name}/", "/end/") for name in ("a", "b")]
    await newsroom.succeed(CHANGE, EDITOR, id=other["id"], to="/a/")
    for given, field in (
        ({"uri": "/about/"}, "uri"),
        ({"uri": "/b/"}, "uri"),
        ({"uri": "/"}, "uri"),
        ({"to": "new"}, "to"),
        ({"to": "/b/"}, "to"),  # a circle
        ({"to": "/a/#top"}, "to"),
        ({"uri": "/end/"}, "to"),  # to itself
    ):
        refused = await newsroom.payload(CHANGE, EDITOR, id=first["id"], **given)
        [error] = refused["userErrors"]
        assert (error["code"], error["field"]) == ("BAD_USER_INPUT", [field]), given
        assert refused["redirect"] is None
        assert await route(newsroom, "/a/") == (301, "/end/")
    await newsroom.succeed(DELETE, EDITOR, id=other["id"])
    for id in (other["id"], "UG9zdDox", "x"):
        refused = await newsroom.payload(CHANGE, EDITOR, id=id, to="/new/")
        assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [("NOT_FOUND", ["id"])]
    assert await newsroom.error_codes(CHANGE, AUTHOR, id=first["id"], to="/new/") == ["FORBIDDEN"]
