"""Administrators change the profiles, roles and accounts of others, and never lock themselves out."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gql.auth.api_token import add_token
from gql.engine import encode_id
from gql.viewer import Role
from tests.mutations.entry_requests import CREATE, EMAILS, Newsroom
from tests.mutations.test_entry_change_log import database_id, insert_menu, last_tags
from tests.mutations.test_page import create_published_page, route

ADMIN, EDITOR, AUTHOR, READER = Role.ADMIN, Role.EDITOR, Role.AUTHOR, Role.READER
PROFILE = "author { id name slug uri bio homepage links { service url } meta { key value } }"
UPDATE = f"""mutation($input: UpdateAuthorInput!) {{
  updateAuthor(input: $input) {{ {PROFILE} version userErrors {{ code message field }} }}
}}"""
ACCOUNT = """mutation($input: UpdateAccountInput!) { updateAccount(input: $input) {
  author { account { email role isDisabled } } userErrors { code message field }
} }"""
SEEN = """query($slug: String!) { author(by: { slug: $slug }) {
  name version account { email role isDisabled createdAt }
} }"""
VIEWER = "{ viewer { role } }"


async def profile(newsroom: Newsroom, role: Role) -> str:
    """The global id of the profile of this role's account."""
    async with newsroom.site.database.transaction() as connection:
        key = await connection.fetchval(
            "select author_id from account where email = $1", EMAILS[role]
        )
    return encode_id("Author", key)


async def change_account(newsroom: Newsroom, by: Role, **input: object) -> Any:
    data = await newsroom.site.data(ACCOUNT, newsroom.tokens[by], input=input)
    return data["updateAccount"]


async def test_given_fields_change_and_absent_ones_stay(newsroom: Newsroom) -> None:
    id = await profile(newsroom, AUTHOR)
    link = {"service": "Mastodon", "url": "https://social.example/@ada"}
    menu = await insert_menu(newsroom, author_id=database_id(id))
    changed = await newsroom.succeed(
        UPDATE,
        ADMIN,
        id=id,
        expectedVersion=1,
        name="Ada",
        bio="*Notes*.",
        url="https://ada.example/",
        links=[link],
        slug="ada",
        meta=[{"key": "mood", "value": "1"}],
    )
    assert changed == {
        "author": {
            "id": id,
            "name": "Ada",
            "slug": "ada",
            "uri": "/author/ada/",
            "bio": "<p><em>Notes</em>.</p>",
            "homepage": "https://ada.example/",
            "links": [link],
            "meta": [{"key": "mood", "value": "1"}],
        },
        "version": 2,
        "userErrors": [],
    }
    tags = {"authors", "uri:/author/author/", "uri:/author/ada/", *menu}
    # what is listed by the slug of an author
    assert tags | {"posts", "pages", "comments"} <= await last_tags(newsroom)
    again = await newsroom.succeed(UPDATE, ADMIN, id=id, bio=None, slug="ADA")
    assert (again["author"]["bio"], again["author"]["slug"]) == ("", "ada")
    await newsroom.create_published()
    assert await route(newsroom, "/author/author/") == {"status": 301, "location": "/author/ada/"}
    moved = await newsroom.succeed(UPDATE, ADMIN, id=id, slug="editor")
    assert moved["author"]["slug"] == "editor-2"


async def test_a_profile_never_takes_the_path_of_a_page(newsroom: Newsroom) -> None:
    folder = await create_published_page(newsroom, "Author")
    await create_published_page(newsroom, "Ada", parent=folder)
    moved = await newsroom.succeed(UPDATE, ADMIN, id=await profile(newsroom, AUTHOR), slug="ada")
    assert moved["author"]["uri"] == "/author/ada-2/"


async def test_of_two_administrators_the_second_is_told_of_the_first(newsroom: Newsroom) -> None:
    id = await profile(newsroom, AUTHOR)
    own = """mutation($input: UpdateProfileInput!) {
      updateProfile(input: $input) { author { name } version userErrors { code field } }
    }"""
    saved = await newsroom.succeed(own, AUTHOR, name="Ada", expectedVersion=1)
    assert (saved["author"]["name"], saved["version"]) == ("Ada", 2)
    refused = await newsroom.payload(UPDATE, ADMIN, id=id, name="Other", expectedVersion=1)
    assert [error["code"] for error in refused["userErrors"]] == ["CONFLICT"]
    assert (refused["author"]["name"], refused["version"]) == ("Ada", 2)
    await newsroom.succeed(UPDATE, ADMIN, id=id, name="Other", expectedVersion=2)
    assert await newsroom.payload(own, AUTHOR, name="Ada", expectedVersion=2) == {
        "author": {"name": "Other"},
        "version": 3,
        "userErrors": [{"code": "CONFLICT", "field": ["expectedVersion"]}],
    }


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"name": " "}, "BAD_USER_INPUT", ["name"]),
        ({"url": "javascript:alert(1)"}, "BAD_USER_INPUT", ["url"]),
        ({"bio": "x" * 20_001}, "BAD_USER_INPUT", ["bio"]),
        ({"meta": [{"key": "k", "value": "no json"}]}, "BAD_USER_INPUT", ["meta", "0", "value"]),
        ({"id": encode_id("Author", 99)}, "NOT_FOUND", ["id"]),
        ({"id": encode_id("Post", 1)}, "NOT_FOUND", ["id"]),
    ],
)
async def test_an_invalid_field_is_refused_and_nothing_is_stored(
    newsroom: Newsroom, given: dict[str, Any], code: str, field: list[str]
) -> None:
    id = await profile(newsroom, AUTHOR)
    refused = await newsroom.payload(UPDATE, ADMIN, **{"id": id, "slug": "new", **given})
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [(code, field)]
    assert refused["author"] is None
    token = newsroom.tokens[ADMIN]
    assert (await newsroom.site.data(SEEN, token, slug="author"))["author"]["version"] == 1


