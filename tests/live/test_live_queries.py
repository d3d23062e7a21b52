"""A live query is answered again when its answer has changed, and only then."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from gql.errors import BadInput, LiveTransportNeeded, NoLongerAllowed
from gql.live.group import AT_ONCE
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.operation.selected_operation import Allowed
from gql.viewer import Role
from tests.live.live_site import COMMENT, PUBLISH, Headers, Process, Reading

THREAD = """query ($id: ID!) @live(throttle: 100) {
  post(by: { id: $id }) { commentCounts { total } comments(first: 50) { nodes { content } } }
}"""
DRAFTS = "query @live(throttle: 100) { posts(first: 20, where: { status: { in: [DRAFT] } }) { nodes { title } } }"
TITLES = "query @live(throttle: 100) { posts(first: 100) { nodes { title } } }"
NAMES = "query ($id: ID!) @live(throttle: 100) { post(by: { id: $id }) { comments(first: 50) { nodes { author { name } } } } }"
UPDATE_SITE = (
    "mutation ($input: UpdateSiteInput!) { updateSite(input: $input) { userErrors { message } } }"
)


def _bodies(reading: Reading) -> list[bytes]:
    return [answer.body for answer in reading.answers]


async def _fresh(
    live: Process, query: str, headers: Headers | None = None, **variables: object
) -> bytes:
    """The bytes of an answer to the same query now."""
    reading = await live.open(query.replace("query", "query Fresh", 1), headers, **variables)
    await reading.until(1)
    await reading.close()
    return reading.answers[0].body


async def test_a_thread_is_shown_again_for_all_when_a_comment_comes_and_for_nobody_else(
    live: Process, editor: Headers, post: str
) -> None:
    other = await live.post(editor)
    watching = [await live.open(THREAD, id=post) for _ in range(20)]
    elsewhere = await live.open(THREAD, id=other)
    for one in (*watching, elsewhere):
        await one.until(1)
    assert len(live.service.live.groups) == 2
    await live.comment(post, "Here", editor)
    for one in watching:
        await one.until(2)
    assert len({id(one.answers[1].body) for one in watching}) == 1
    assert _bodies(watching[0])[1] == await _fresh(live, THREAD, id=post)
    late = await live.open(THREAD, id=post)
    assert (await late.until(1))[0]["commentCounts"] == {"total": 1}
    assert len(elsewhere.answers) == 1
    for one in (*watching, elsewhere, late):
        await one.close()


async def test_many_writes_are_few_answers_and_the_last_is_of_the_last_write(
    live: Process, editor: Headers, post: str
) -> None:
    reading = await live.open(THREAD.replace("100", "1000"), id=post)
    await reading.until(1)
    for number in range(20):
        await live.comment(post, str(number), editor)
    async with asyncio.timeout(20):
        while reading.data[-1]["commentCounts"]["total"] < 20:
            await reading.until(len(reading.answers) + 1)
    assert len(reading.answers) < 10
    bodies = _bodies(reading)
    assert all(before != after for before, after in pairwise(bodies))
    await reading.close()


async def test_who_is_signed_in_sees_drafts_come_and_a_stranger_nothing(
    live: Process, editor: Headers
) -> None:
    mine, theirs = await live.open(DRAFTS, editor), await live.open(DRAFTS)
    await mine.until(1)
    await live.draft(editor, "Not to be seen")
    assert "Not to be seen" in json.dumps(await mine.until(2))
    assert await theirs.until(1) == [{"nodes": []}]
    await mine.close()
    await theirs.close()


async def test_a_scheduled_post_is_shown_at_its_time(live: Process, editor: Headers) -> None:
    reading = await live.open(TITLES)
    await reading.until(1)
    id = await live.draft(editor, "Later today")
    soon = datetime.now(UTC) + timedelta(seconds=0.6)
    await live.run(PUBLISH, editor, input={"id": id, "at": soon.isoformat()})
    data = await reading.until(2)
    assert datetime.now(UTC) >= soon
    assert "Later today" in json.dumps(data[-1])
    await reading.close()


async def test_when_anything_may_have_changed_all_are_run_again_and_nothing_equal_is_sent(
    live: Process, editor: Headers, post: str
) -> None:
    reading = await live.open(THREAD, id=post)
    await reading.until(1)
    live.service.changes.forget_all()
    await live.comment(post, "After it", editor)
    assert (await reading.until(2))[1]["commentCounts"] == {"total": 1}
    assert len(set(_bodies(reading))) == len(reading.answers)
    await reading.close()


async def test_what_the_site_says_while_an_answer_waits_for_its_turn_is_shown(
    live: Process, editor: Headers, post: str
) -> None:
    admin = await live.sign_in("admin@blog.example", Role.ADMIN)
    guest = await live.comment(post, "By a guest")
    await live.moderate(editor, "APPROVED", guest["comment"]["id"])
    reading = await live.open(NAMES, id=post)
    await reading.until(1)
    turns = live.service.live._turns
    async with AsyncExitStack() as stack:
        for _ in range(AT_ONCE):
            await stack.enter_async_context(turns)
        await live.comment(post, "So that it is answered again", editor)
        async with asyncio.timeout(5):
            while not turns._waiters:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.01)
        await live.run(UPDATE_SITE, admin, input={"anonymousName": "Nobody"})
    async with asyncio.timeout(20):
        while "Nobody" not in json.dumps(reading.data[-1]):
            await reading.until(len(reading.answers) + 1)
    await reading.close()


async def test_the_directive_is_refused_where_one_answer_is_all_that_can_be_sent(
    live: Process,
) -> None:
    for allowed in (Allowed.BY_GET, Allowed.BY_POST):
        context = await live.service.contexts.create(None, {})
        result = await live.service.executor.run(GraphQLRequest(TITLES), context, allowed=allowed)
        assert result.errors[0]["extensions"]["code"] == LiveTransportNeeded.code
    for throttle in ("0", "99", "60001"):
        with pytest.raises(BadInput):
            await live.answer(TITLES.replace("100", throttle, 1))
    wrong = await live.answer("mutation @live { __typename }")
    assert isinstance(wrong, Result)
    assert wrong.errors[0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


async def test_whose_session_or_account_ends_is_told_nothing_more(
    live: Process, editor: Headers, post: str
) -> None:
    added = "subscription ($on: ID!) { commentAdded(on: $on) { position } }"
    leaving = await live.sign_in("leaving@blog.example", Role.READER)
    disabled = await live.sign_in("disabled@blog.example", Role.READER)
    readings = [
        await live.open(query, who, **variables)
        for who in (leaving, disabled)
        for query, variables in ((TITLES, {}), (added, {"on": post}))
    ]
    staying = await live.open(TITLES, editor)
    async with live.service.database.transaction() as connection:
        await connection.execute(
            "update account set disabled_at = now() where email = 'disabled@blog.example'"
        )
        await connection.execute(
            "delete from session using account a where a.id = account_id and a.email = 'leaving@blog.example'"
        )
    async with asyncio.timeout(5):
        for one in readings:
            assert isinstance(await one.ended(), NoLongerAllowed)
    assert not staying.opened.is_over
    await staying.close()
    assert live.service.live.groups == []


async def test_a_reader_that_does_not_read_is_ended_and_the_others_are_not(
    live: Process, editor: Headers, post: str
) -> None:
    added: Any = "subscription ($on: ID!) { commentAdded(on: $on) { comment { content } } }"
    slow: Any = await live.answer(added, on=post)
    quick = await live.open(added, on=post)
    for number in range(66):
        await live.run(COMMENT, editor, input={"on": post, "content": f"No. {number}"})
    await quick.until(66)
    assert slow.is_over
    assert (
        str(await Reading(slow).ended())
        == "Answers were not taken as fast as they came. Open the operation again."
    )
    await quick.close()
