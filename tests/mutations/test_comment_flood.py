"""A flood of comments from one address ends there, and nobody else notices."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx

from gql.content.comments.comment_record import LONGEST
from gql.content.comments.create import MORE_TRIES, SHORT
from tests.http_site import started
from tests.mutations.comment_requests import ANSWER, answered, codes, editor, new_post, rows
from tests.mutations.entry_requests import CREATE
from tests.mutations.test_comment_spam import elsewhere

LONG = SHORT + 1
SLOW = "1. *a*\n" * (LONGEST // 7)
FLOOD, AT_ONCE, LIMIT = 1_000, 50, 5
PATIENCE = 2.0  # seconds that another address may wait for an answer


async def test_of_a_thousand_in_a_minute_a_few_are_kept(empty_database: str) -> None:
    async with (
        started(empty_database, comments_per_minute=LIMIT) as site,
        elsewhere(site, "203.0.113.7") as flooding,
        elsewhere(site, "198.51.100.1") as neighbour,
    ):
        post = await new_post(site)
        turn = asyncio.Semaphore(AT_ONCE)

        async def flood(number: int) -> Any:
            async with turn:
                return await answer(flooding, post, f"Buy this, {number}.")

        begun = time.monotonic()
        floods = [asyncio.create_task(flood(number)) for number in range(FLOOD)]
        await asyncio.sleep(0.5)
        served, waited = [], []
        for number in range(LIMIT):
            asked = time.monotonic()
            served.append(await answer(neighbour, post, f"A word, {number}."))
            waited.append(time.monotonic() - asked)
        assert not all(task.done() for task in floods)
        answers = await asyncio.gather(*floods)
        assert time.monotonic() - begun < 60

        assert [codes(one) for one in served] == [[]] * LIMIT
        assert max(waited) < PATIENCE
        refused = [one["userErrors"][0] for one in answers if one["userErrors"]]
        assert len(refused) == FLOOD - LIMIT
        assert {problem["code"] for problem in refused} == {"RATE_LIMITED"}
        assert all(0 < problem["retryAfter"] <= 60 for problem in refused)
        stored = await rows(
            site,
            "select host(network_address) as address, count(*) from comment_private group by 1 order by 1",
        )
        assert [tuple(row.values()) for row in stored] == [
            ("198.51.100.1", LIMIT),
            ("203.0.113.7", LIMIT),
        ]


async def test_eight_slow_comments_keep_no_editor_waiting(empty_database: str) -> None:
    async with started(empty_database, request_timeout=60.0) as site:
        post, token = await new_post(site), await editor(site)
        # all at once, for the slowest that there are
        slow = [asyncio.create_task(answer(site.client, post, SLOW)) for _ in range(8)]
        await asyncio.sleep(0.2)
        asked = time.monotonic()
        assert codes(await answered(site, post, token)) == []
        given = {"title": "Meanwhile", "content": "A word."}
        made = await site.data(CREATE, token, input=given)
        assert made["createPost"]["userErrors"] == []
        assert time.monotonic() - asked < PATIENCE * 2
        assert not all(task.done() for task in slow)
        await asyncio.gather(*slow)


async def test_an_attempt_with_a_long_text_counts_whatever_comes_of_it(empty_database: str) -> None:
    async with started(empty_database, comments_per_minute=1) as site:
        post = await new_post(site)
        for _ in range(1 + MORE_TRIES):
            assert codes(await answer(site.client, post, " " * LONG)) == ["BAD_USER_INPUT"]
        assert codes(await answer(site.client, post, "w" * LONG)) == ["RATE_LIMITED"]
        assert codes(await answer(site.client, post, "Words.")) == []
        # a moderator may try as often as they like
        assert codes(await answered(site, post, await editor(site))) == []


async def answer(client: httpx.AsyncClient, post: str, content: str) -> Any:
    body = {"query": ANSWER, "variables": {"input": {"on": post, "content": content}}}
    answered = (await client.post("/graphql", json=body)).json()
    assert "errors" not in answered, answered
    return answered["data"]["createComment"]
