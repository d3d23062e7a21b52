"""updateSite: what an administrator says of the site, and what follows from it."""

from __future__ import annotations

from typing import Any

import pytest

from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import start_site
from tests.mutations.comment_requests import create_comment
from tests.mutations.entry_requests import Newsroom, newsroom_of
from tests.mutations.test_entry_change_log import database_id, insert, last_tags
from tests.mutations.test_page import CHANGE_STATUS as MOVE_PAGE
from tests.mutations.test_page import create_published_page

ADMIN, EDITOR, READER = Role.ADMIN, Role.EDITOR, Role.READER
SITE = """title tagline url language languages logo { url } icon { url } timeZone anonymousName
  frontPage { title } postsPage { title } commentRules { depth hold editMinutes }"""
READ = f"{{ site {{ {SITE} version }} }}"
UPDATE_SITE = f"""mutation($input: UpdateSiteInput!) {{
  updateSite(input: $input) {{ site {{ {SITE} }} version userErrors {{ code message field }} }}
}}"""
FRONT = """query($uri: String!) { route(uri: $uri) {
  status location resource { ... on Page { title } }
} }"""


async def picture(newsroom: Newsroom, **columns: object) -> str:
    key = await insert(newsroom, "media", url="https://x.example/logo.png", **columns)
    return encode_id("Media", key)


async def test_everything_that_is_said_of_the_site_is_read_by_everybody(newsroom: Newsroom) -> None:
    home, blog = [await create_published_page(newsroom, name) for name in ("Home", "Blog")]
    await newsroom.create_published(language="de")
    logo = await picture(newsroom)
    payload = await newsroom.succeed(
        UPDATE_SITE,
        ADMIN,
        title="Small <i>Hours</i>",
        tagline="At night",
        url="https://Blog.example/",
        language="en-GB",
        timeZone="Europe/Rome",
        logo=logo,
        icon=logo,
        anonymousName="Somebody",
        frontPage=home,
        postsPage=blog,
        commentRules={"depth": 3, "hold": "FIRST_TIME", "editMinutes": 5},
    )
    expected = {
        "title": "Small Hours",
        "tagline": "At night",
        "url": "https://blog.example",
        "language": "en-GB",
        "languages": ["de", "en"],
        "logo": {"url": "https://x.example/logo.png"},
        "icon": {"url": "https://x.example/logo.png"},
        "timeZone": "Europe/Rome",
        "anonymousName": "Somebody",
        "frontPage": {"title": "Home"},
        "postsPage": {"title": "Blog"},
        "commentRules": {"depth": 3, "hold": "FIRST_TIME", "editMinutes": 5},
    }
    assert payload["site"] == expected
    for role, version in ((None, None), (READER, None), (EDITOR, 2)):
        token = newsroom.tokens[role] if role else None
        for _ in range(3):  # from the second time on, the compiled plan answers
            assert (await newsroom.site.data(READ, token))["site"] == {
                **expected,
                "version": version,
            }
    assert {"site", "everything", "uri:/", "uri:/home/", "uri:/blog/"} <= await last_tags(newsroom)


