"""Idempotency keys of all mutations that have one: one viewer, one input, and never nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from gql.engine import decode_id
from gql.viewer import Role
from tests.mutations.comment_requests import CREATE_COMMENT, DELETE_COMMENT, moderate_comments
from tests.mutations.entry_requests import CHANGE_STATUS, CREATE, UPDATE, Newsroom

AUTHOR, EDITOR, READER = Role.AUTHOR, Role.EDITOR, Role.READER
REUSED, DELETED = ["IDEMPOTENCY_KEY_REUSED"], ["OUTCOME_DELETED"]
CREATE_PAGE = """mutation ($input: CreatePageInput!) {
  createPage(input: $input) { page { id title } userErrors { code message field } } }"""


class Creation:
    """A mutation that creates something, and an input that it accepts."""

    def __init__(self, newsroom: Newsroom, document: str, role: Role | None, **input: Any) -> None:
        self.newsroom, self.document, self.role = newsroom, document, role
        self.input = {**input, "idempotencyKey": "k1"}

    async def send(self, **changes: object) -> Any:
        """The payload for the input with some changes; None removes a field."""
        given = {n: v for n, v in {**self.input, **changes}.items() if v is not None}
        return await self.newsroom.payload(self.document, self.role, **given)

    async def codes(self, **changes: object) -> list[str]:
        return [error["code"] for error in (await self.send(**changes))["userErrors"]]

    @staticmethod
    def id(payload: Any) -> str:
        """The id of what was created."""
        assert payload["userErrors"] == [], payload
        return str(next(payload[n]["id"] for n in ("post", "page", "comment") if n in payload))


@pytest.fixture(params=["post", "page", "comment of an account", "comment of a guest"])
async def creation(newsroom: Newsroom, request: pytest.FixtureRequest) -> Creation:
    """Each mutation that takes a key."""
    if request.param == "post":
        return Creation(newsroom, CREATE, AUTHOR, title="One", content="Words.", tags=["a", "b"])
    if request.param == "page":
        return Creation(newsroom, CREATE_PAGE, EDITOR, title="One", content="Words.")
    on = await newsroom.create_published()
    role = READER if "account" in request.param else None
    guest = {} if role else {"name": "Bea", "email": "bea@mail.example"}
    return Creation(newsroom, CREATE_COMMENT, role, on=on, content="Words.", **guest)


async def delete(newsroom: Newsroom, id: str) -> None:
    """Delete a post, page or comment for good, as its own statements do."""
    type_name, key = decode_id(id) or ("", 0)
    table = "comment" if type_name == "Comment" else "entry"
    async with newsroom.site.database.transaction() as connection:
        await connection.execute(f"delete from {table} where id = $1", key)


async def moderate(newsroom: Newsroom, id: str, status: str) -> None:
    await moderate_comments(newsroom.site, [id], status, newsroom.tokens[EDITOR])


async def test_the_same_again_answers_the_first_also_after_it_was_changed(
    creation: Creation,
) -> None:
    first = await creation.send()
    assert creation.id(await creation.send()) == creation.id(first)
    assert await creation.send(idempotencyKey="k2", content="Other words.") != first
    assert creation.id(await creation.send()) == creation.id(first)


async def test_a_key_with_another_input_is_refused_and_stores_nothing(creation: Creation) -> None:
    first = creation.id(await creation.send())
    assert await creation.codes(content="Words. ") == REUSED
    changes = {"content": "Other words."}
    refused = (await creation.send(**changes))["userErrors"]
    assert [(e["code"], e["field"]) for e in refused] == [(*REUSED, ["idempotencyKey"])]
    assert creation.id(await creation.send()) == first
    assert creation.id(await creation.send(**changes, idempotencyKey="k2")) != first


async def test_every_field_of_a_post_belongs_to_what_its_key_stands_for(newsroom: Newsroom) -> None:
    creation = Creation(newsroom, CREATE, AUTHOR, title="One", content="Words.", tags=["a", "b"])
    first = creation.id(await creation.send())
    for changes in (
        {"title": "Two"},
        {"tags": ["b", "a"]},
        {"tags": None},
        {"slug": "two"},
        {"format": "HTML"},
        {"commentsOpen": False},
    ):
        assert await creation.codes(**changes) == REUSED
    # what is the default when it is left out is no other input
    assert creation.id(await creation.send(format="MARKDOWN")) == first


async def test_what_was_deleted_is_never_answered_as_a_success(creation: Creation) -> None:
    await delete(creation.newsroom, creation.id(await creation.send()))
    refused = await creation.send()
    assert [(e["code"], e["field"]) for e in refused["userErrors"]] == [
        (*DELETED, ["idempotencyKey"])
    ]
    assert refused.get("receipt") is None
    # it stays so until the key expires: the same input must not come to life again
    assert await creation.codes() == DELETED


async def test_a_comment_deleted_by_its_author_or_left_as_a_tombstone_is_gone(
    newsroom: Newsroom,
) -> None:
    on = await newsroom.create_published()
    for number, replied in enumerate((False, True)):
        creation = Creation(newsroom, CREATE_COMMENT, READER, on=on, content=f"Number {number}.")
        key = f"key {number}"
        id = creation.id(await creation.send(idempotencyKey=key))
        await moderate(newsroom, id, "APPROVED")
        if replied:
            await newsroom.succeed(CREATE_COMMENT, EDITOR, on=on, parent=id, content="A reply.")
        assert await newsroom.error_codes(DELETE_COMMENT, READER, id=id) == []
        assert await creation.codes(idempotencyKey=key) == DELETED


async def test_what_is_kept_is_answered_as_it_was_kept(newsroom: Newsroom) -> None:
    post = Creation(newsroom, CREATE, AUTHOR, title="One", content="Words.")
    id = post.id(await post.send())
    await newsroom.succeed(UPDATE, AUTHOR, id=id, title="Two")
    assert (await post.send())["post"]["title"] == "Two"
    await newsroom.succeed(CHANGE_STATUS["trashPost"], AUTHOR, id=id)
    assert (await post.send())["post"]["status"] == "TRASH"

    on = await newsroom.create_published()
    comment = Creation(newsroom, CREATE_COMMENT, None, on=on, content="Words.")
    id = comment.id(await comment.send())
    for status, seen in (("SPAM", "HELD"), ("TRASH", "TRASH"), ("APPROVED", "APPROVED")):
        await moderate(newsroom, id, status)
        answer = await comment.send()
        assert (answer["comment"]["id"], answer["comment"]["moderationStatus"]) == (id, seen)
    # a comment on what nobody may read any more is not shown to its author either
    await newsroom.succeed(CHANGE_STATUS["unpublishPost"], AUTHOR, id=on)
    assert await comment.codes() == ["NOT_FOUND"]


async def test_the_same_key_of_another_viewer_is_another_key(newsroom: Newsroom) -> None:
    post = Creation(newsroom, CREATE, AUTHOR, title="One", content="Words.")
    first = post.id(await post.send())
    other = Creation(newsroom, CREATE, Role.CONTRIBUTOR, title="Two", content="Other words.")
    assert other.id(await other.send()) != first
    # nor is that of a page one of a post
    page = Creation(newsroom, CREATE_PAGE, EDITOR, title="Three", content="Words.")
    assert page.id(await page.send()) != first

    on = await newsroom.create_published()
    guests = [
        Creation(newsroom, CREATE_COMMENT, role, on=on, content=f"Words of {number}.", **guest)
        for number, (role, guest) in enumerate(
            [
                (None, {"name": "Bea"}),
                (None, {"name": "Cai"}),
                (None, {"name": "Bea", "email": "bea@mail.example"}),
                (READER, {}),
            ]
        )
    ]
    assert len({guest.id(await guest.send()) for guest in guests}) == 4


async def test_duplicates_in_flight_create_one_and_others_are_refused(creation: Creation) -> None:
    payloads = await asyncio.gather(
        *(creation.send() for _ in range(4)),
        *(creation.send(content="Other words.") for _ in range(4)),
    )
    kept = {creation.id(p) for p in payloads if not p["userErrors"]}
    refused = [e["code"] for p in payloads for e in p["userErrors"]]
    # whichever came first, the four that are like it have one outcome
    assert (len(kept), refused) == (1, REUSED * 4)


@pytest.mark.parametrize("key", ["", "k" * 201, "\0", "a\0b"])
async def test_a_key_that_cannot_be_stored_is_refused(newsroom: Newsroom, key: str) -> None:
    post = Creation(newsroom, CREATE, AUTHOR, title="One", content="Words.")
    assert await post.codes(idempotencyKey=key) == ["BAD_USER_INPUT"]


async def test_a_key_that_was_claimed_before_fingerprints_answers_its_outcome(
    creation: Creation,
) -> None:
    first = creation.id(await creation.send())
    async with creation.newsroom.site.database.transaction() as connection:
        await connection.execute("update idempotency set fingerprint = null")
    assert creation.id(await creation.send()) == first
