"""Each subscription tells what it promises, to those who may know it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gql.operation.result import Result
from tests.live.live_site import COMMENT, DELETE, EDIT, LIKE, PUBLISH, Headers, Process

ADDED = "subscription ($on: ID!) { commentAdded(on: $on) { position comment { id content author { name } } } }"
CHANGED = "subscription ($on: ID!) { commentChanged(on: $on) { change commentId comment { content likeCount } } }"
HELD = "subscription { commentHeld { comment { id moderationStatus } } }"
PUBLISHED = (
    "subscription ($where: PostWhere) { postPublished(where: $where) { post { id title } } }"
)
NODES = "subscription ($nodes: [ID!]!) { changed(nodes: $nodes) { nodes tags } }"
UNPUBLISH = (
    "mutation ($input: PostIdInput!) { unpublishPost(input: $input) { userErrors { message } } }"
)
UPDATE = (
    "mutation ($input: UpdatePostInput!) { updatePost(input: $input) { userErrors { message } } }"
)


async def _marked(live: Process, editor: Headers, on: str) -> None:
    """The last thing that happens: whoever was told of it was told of all before."""
    await live.comment(on, "The end", editor)


def _changes(events: list[Any]) -> list[tuple[str, str | None]]:
    return [(one["change"], one["comment"] and one["comment"]["content"]) for one in events]


async def test_a_comment_is_told_when_it_is_written(
    live: Process, editor: Headers, post: str
) -> None:
    reading = await live.open(ADDED, on=post)
    await live.comment(post, "First", editor)
    [event] = await reading.until(1)
    assert event["comment"]["content"] == "<p>First</p>"
    assert event["comment"]["author"] == {"name": "editor"}
    assert event["position"] == reading.answers[0].position
    await reading.close()


async def test_of_a_held_comment_those_know_who_see_it(
    live: Process, editor: Headers, ada: Headers, post: str
) -> None:
    written = await live.comment(post, "By a guest", None, name="Gast", email="g@guest.example")
    receipt = {b"quire-receipt": written["receipt"].encode()}
    stranger, reader, guest, moderator = [
        await live.open(ADDED, headers, on=post) for headers in (None, ada, receipt, editor)
    ]
    queue = await live.open(HELD, editor)
    held = (await live.comment(post, "Of Ada", ada))["comment"]["id"]
    assert await queue.until(1) == [{"comment": {"id": held, "moderationStatus": "HELD"}}]
    await live.moderate(editor, "APPROVED", held, written["comment"]["id"])
    await _marked(live, editor, post)
    ends = "<p>The end</p>"
    assert _texts(await stranger.until(3)) == ["<p>By a guest</p>", "<p>Of Ada</p>", ends]
    # each has seen their own while it waited: it appears to them once
    assert _texts(await reader.until(3)) == ["<p>Of Ada</p>", "<p>By a guest</p>", ends]
    assert _texts(await guest.until(2)) == ["<p>Of Ada</p>", ends]
    assert _texts(await moderator.until(2)) == ["<p>Of Ada</p>", ends]
    for one in (stranger, reader, guest, moderator, queue):
        await one.close()


def _texts(events: list[Any]) -> list[str]:
    return [one["comment"]["content"] for one in events]


async def test_what_happens_to_a_comment_is_told_with_its_id_alone_once_it_is_gone(
    live: Process, editor: Headers, post: str
) -> None:
    id = (await live.comment(post, "One", editor))["comment"]["id"]
    stranger, moderator = (
        await live.open(CHANGED, on=post),
        await live.open(CHANGED, editor, on=post),
    )
    await live.run(LIKE, editor, input={"id": id})
    await live.run(EDIT, editor, input={"id": id, "content": "Two"})
    # whether they see it is asked when it is told: not before it was, it is to be hidden
    await stranger.until(2)
    await live.moderate(editor, "HELD", id)
    await live.run(EDIT, editor, input={"id": id, "content": "Three"})
    await live.moderate(editor, "APPROVED", id)
    await stranger.until(4)
    await live.moderate(editor, "SPAM", id)
    seen = await stranger.until(5)
    assert {one["commentId"] for one in seen} == {id}
    assert [kind for kind, _ in _changes(seen)] == [
        "LIKED",
        "EDITED",
        "HELD",
        "APPROVED",
        "DELETED",
    ]
    assert _changes(seen)[2] == ("HELD", None)
    assert _changes(seen)[4] == ("DELETED", None)
    edited = _changes(await moderator.until(6))
    assert [kind for kind, _ in edited] == [
        "LIKED",
        "EDITED",
        "HELD",
        "EDITED",
        "APPROVED",
        "DELETED",
    ]
    assert edited[5] == ("DELETED", "<p>Three</p>")
    await stranger.close()
    await moderator.close()


async def test_a_deleted_comment_is_told_whether_or_not_a_placeholder_stays(
    live: Process, editor: Headers, post: str
) -> None:
    lone = (await live.comment(post, "Alone", editor))["comment"]["id"]
    above = (await live.comment(post, "Above", editor))["comment"]["id"]
    await live.comment(post, "Below", editor, parent=above)
    reading = await live.open(CHANGED, on=post)
    for id in (lone, above):
        await live.run(DELETE, editor, input={"id": id})
    events = await reading.until(2)
    assert _changes(events) == [("DELETED", None), ("DELETED", "")]
    assert [one["commentId"] for one in events] == [lone, above]
    await reading.close()


async def test_only_moderators_are_told_what_waits(live: Process, ada: Headers, post: str) -> None:
    assert _code(await live.answer(HELD)) == "UNAUTHENTICATED"
    assert _code(await live.answer(HELD, ada)) == "FORBIDDEN"


async def test_a_post_is_told_when_it_appears_and_a_scheduled_one_at_its_time(
    live: Process, editor: Headers, ada: Headers
) -> None:
    reading, by_ada = await live.open(PUBLISHED), await live.open(PUBLISHED, ada)
    none = await live.open(PUBLISHED, where={"sticky": True})
    soon = datetime.now(UTC) + timedelta(seconds=1)
    late = await live.draft(editor, "Scheduled", categories=["news"])
    await live.run(PUBLISH, editor, input={"id": late, "at": soon.isoformat()})
    await live.run(
        PUBLISH, editor, input={"id": late, "at": (soon + timedelta(seconds=0.2)).isoformat()}
    )
    first = await live.post(editor, "At once")
    await live.run(UPDATE, editor, input={"id": first, "title": "At once, edited"})
    await live.run(PUBLISH, editor, input={"id": first})
    expected = [first, late]
    assert [one["post"]["id"] for one in await reading.until(2)] == expected
    assert datetime.now(UTC) > soon + timedelta(seconds=0.2)
    assert [one["post"]["id"] for one in await by_ada.until(2)] == expected
    assert none.answers == []
    # once more, but not for having been edited
    await live.run(UNPUBLISH, editor, input={"id": first})
    await live.run(PUBLISH, editor, input={"id": first})
    assert [one["post"]["id"] for one in await reading.until(3)] == [first, late, first]
    for one in (reading, by_ada, none):
        await one.close()


async def test_nodes_that_change_are_told_by_id_and_only_while_they_are_seen(
    live: Process, editor: Headers, post: str
) -> None:
    draft, other = await live.draft(editor, "A draft"), await live.post(editor)
    reading, seeing = [
        await live.open(NODES, who, nodes=[draft, post, "nothing"]) for who in (None, editor)
    ]
    await live.run(UPDATE, editor, input={"id": draft, "title": "Another title"})
    await live.comment(other, "Elsewhere", editor)
    await live.comment(post, "Here", editor)
    database_id = await live.run(
        "query ($id: ID!) { node(id: $id) { ... on Post { databaseId } } }", id=post
    )
    number = database_id["node"]["databaseId"]
    told = {"nodes": [post], "tags": [f"post:{number}", f"comments of post:{number}"]}
    assert await reading.until(1) == [told]
    events = await seeing.until(2)
    assert [one["nodes"] for one in events] == [[draft], [post]]
    await reading.close()
    await seeing.close()


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        (ADDED, {"on": "nothing"}, "NOT_FOUND"),
        ("subscription { commentAdded { position } }", {}, "GRAPHQL_VALIDATION_FAILED"),
        (
            "subscription { a: commentHeld { position } b: commentHeld { position } }",
            {},
            "GRAPHQL_VALIDATION_FAILED",
        ),
        (PUBLISHED, {"where": {"search": "a " * 500}}, "BAD_USER_INPUT"),
        (NODES, {"nodes": ["x"] * 101}, "LIMIT_EXCEEDED"),
    ],
)
async def test_what_cannot_be_told_is_refused_at_once(
    live: Process, query: str, variables: dict[str, Any], code: str
) -> None:
    assert _code(await live.answer(query, **variables)) == code


async def test_queries_and_mutations_are_left_to_others(live: Process) -> None:
    assert await live.answer("{ site { title } }") is None
    assert await live.answer(COMMENT, input={"on": "x", "content": "y"}) is None


async def test_strangers_who_ask_the_same_share_one_execution(
    live: Process, editor: Headers, post: str
) -> None:
    readings = [await live.open(ADDED, on=post) for _ in range(30)]
    assert len(live.service.live.groups) == 1
    await live.comment(post, "For all", editor)
    for one in readings:
        await one.until(1)
    assert len({id(one.answers[0].body) for one in readings}) == 1
    for one in readings:
        await one.close()
    assert live.service.live.groups == []


def _code(opened: object) -> str:
    assert isinstance(opened, Result), opened
    return str(opened.errors[0]["extensions"]["code"])