async def test_null_takes_away_and_what_is_left_out_stays(newsroom: Newsroom) -> None:
    logo = await picture(newsroom)
    given = {
        "title": "A",
        "tagline": "B",
        "logo": logo,
        "anonymousName": "C",
        "timeZone": "Asia/Tokyo",
    }
    await newsroom.succeed(UPDATE_SITE, ADMIN, **given, commentRules={"depth": 3, "editMinutes": 0})
    nothing = {
        "title": None,
        "tagline": None,
        "logo": None,
        "anonymousName": None,
        "commentRules": {"depth": None},
    }
    site = (await newsroom.succeed(UPDATE_SITE, ADMIN, **nothing))["site"]
    assert (site["title"], site["tagline"], site["logo"]) == ("A", None, None)
    assert (site["anonymousName"], site["timeZone"]) == ("Anonymous", "Asia/Tokyo")
    assert site["commentRules"] == {"depth": 10, "hold": "ALL", "editMinutes": 0}
    site = (await newsroom.succeed(UPDATE_SITE, ADMIN, commentRules=None))["site"]
    assert site["commentRules"]["editMinutes"] == 15


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, ["title"]),
        ({"title": "x" * 301}, ["title"]),
        ({"tagline": "x" * 301}, ["tagline"]),
        ({"url": "javascript:alert(1)"}, ["url"]),
        ({"url": "https://"}, ["url"]),
        ({"url": "https://blog.example/blog"}, ["url"]),
        ({"url": "https://blog.example?x"}, ["url"]),
        ({"language": "no language"}, ["language"]),
        ({"timeZone": "Mars/Olympus"}, ["timeZone"]),
        ({"timeZone": "posix/Europe/Rome"}, ["timeZone"]),
        ({"anonymousName": "x" * 101}, ["anonymousName"]),
        ({"logo": encode_id("Media", 99)}, ["logo"]),
        ({"icon": encode_id("Page", 1)}, ["icon"]),
        ({"frontPage": encode_id("Page", 99)}, ["frontPage"]),
        ({"commentRules": {"depth": 500}}, ["commentRules", "depth"]),
        ({"commentRules": {"editMinutes": -1}}, ["commentRules", "editMinutes"]),
    ],
)
async def test_what_no_site_can_be_is_refused_whole(
    newsroom: Newsroom, given: dict[str, Any], field: list[str]
) -> None:
    refused = await newsroom.payload(UPDATE_SITE, ADMIN, **{"tagline": "New", **given})
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [("BAD_USER_INPUT", field)]
    assert refused["site"]["tagline"] is None


async def test_what_is_shown_with_every_record_makes_every_answer_another(
    newsroom: Newsroom,
) -> None:
    everywhere: tuple[dict[str, Any], ...] = (
        {"url": "https://other.example"},
        {"language": "de"},
        {"anonymousName": "Somebody"},
        {"commentRules": {"depth": 3}},
    )
    for given in everywhere:
        await newsroom.succeed(UPDATE_SITE, ADMIN, **given)
        assert await last_tags(newsroom) == {"site", "everything"}, given
    await newsroom.succeed(UPDATE_SITE, ADMIN, tagline="New", commentRules={"editMinutes": 3})
    assert await last_tags(newsroom) == {"site"}


async def test_a_hidden_picture_and_a_page_in_the_trash_are_not_taken(newsroom: Newsroom) -> None:
    page = await create_published_page(newsroom, "Home")
    await newsroom.succeed(MOVE_PAGE["trashPage"], EDITOR, id=page)
    hidden = await picture(newsroom, is_public=False)
    for given in ({"logo": hidden}, {"frontPage": page}):
        assert await newsroom.error_codes(UPDATE_SITE, ADMIN, **given) == ["BAD_USER_INPUT"]
    page = await create_published_page(newsroom, "Other")
    both = {"frontPage": page, "postsPage": page}
    assert await newsroom.error_codes(UPDATE_SITE, ADMIN, **both) == ["BAD_USER_INPUT"]


async def test_of_two_administrators_the_second_is_told_of_the_first(newsroom: Newsroom) -> None:
    saved = await newsroom.succeed(UPDATE_SITE, ADMIN, title="One", expectedVersion=1)
    assert saved["version"] == 2
    refused = await newsroom.payload(UPDATE_SITE, ADMIN, title="Two", expectedVersion=1)
    assert [error["code"] for error in refused["userErrors"]] == ["CONFLICT"]
    assert (refused["site"]["title"], refused["version"]) == ("One", 2)


