"""Answering: what is taken, what is refused and why, who waits and who does not."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from gql.auth.api_token import add_token
from gql.engine import encode_id
from gql.viewer import Role
from tests.http_site import Site, started
from tests.mutations.comment_requests import (
    ANSWER,
    answered,
    codes,
    editor,
    moderated,
    new_post,
    rows,
    somebody,
)
from tests.schema import row_factories


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


async def test_a_guest_sees_at_once_what_they_wrote(site: Site, post: str) -> None:
    payload = await answered(
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
    assert (comment["status"], comment["number"], comment["depth"]) == ("HELD", None, 0)
    assert comment["content"] == "<p>Well <strong>said</strong>.</p>"
    assert comment["author"] == {"__typename": "Guest", "name": "Bea", "url": "https://bea.example"}
    assert comment["commentedOn"] == {"id": post}
    [row] = await rows(
        site,
        "select p.email, host(p.network_address) as network_address, p.user_agent, p.held_for, "
        "c.content_source from comment c join comment_private p on p.comment_id = c.id",
    )
    assert row["user_agent"].startswith("python-httpx")
    assert row | {"user_agent": ""} == {
        "email": "Bea@Mail.example",
        "network_address": "127.0.0.1",
        "user_agent": "",
        "held_for": "It is a guest's.",
        "content_source": "Well **said**.",
    }


async def test_somebody_with_an_account_answers_under_their_profile(site: Site, post: str) -> None:
    token = await somebody(site, "bob@blog.example", Role.AUTHOR)
    payload = await answered(
        site, post, token, name="Somebody else", email="no address", url="javascript:x"
    )
    comment = payload["comment"]
    assert (payload["userErrors"], payload["receipt"]) == ([], None)
    assert (comment["status"], comment["number"]) == ("APPROVED", 1)
    assert comment["author"] == {"__typename": "Author", "name": "Bob", "url": None}
    reply = await answered(site, post, token, parent=comment["id"])
    assert reply["comment"]["parent"] == {"id": comment["id"]}
    assert (reply["comment"]["depth"], reply["comment"]["number"]) == (1, 2)


async def test_pages_are_answered_too(site: Site) -> None:
    page = await new_post(site, kind="PAGE")
    assert (await answered(site, page))["comment"]["commentedOn"] == {"id": page}


WRONG: dict[str, tuple[dict[str, Any], str, list[str]]] = {
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


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_cannot_be_taken_is_refused_and_nothing_is_written(
    site: Site, post: str, wrong: str
) -> None:
    said, code, field = WRONG[wrong]
    payload = await answered(site, **{"on": post, **said})
    assert (payload["comment"], payload["receipt"]) == (None, None)
    [problem] = payload["userErrors"]
    assert (problem["code"], problem["field"]) == (code, field)
    assert await rows(site, "select from comment") == []


@pytest.mark.parametrize("name", ["content", "name", "email", "url", "idempotencyKey", "website"])
async def test_what_is_no_text_of_a_database_is_no_fault(site: Site, post: str, name: str) -> None:
    answer = await site.ask(
        ANSWER, input={"on": post, "content": "Fine.", name: "a\x00b@c.example"}
    )
    assert "INTERNAL" not in answer.text
    assert (await answered(site, post))["userErrors"] == []


async def test_a_comment_too_long_is_told_how_long_it_may_be(site: Site, post: str) -> None:
    [problem] = (await answered(site, post, content="x" * 65_537))["userErrors"]
    assert "65,537" in problem["message"]
    assert "65,536" in problem["message"]
    assert (await answered(site, post, content="x" * 65_536))["userErrors"] == []


HIDDEN = {
    "a draft": "update entry set status = 'DRAFT'",
    "a post to come": "update entry set published_at = now() + interval '1 hour'",
    "a private post": "update entry set status = 'PRIVATE'",
    "a post in the trash": "update entry set status = 'TRASH'",
}


@pytest.mark.parametrize("hidden", HIDDEN)
async def test_what_readers_do_not_see_cannot_be_answered(
    site: Site, post: str, hidden: str
) -> None:
    await rows(site, HIDDEN[hidden])
    for token in (None, await editor(site)):
        [problem] = (await answered(site, post, token))["userErrors"]
        assert (problem["code"], problem["field"]) == ("NOT_FOUND", ["on"])


async def test_where_comments_are_closed_nobody_answers(site: Site) -> None:
    post = await new_post(site, comments_open=False)
    for token in (None, await editor(site)):
        assert codes(await answered(site, post, token)) == ["COMMENTS_CLOSED"]


async def test_only_what_readers_see_of_the_same_thing_can_be_replied_to(
    site: Site, post: str
) -> None:
    other = await new_post(site)
    token = await editor(site)
    parent = (await answered(site, post, token))["comment"]["id"]
    held = (await answered(site, post))["comment"]["id"]
    for on, below, code in ((other, parent, "BAD_USER_INPUT"), (post, held, "NOT_FOUND")):
        for asks in (None, token):
            [problem] = (await answered(site, on, asks, parent=below))["userErrors"]
            assert (problem["code"], problem["field"]) == (code, ["parent"])
    await rows(site, "update comment set is_deleted = true")
    assert codes(await answered(site, post, parent=parent)) == ["BAD_USER_INPUT"]


async def test_the_database_refuses_a_parent_elsewhere_and_circles(site: Site, post: str) -> None:
    await new_post(site)
    async with row_factories.as_owner(site.url) as owner:
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


async def test_replies_stand_only_so_deep(empty_database: str) -> None:
    async with started(empty_database, comment_depth=2) as site:
        post, token = await new_post(site), await editor(site)
        parent = None
        for _ in range(3):
            parent = (await answered(site, post, token, parent=parent))["comment"]["id"]
        [problem] = (await answered(site, post, token, parent=parent))["userErrors"]
        assert (problem["code"], problem["field"]) == ("TOO_DEEP", ["parent"])


async def test_a_machine_answers_nothing(site: Site, post: str) -> None:
    async with site.database.transaction() as connection:
        reader = await add_token(connection, "reads", role=Role.READER, may_write=True)
        edits = await add_token(connection, "edits", role=Role.EDITOR, may_write=True)
    for token in (reader, edits):
        assert codes(await answered(site, post, token)) == ["FORBIDDEN"]


async def test_an_avatar_comes_again_for_who_holds_a_receipt_under_the_same_address(
    site: Site, post: str
) -> None:
    first = await answered(site, post, email="a@mail.example")
    receipt = {"quire-receipt": first["receipt"]}
    for email in ("A@mail.example", "b@mail.example", None):
        given = {"on": post, "content": f"For {email}.", "email": email}
        body = {"query": ANSWER, "variables": {"input": given}}
        await site.client.post("/graphql", json=body, headers=receipt)
    found = [r["k"] for r in await rows(site, "select guest_avatar_key k from comment order by id")]
    assert found[0] == found[1]
    assert len(set(found)) == len(found) - 1 == 3


async def test_nobody_learns_by_typing_an_address_whose_it_is(site: Site, post: str) -> None:
    for email in ("a@mail.example", "a@mail.example", None, None):
        await answered(site, post, email=email)
    found = [r["k"] for r in await rows(site, "select guest_avatar_key k from comment order by id")]
    assert len(set(found)) == 4


ROLES = {
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


@pytest.mark.parametrize(("hold", "role"), ROLES)
async def test_who_waits_depends_on_the_setting(
    empty_database: str, hold: str, role: Role | None
) -> None:
    async with started(empty_database, hold_comments=hold) as site:
        post = await new_post(site)
        token = await somebody(site, "bob@blog.example", role) if role else None
        assert (await answered(site, post, token))["comment"]["status"] == ROLES[hold, role]


@pytest.mark.parametrize("hold", ["all", "first-time"])
async def test_an_account_waits_until_one_was_approved(empty_database: str, hold: str) -> None:
    async with started(empty_database, hold_comments=hold) as site:
        post, bob = await new_post(site), await somebody(site, "bob@blog.example")
        first = (await answered(site, post, bob))["comment"]
        assert (await answered(site, post, bob))["comment"]["status"] == "HELD"
        await moderated(site, [first["id"]], "APPROVED", await editor(site))
        assert (await answered(site, post, bob))["comment"]["status"] == "APPROVED"


async def test_a_guest_is_known_by_a_receipt_and_never_by_an_address(empty_database: str) -> None:
    async with started(empty_database, hold_comments="first-time") as site:
        post = await new_post(site)
        bea = {"name": "Bea", "email": "bea@mail.example"}
        first = await answered(site, post, **bea)
        site.client.headers["Quire-Receipt"] = first["receipt"]
        assert (await answered(site, post, **bea))["comment"]["status"] == "HELD"
        await moderated(site, [first["comment"]["id"]], "APPROVED", await editor(site))
        assert (await answered(site, post, **bea))["comment"]["status"] == "APPROVED"
        # with the same receipt under another name, or without it under the same
        assert (await answered(site, post, **bea | {"name": "Ada"}))["comment"]["status"] == "HELD"
        del site.client.headers["Quire-Receipt"]
        assert (await answered(site, post, **bea))["comment"]["status"] == "HELD"


async def test_a_retry_answers_the_first_comment_and_its_receipt(site: Site, post: str) -> None:
    said = {"content": "Once.", "idempotencyKey": "k1"}
    first = await answered(site, post, **said)
    assert await answered(site, post, **said) == first
    bob = await somebody(site, "bob@blog.example")
    theirs = await answered(site, post, bob, **said)
    assert theirs["comment"]["id"] != first["comment"]["id"]
    assert await answered(site, post, bob, **said | {"content": "Other words."}) == theirs
    # a guest of the same network with the same key is somebody else
    other = await answered(site, post, **said | {"content": "Of a neighbour."})
    assert other["receipt"] != first["receipt"]
    await rows(site, "update idempotency set made_at = now() - interval '25 hours'")
    await rows(site, "update comment set published_at = now() - interval '25 hours'")
    assert (await answered(site, post, **said))["comment"]["id"] != first["comment"]["id"]
    assert len(await rows(site, "select from idempotency")) == 1


async def test_fifty_at_once_with_one_key_make_one_comment(site: Site, post: str) -> None:
    said = {"content": "Once.", "idempotencyKey": "k1"}
    answers = await asyncio.gather(*(answered(site, post, **said) for _ in range(50)))
    assert len({(a["comment"]["id"], a["receipt"]) for a in answers}) == 1
    assert len(await rows(site, "select from comment")) == 1