async def test_only_administrators_see_accounts_and_versions_of_others(newsroom: Newsroom) -> None:
    await newsroom.create_published()
    for role in (None, READER, AUTHOR, EDITOR):
        token = newsroom.tokens[role] if role else None
        for _ in range(3):
            seen = (await newsroom.site.data(SEEN, token, slug="author"))["author"]
            # their own version they do see: they change the profile too
            version = 1 if role is AUTHOR else None
            assert seen == {"name": "Author", "version": version, "account": None}
    for _ in range(3):
        seen = (await newsroom.site.data(SEEN, newsroom.tokens[EDITOR], slug="editor"))["author"]
        assert (seen["version"], seen["account"]) == (1, None)
    for _ in range(3):
        seen = (await newsroom.site.data(SEEN, newsroom.tokens[ADMIN], slug="author"))["author"]
        assert seen["version"] == 1
        account = {key: seen["account"][key] for key in ("email", "role", "isDisabled")}
        assert account == {"email": EMAILS[AUTHOR], "role": "AUTHOR", "isDisabled": False}


async def test_a_role_changes_from_the_next_request_on(newsroom: Newsroom) -> None:
    id = await profile(newsroom, AUTHOR)
    changed = await change_account(newsroom, ADMIN, author=id, role="READER")
    assert changed["author"]["account"]["role"] == "READER"
    given = {"title": "T", "content": ""}
    assert await newsroom.error_codes(CREATE, AUTHOR, **given) == ["FORBIDDEN"]
    assert await last_tags(newsroom) == {f"author:{database_id(id)}"}
    await change_account(newsroom, ADMIN, author=id)  # nothing changes
    assert (await newsroom.site.data(VIEWER, newsroom.tokens[AUTHOR]))["viewer"]["role"] == "READER"


async def test_a_disabled_account_is_signed_out_until_it_is_enabled(newsroom: Newsroom) -> None:
    id = await profile(newsroom, EDITOR)
    changed = await change_account(newsroom, ADMIN, author=id, isDisabled=True)
    assert changed["author"]["account"]["isDisabled"] is True
    refused = await newsroom.site.status_and_code(VIEWER, newsroom.tokens[EDITOR])
    assert refused[0] == 401
    assert (await newsroom.site.sign_in(EMAILS[EDITOR]))["userErrors"][0]["code"] == (
        "INVALID_CREDENTIALS"
    )
    await change_account(newsroom, ADMIN, author=id, isDisabled=False)
    assert (await newsroom.site.sign_in(EMAILS[EDITOR]))["userErrors"] == []


@pytest.mark.parametrize("change", [{"role": "EDITOR"}, {"isDisabled": True}])
async def test_the_last_administrator_cannot_be_locked_out(
    newsroom: Newsroom, change: dict[str, Any]
) -> None:
    async with newsroom.site.database.transaction() as connection:
        machine = await add_token(connection, "build", role=ADMIN, may_write=True)
    given = {"author": await profile(newsroom, ADMIN), **change}
    for token in (newsroom.tokens[ADMIN], machine):
        refused = (await newsroom.site.data(ACCOUNT, token, input=given))["updateAccount"]
        assert [error["code"] for error in refused["userErrors"]] == ["LAST_ADMINISTRATOR"]
    assert (await newsroom.site.data(VIEWER, newsroom.tokens[ADMIN]))["viewer"]["role"] == "ADMIN"
    second = await profile(newsroom, EDITOR)
    await change_account(newsroom, ADMIN, author=second, role="ADMIN")
    assert (await change_account(newsroom, EDITOR, **given))["userErrors"] == []


async def test_two_administrators_cannot_lock_each_other_out_at_once(newsroom: Newsroom) -> None:
    first, second = await profile(newsroom, ADMIN), await profile(newsroom, EDITOR)
    for _ in range(5):
        async with newsroom.site.database.transaction() as connection:
            await connection.execute(
                "update account set role = 'ADMIN' where email = any($1::text[])",
                [EMAILS[ADMIN], EMAILS[EDITOR]],
            )
        answers = await asyncio.gather(
            change_account(newsroom, ADMIN, author=second, role="READER"),
            change_account(newsroom, EDITOR, author=first, role="READER"),
        )
        refused = [answer for answer in answers if answer["userErrors"]]
        assert len(refused) == 1
        assert refused[0]["userErrors"][0]["code"] in ("LAST_ADMINISTRATOR", "FORBIDDEN")


async def test_a_profile_without_an_account_is_not_found(newsroom: Newsroom) -> None:
    async with newsroom.site.database.transaction() as connection:
        key = await connection.fetchval(
            "insert into author (slug, uri, name) values ('x', '/author/x/', 'X') returning id"
        )
    for id in (encode_id("Author", key), "nobody"):
        refused = await change_account(newsroom, ADMIN, author=id, role="EDITOR")
        assert [error["code"] for error in refused["userErrors"]] == ["NOT_FOUND"]
