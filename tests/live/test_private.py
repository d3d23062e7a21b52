"""Nothing private is told: no word of it, and no id, by subscriptions and live queries."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta

from gql.engine.global_id import encode_id
from tests.live.live_site import CREATE_POST, EDIT, PUBLISH, Headers, Process

SECRET, THROTTLE = "zanzibar", 0.1
UPDATE = (
    "mutation ($input: UpdatePostInput!) { updatePost(input: $input) { userErrors { message } } }"
)
PREVIEW = "mutation ($input: CreatePreviewInput!) { createPreview(input: $input) { userErrors { message } } }"
COMMENT = "comment { id content moderationStatus author { name } private { email heldFor } moderationLog { reason } }"
SUBSCRIPTIONS = (
    f"subscription ($on: ID!) {{ commentAdded(on: $on) {{ position {COMMENT} }} }}",
    f"subscription ($on: ID!) {{ commentChanged(on: $on) {{ position change commentId {COMMENT} }} }}",
    "subscription { postPublished { position post { id title content } } }",
    "subscription ($nodes: [ID!]!) { changed(nodes: $nodes) { position nodes tags } }",
)
LIVE = (
    "query @live(throttle: 100) { posts(first: 50) { nodes { id title content } } }",
    "query @live(throttle: 100) { posts(first: 50, where: { status: { in: [DRAFT, SCHEDULED] } }) { nodes { title } } }",
    "query @live(throttle: 100) { comments(first: 50, where: { status: { in: [HELD, SPAM] } }) "
    "{ nodes { content private { email } } } }",
    "query ($nodes: [ID!]!) @live(throttle: 100) { nodes(ids: $nodes) { id __typename } }",
    'query @live(throttle: 100) { search(query: "zanzibar") { totalCount } }',
)


async def test_strangers_and_readers_are_told_nothing_of_what_they_do_not_see(
    live: Process, editor: Headers, ada: Headers, post: str
) -> None:
    draft = await live.draft(editor, f"A {SECRET}")
    later = await live.draft(editor, f"Later, a {SECRET}")
    guess = [draft, later, post, *(encode_id("Comment", id) for id in range(1, 20))]
    readings = [
        await live.open(query, who, **_needed(query, on=post, nodes=guess))
        for who in (None, ada)
        for query in (*SUBSCRIPTIONS, *LIVE)
    ]
    soon = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    await live.run(UPDATE, editor, input={"id": draft, "content": SECRET})
    await live.run(PREVIEW, editor, input={"id": draft})
    await live.run(PUBLISH, editor, input={"id": later, "at": soon})
    await live.run(UPDATE, editor, input={"id": later, "content": SECRET})
    await live.run(UPDATE, editor, input={"id": post, "content": f"Not yet: {SECRET}"})
    await live.run(CREATE_POST, editor, input={"title": SECRET, "content": SECRET})
    held = (await live.comment(post, SECRET, None, name="Gast", email=f"{SECRET}@guest.example"))[
        "comment"
    ]["id"]
    await live.run(EDIT, editor, input={"id": held, "content": f"{SECRET}!"})
    for status in ("SPAM", "TRASH", "HELD"):
        await live.moderate(editor, status, held)
    await live.comment(post, "The end", editor)
    for place in (0, len(SUBSCRIPTIONS) + len(LIVE)):
        assert len(await readings[place].until(1)) == 1
    await asyncio.sleep(2 * THROTTLE)  # no event tells that nothing is sent
    told = b"".join(answer.body for one in readings for answer in one.answers).decode()
    assert "The end" in told
    assert not re.search(SECRET, told, re.IGNORECASE)
    for id in (draft, later, held):
        assert id not in told
    for one in readings:
        await one.close()


def _needed(query: str, **values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if f"${name}:" in query}