async def test_the_root_leads_to_the_front_page_while_readers_see_it(newsroom: Newsroom) -> None:
    async def front(uri: str) -> Any:
        found = [(await newsroom.site.data(FRONT, uri=uri))["route"] for _ in range(3)]
        assert found[0] == found[1] == found[2]
        return found[0]

    home = await create_published_page(newsroom, "Home")
    blog = await create_published_page(newsroom, "Blog")
    nothing = {"status": 200, "location": None, "resource": None}
    assert await front("/") == nothing
    await newsroom.succeed(UPDATE_SITE, ADMIN, frontPage=home, postsPage=blog)
    found = {"status": 200, "location": None, "resource": {"title": "Home"}}
    assert await front("/") == found
    assert await front("https://blog.example/?utm=x") == found
    assert await front("/home/") == {**found, "status": 301, "location": "/"}
    assert await front("/blog/") == {**found, "resource": {"title": "Blog"}}
    await newsroom.succeed(MOVE_PAGE["unpublishPage"], EDITOR, id=home)
    assert await front("/") == nothing
    assert (await front("/home/"))["status"] == 404
    assert (await newsroom.site.data(READ))["site"]["frontPage"] is None
    assert f"page:{database_id(home)}" in await last_tags(newsroom)


async def test_what_is_stored_rules_comments_and_the_settings_what_is_not(
    empty_database: str,
) -> None:
    async with start_site(
        empty_database, comment_depth=1, hold_comments="none", comment_edit_minutes=7
    ) as site:
        newsroom = await newsroom_of(site)
        rules = (await site.data(READ))["site"]["commentRules"]
        assert rules == {"depth": 1, "hold": "NONE", "editMinutes": 7}
        on, token = await newsroom.create_published(), newsroom.tokens[Role.AUTHOR]
        first = (await create_comment(site, on))["comment"]
        assert first["moderationStatus"] == "APPROVED"
        reply = (await create_comment(site, on, token, parent=first["id"]))["comment"]["id"]
        deep = await create_comment(site, on, token, parent=reply)
        assert [error["code"] for error in deep["userErrors"]] == ["TOO_DEEP"]
        await newsroom.succeed(
            UPDATE_SITE, ADMIN, commentRules={"depth": 2, "hold": "ALL", "editMinutes": 0}
        )
        assert (await create_comment(site, on))["comment"]["moderationStatus"] == "HELD"
        assert (await create_comment(site, on, token, parent=reply))["userErrors"] == []
        edit = """mutation($id: ID!) { updateComment(input: { id: $id, content: "Other." }) { userErrors { code } } }"""
        codes = (await site.data(edit, token, id=reply))["updateComment"]["userErrors"]
        assert codes == [{"code": "TOO_LATE"}]


async def test_names_of_guests_and_depths_of_discussions_are_at_once_as_the_site_says(
    empty_database: str,
) -> None:
    async with start_site(empty_database) as site:
        newsroom = await newsroom_of(site)
        on, token = await newsroom.create_published(), newsroom.tokens[Role.AUTHOR]
        above = None
        for _ in range(3):
            given = {"parent": above} if above else {}
            above = (await create_comment(site, on, token, **given))["comment"]["id"]
        await insert(newsroom, "comment", entry_id=database_id(on), status="APPROVED")
        read = """query($id: ID!) { site { anonymousName } post(by: { id: $id }) {
          discussion { edges { depth node { author { name } } } }
        } }"""

        async def becomes(name: str, depth: int) -> None:
            data = await site.data(read, id=on)
            edges = data["post"]["discussion"]["edges"]
            names = {data["site"]["anonymousName"], edges[-1]["node"]["author"]["name"]}
            assert (names, max(edge["depth"] for edge in edges)) == ({name}, depth)

        await becomes("Anonymous", 2)
        rules = {"commentRules": {"depth": 1}}
        await newsroom.succeed(UPDATE_SITE, ADMIN, anonymousName="Someone", **rules)
        await becomes("Someone", 1)
        rules = {"commentRules": {"depth": None}}
        await newsroom.succeed(UPDATE_SITE, ADMIN, anonymousName=None, language="de-AT", **rules)
        await becomes("Anonym", 2)
