"""createComment: valid and invalid input, moderation, avatars, receipts and idempotency."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from gql.auth.api_token import add_token
from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import Site, start_site
from tests.mutations.comment_requests import (
    CREATE_COMMENT,
    create_comment,
    editor_token,
    error_codes,
    fetch_rows,
    moderate_comments,
    new_post,
    new_user_token,
)
from tests.schema import row_factories


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


async def test_a_guest_gets_their_held_comment_and_a_receipt(site: Site, post: str) -> None:
    payload = await create_comment(
        site,
        post,
        content="Well **said**.",
        name="Bea <bea@mail.example>",
        email="Bea@Mail.example",
        url="https://bea.example",
    )
    comment = payload["comment"]
    assert payload["userErrors"] == []
    assert len(payload["receipt"].split(".")) == 3
    assert (comment["moderationStatus"], comment["number"], comment["depth"]) == ("HELD", None, 0)
    assert comment["content"] == "<p>Well <strong>said</strong>.</p>"
    assert comment["author"] == {
        "__typename": "Guest",
        "name": "Bea",
        "homepage": "https://bea.example",
    }
    assert comment["commentedOn"] == {"id": post}
    [row] = await fetch_rows(
        site,
        "select p.email, host(p.network_address) as network_address, p.user_agent, p.held_for, "
        "c.content_source from comment c join comment_private p on p.comment_id = c.id",
    )
    assert row["user_agent"].startswith("python-httpx")
    assert row | {"user_agent": ""} == {
        "email": "Bea@Mail.example",
        "network_address": "127.0.0.1",
        "user_agent": "",
        "held_for": "It was written by a guest.",
        "content_source": "Well **said**.",
    }


async def test_an_account_comments_under_its_profile(site: Site, post: str) -> None:
    token = await new_user_token(site, "bob@blog.example", Role.AUTHOR)
    payload = await create_comment(
        site, post, token, name="Somebody else", email="no address", url="javascript:x"
    )
    comment = payload["comment"]
    assert (payload["userErrors"], payload["receipt"]) == ([], None)
    assert (comment["moderationStatus"], comment["number"]) == ("APPROVED", 1)
    assert comment["author"] == {"__typename": "Author", "name": "Bob", "homepage": None}
    reply = await create_comment(site, post, token, parent=comment["id"])
    assert reply["comment"]["parent"] == {"id": comment["id"]}
    assert (reply["comment"]["depth"], reply["comment"]["number"]) == (1, 2)


async def test_pages_take_comments(site: Site) -> None:
    page = await new_post(site, kind="PAGE")
    assert (await create_comment(site, page))["comment"]["commentedOn"] == {"id": page}


INVALID_INPUTS: dict[str, tuple[dict[str, Any], str, list[str]]] = {
    "no words": ({"content": " \n "}, "BAD_USER_INPUT", ["content"]),
    "markup without words": ({"content": "> \n\n-"}, "BAD_USER_INPUT", ["content"]),
    "too many bytes": ({"content": "ü" * 32_769}, "LIMIT_EXCEEDED", ["content"]),
    "no e-mail address": ({"email": "bea"}, "BAD_USER_INPUT", ["email"]),
    "half an e-mail address": ({"email": "@"}, "BAD_USER_INPUT", ["email"]),
    "a script for an address": ({"url": "javascript:alert(1)"}, "BAD_USER_INPUT", ["url"]),
    "nothing of this id": ({"on": encode_id("Post", 999)}, "NOT_FOUND", ["on"]),
    "a page by the id of a post": ({"on": encode_id("Page", 1)}, "NOT_FOUND", ["on"]),
    "an author": ({"on": encode_id("Author", 1)}, "NOT_FOUND", ["on"]),
    "no id": ({"on": "x"}, "NOT_FOUND", ["on"]),
    "no parent": ({"parent": encode_id("Comment", 999)}, "NOT_FOUND", ["parent"]),
    "a post for a parent": ({"parent": encode_id("Post", 1)}, "NOT_FOUND", ["parent"]),
    "an empty key": ({"idempotencyKey": ""}, "BAD_USER_INPUT", ["idempotencyKey"]),
    "a key too long": ({"idempotencyKey": "k" * 201}, "BAD_USER_INPUT", ["idempotencyKey"]),
}


@pytest.mark.parametrize("invalid", INVALID_INPUTS)
async def test_invalid_input_is_refused_and_nothing_is_saved(
    site: Site, post: str, invalid: str
) -> None:
    fields, code, field = INVALID_INPUTS[invalid]
    payload = await create_comment(site, **{"on": post, **fields})
    assert (payload["comment"], payload["receipt"]) == (None, None)
    [problem] = payload["userErrors"]
    assert (problem["code"], problem["field"]) == (code, field)
    assert await fetch_rows(site, "select from comment") == []


@pytest.mark.parametrize("name", ["content", "name", "email", "url", "idempotencyKey", "website"])
async def test_a_nul_character_causes_no_internal_error(site: Site, post: str, name: str) -> None:
    answer = await site.post(
        CREATE_COMMENT, input={"on": post, "content": "Fine.", name: "a\x00b@c.example"}
    )
    assert "INTERNAL" not in answer.text
    assert (await create_comment(site, post))["userErrors"] == []


async def test_the_error_for_a_long_comment_states_its_size_and_the_limit(
    site: Site, post: str
) -> None:
    [problem] = (await create_comment(site, post, content="x" * 65_537))["userErrors"]
    assert "65,537" in problem["message"]
    assert "65,536" in problem["message"]
    assert (await create_comment(site, post, content="x" * 65_536))["userErrors"] == []


HIDING_STATEMENTS = {
    "a draft": "update entry set status = 'DRAFT'",
    "a post to come": "update entry set published_at = now() + interval '1 hour'",
    "a private post": "update entry set status = 'PRIVATE'",
    "a post in the trash": "update entry set status = 'TRASH'",
}


@pytest.mark.parametrize("hiding", HIDING_STATEMENTS)
async def test_entries_that_are_not_public_take_no_comments(
    site: Site, post: str, hiding: str
) -> None:
    await fetch_rows(site, HIDING_STATEMENTS[hiding])
    for token in (None, await editor_token(site)):
        [problem] = (await create_comment(site, post, token))["userErrors"]
        assert (problem["code"], problem["field"]) == ("NOT_FOUND", ["on"])


async def test_entries_with_closed_comments_take_none_from_anybody(site: Site) -> None:
    post = await new_post(site, comments_open=False)
    for token in (None, await editor_token(site)):
        assert error_codes(await create_comment(site, post, token)) == ["COMMENTS_CLOSED"]


async def test_only_public_comments_of_the_same_entry_take_replies(site: Site, post: str) -> None:
    other = await new_post(site)
    token = await editor_token(site)
    parent = (await create_comment(site, post, token))["comment"]["id"]
    held = (await create_comment(site, post))["comment"]["id"]
    for on, parent_id, code in ((other, parent, "BAD_USER_INPUT"), (post, held, "NOT_FOUND")):
        for viewer in (None, token):
            [problem] = (await create_comment(site, on, viewer, parent=parent_id))["userErrors"]
            assert (problem["code"], problem["field"]) == (code, ["parent"])
    await fetch_rows(site, "update comment set is_deleted = true")
    assert error_codes(await create_comment(site, post, parent=parent)) == ["BAD_USER_INPUT"]


async def test_the_database_refuses_parents_of_other_entries_and_cycles(
    site: Site, post: str
) -> None:
    await new_post(site)
    async with row_factories.owner_connection(site.url) as owner:
        first, second = [r["id"] for r in await owner.fetch("select id from entry order by id")]
        root = await row_factories.comment(owner, first)
        reply = await row_factories.comment(owner, first, parent_id=root)
        for refused in (
            f"insert into comment (entry_id, parent_id, status) values ({second}, {root}, 'HELD')",
            f"update comment set parent_id = {reply} where id = {root}",
            f"update comment set parent_id = id where id = {root}",
            f"update comment set entry_id = {second} where id = {root}",
        ):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                await owner.execute(refused)


async def test_replies_deeper_than_the_limit_are_refused(empty_database: str) -> None:
    async with start_site(empty_database, comment_depth=2) as site:
        post, token = await new_post(site), await editor_token(site)
        parent = None
        for _ in range(3):
            parent = (await create_comment(site, post, token, parent=parent))["comment"]["id"]
        [problem] = (await create_comment(site, post, token, parent=parent))["userErrors"]
        assert (problem["code"], problem["field"]) == ("TOO_DEEP", ["parent"])


async def test_an_api_token_cannot_comment(site: Site, post: str) -> None:
    async with site.database.transaction() as connection:
        reader = await add_token(connection, "reads", role=Role.READER, may_write=True)
        edits = await add_token(connection, "edits", role=Role.EDITOR, may_write=True)
    for token in (reader, edits):
        assert error_codes(await create_comment(site, post, token)) == ["FORBIDDEN"]


async def test_a_receipt_with_the_same_address_brings_the_same_avatar(
    site: Site, post: str
) -> None:
    first = await create_comment(site, post, email="a@mail.example")
    receipt = {"quire-receipt": first["receipt"]}
    for email in ("A@mail.example", "b@mail.example", None):
        given = {"on": post, "content": f"For {email}.", "email": email}
        body = {"query": CREATE_COMMENT, "variables": {"input": given}}
        await site.client.post("/graphql", json=body, headers=receipt)
    avatar_keys = [
        r["k"] for r in await fetch_rows(site, "select guest_avatar_key k from comment order by id")
    ]
    assert avatar_keys[0] == avatar_keys[1]
    assert len(set(avatar_keys)) == len(avatar_keys) - 1 == 3


async def test_the_same_address_without_a_receipt_brings_another_avatar(
    site: Site, post: str
) -> None:
    for email in ("a@mail.example", "a@mail.example", None, None):
        await create_comment(site, post, email=email)
    avatar_keys = [
        r["k"] for r in await fetch_rows(site, "select guest_avatar_key k from comment order by id")
    ]
    assert len(set(avatar_keys)) == 4


STATUSES = {
    ("all", Role.READER): "HELD",
    ("all", Role.CONTRIBUTOR): "HELD",
    ("all", Role.AUTHOR): "APPROVED",
    ("all", Role.EDITOR): "APPROVED",
    ("all", Role.ADMIN): "APPROVED",
    ("all", None): "HELD",
    ("first-time", Role.READER): "HELD",
    ("first-time", Role.AUTHOR): "APPROVED",
    ("first-time", None): "HELD",
    ("none", Role.READER): "APPROVED",
    ("none", None): "APPROVED",
}


@pytest.mark.parametrize(("hold", "role"), STATUSES)
async def test_whose_comments_are_held_depends_on_the_setting(
    empty_database: str, hold: str, role: Role | None
) -> None:
    async with start_site(empty_database, hold_comments=hold) as site:
        post = await new_post(site)
        token = await new_user_token(site, "bob@blog.example", role) if role else None
        assert (await create_comment(site, post, token))["comment"]["moderationStatus"] == STATUSES[
            hold, role
        ]


@pytest.mark.parametrize("hold", ["all", "first-time"])
async def test_comments_of_an_account_are_held_until_one_is_approved(
    empty_database: str, hold: str
) -> None:
    async with start_site(empty_database, hold_comments=hold) as site:
        post, bob = await new_post(site), await new_user_token(site, "bob@blog.example")
        first = (await create_comment(site, post, bob))["comment"]
        assert (await create_comment(site, post, bob))["comment"]["moderationStatus"] == "HELD"
        await moderate_comments(site, [first["id"]], "APPROVED", await editor_token(site))
        assert (await create_comment(site, post, bob))["comment"]["moderationStatus"] == "APPROVED"


async def test_a_guest_is_trusted_for_a_receipt_and_never_for_an_address(
    empty_database: str,
) -> None:
    async with start_site(empty_database, hold_comments="first-time") as site:
        post = await new_post(site)
        bea = {"name": "Bea", "email": "bea@mail.example"}
        first = await create_comment(site, post, **bea)
        site.client.headers["Quire-Receipt"] = first["receipt"]
        assert (await create_comment(site, post, **bea))["comment"]["moderationStatus"] == "HELD"
        await moderate_comments(
            site, [first["comment"]["id"]], "APPROVED", await editor_token(site)
        )
        assert (await create_comment(site, post, **bea))["comment"][
            "moderationStatus"
        ] == "APPROVED"
        # not with the same receipt under another name, nor under the same name without it
        assert (await create_comment(site, post, **bea | {"name": "Ada"}))["comment"][
            "moderationStatus"
        ] == "HELD"
        del site.client.headers["Quire-Receipt"]
        assert (await create_comment(site, post, **bea))["comment"]["moderationStatus"] == "HELD"
