"""updateProfile: which fields of the own profile change, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from gql.auth.api_token import add_token
from gql.content.people.profile import MAX_BIO_LENGTH, MAX_LINKS
from gql.viewer import Role
from tests.http_site import Site
from tests.schema import row_factories

UPDATE = """
mutation Update($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    author { name slug bio homepage links { service url } }
    userErrors { code message field }
  }
}
"""
LINK = {"service": "Mastodon", "url": "https://social.example/@ada"}
PROFILE = "{ viewer { author { name slug bio homepage links { service url } } } }"


async def update_profile(site: Site, token: str | None, **changes: object) -> Any:
    return (await site.data(UPDATE, token, input=changes))["updateProfile"]


@pytest.fixture
async def ada(site: Site) -> str:
    return str((await site.sign_in())["accessToken"])


async def test_given_fields_change_and_absent_ones_stay(site: Site, ada: str) -> None:
    whole = await update_profile(
        site,
        ada,
        name="Ada King",
        bio="Writes **notes**.",
        url="https://ada.example/",
        links=[LINK],
    )
    assert whole == {
        "author": {
            "name": "Ada King",
            "slug": "ada-byron",
            "bio": "<p>Writes <strong>notes</strong>.</p>",
            "homepage": "https://ada.example/",
            "links": [LINK],
        },
        "userErrors": [],
    }
    for _ in range(3):  # from the second time on, the compiled plan answers
        assert (await site.data(PROFILE, ada))["viewer"]["author"] == whole["author"]
    assert await update_profile(site, ada, name="Ada Lovelace") == {
        "author": {**whole["author"], "name": "Ada Lovelace"},
        "userErrors": [],
    }
    nothing = await update_profile(site, ada, bio=None, url=None, links=None)
    assert nothing["author"] == {
        "name": "Ada Lovelace",
        "slug": "ada-byron",
        "bio": "",
        "homepage": None,
        "links": [],
    }


async def test_a_change_of_a_profile_is_recorded(site: Site, ada: str) -> None:
    await update_profile(site, ada, name="Ada King")
    async with row_factories.owner_connection(site.url) as owner:
        profile = await owner.fetchval("select author_id from account")
        [change] = await owner.fetch("select node, event, tags from change")
    node = f"author:{profile}"
    assert tuple(change) == (node, "UPDATED", [node, "authors"])


async def test_only_the_own_profile_changes(site: Site, ada: str) -> None:
    await site.add_account("bob@blog.example", name="Bob")
    before = await author_names(site)
    await update_profile(site, ada, name="Somebody")
    after = await author_names(site)
    assert [new for old, new in zip(before, after, strict=True) if old != new] == ["Somebody"]
    assert "Bob" in after


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "no name": ({"name": " "}, ["name"]),
    "null for a name": ({"name": None}, ["name"]),
    "a mail address for a name": ({"name": "ada@blog.example"}, ["name"]),
    "a script for an address": ({"url": "javascript:alert(1)"}, ["url"]),
    "an address without a scheme": ({"url": "ada.example"}, ["url"]),
    "a bio too long": ({"bio": "x" * (MAX_BIO_LENGTH + 1)}, ["bio"]),
    "too many links": ({"links": [LINK] * (MAX_LINKS + 1)}, ["links"]),
    "a script in a link": (
        {"links": [LINK, {"service": "X", "url": "data:text/html,x"}]},
        ["links", "1", "url"],
    ),
    "a link to nothing": ({"links": [{**LINK, "service": ""}]}, ["links", "0", "service"]),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_an_invalid_field_is_refused_and_nothing_is_stored(
    site: Site, ada: str, wrong: str
) -> None:
    changes, field = WRONG[wrong]
    before = await author_names(site)
    refused = await update_profile(site, ada, **{"name": "Another", **changes})
    assert refused["author"] is None
    [problem] = refused["userErrors"]
    assert (problem["code"], problem["field"]) == ("BAD_USER_INPUT", field)
    assert await author_names(site) == before


async def test_a_nul_character_is_refused_without_an_internal_error(site: Site, ada: str) -> None:
    refused = await update_profile(site, ada, bio="a\x00b")
    [problem] = refused["userErrors"]
    assert problem["code"] == "BAD_USER_INPUT"
    assert "character that cannot be stored: NUL" in problem["message"]
    assert (await site.data(PROFILE, ada))["viewer"]["author"]["name"] == "Ada Byron"


async def test_scripts_in_a_bio_are_removed(site: Site, ada: str) -> None:
    bio = '<script>alert(1)</script><img src=x onerror=alert(1)>\n\n[x](javascript:alert(1)) <b onclick="x">y</b>'
    shown = (await update_profile(site, ada, bio=bio))["author"]["bio"]
    assert not any(word in shown for word in ("<script", "onerror", '="javascript:', "onclick"))
    assert "<b>y</b>" in shown


async def test_anonymous_viewers_and_api_tokens_have_no_profile(site: Site) -> None:
    async with site.database.transaction() as connection:
        machine = await add_token(connection, "build", role=Role.ADMIN, may_write=True)
    for token, code in ((None, "UNAUTHENTICATED"), (machine, "FORBIDDEN")):
        refused = await update_profile(site, token, name="Another")
        assert refused["author"] is None
        assert [problem["code"] for problem in refused["userErrors"]] == [code]
    assert await author_names(site) == ["Ada Byron"]


async def author_names(site: Site) -> list[str]:
    async with row_factories.owner_connection(site.url) as owner:
        return [r["name"] for r in await owner.fetch("select name from author order by id")]
