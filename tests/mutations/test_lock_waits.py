"""Slow requests do not block others, and concurrent mutations do not deadlock."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from gql.viewer import Role
from tests.http_site import SIGN_IN, start_site
from tests.mutations.comment_requests import DELETE_COMMENT, create_comment, fetch_rows, new_post
from tests.mutations.entry_requests import CREATE, UPDATE, Newsroom
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import create_published_page

pytestmark = pytest.mark.slow(4)

LIKE = "mutation ($id: ID!) { like(input: { id: $id }) { likeCount userErrors { code } } }"
# 100 KB: six of them keep the render queue busy for longer than the pause below
LONG = "> - *a* `b` [c](https://x.example)\n\n" * 3_000
ROUNDS = 40  # a deadlock needs an unlucky order of arrival


async def test_reads_sign_in_and_probes_do_not_wait_for_texts_being_rendered(
    empty_database: str,
) -> None:
    async with start_site(empty_database, pool_size=2) as site:
        await site.add_account("ada@blog.example", Role.CONTRIBUTOR)
        token = (await site.sign_in("ada@blog.example"))["accessToken"]
        given = {"title": "Long", "content": LONG}
        writing = [asyncio.create_task(site.post(CREATE, token, input=given)) for _ in range(6)]
        await asyncio.sleep(0.2)
        assert not any(task.done() for task in writing)
        async with asyncio.timeout(2):
            assert (await site.data("{ viewer { email } }", token))["viewer"]["email"]
            assert (await site.client.get("/readyz")).status_code == 200
            assert (
                "errors" not in (await site.post(SIGN_IN, email="x@y.example", password="x")).json()
            )
        await asyncio.gather(*writing)


async def test_concurrent_likes_and_deletions_of_one_comment_do_not_deadlock(
    empty_database: str,
) -> None:
    statuses = []
    async with start_site(
        empty_database,
        hold_comments="none",
        comments_per_minute=1_000,
        comments_per_minute_on_post=1_000,
    ) as site:
        post = await new_post(site)
        for _ in range(ROUNDS):
            answer = await create_comment(site, post)
            id = answer["comment"]["id"]
            tasks = [site.post(LIKE, id=id) for _ in range(3)]
            tasks.append(site.post(DELETE_COMMENT, input={"id": id, "receipt": answer["receipt"]}))
            random.shuffle(tasks)
            statuses += [response.status_code for response in await asyncio.gather(*tasks)]
        assert (await fetch_rows(site, "select count(*) as left from comment")) == [{"left": 0}]
    assert set(statuses) == {200}


async def test_new_pages_and_saved_drafts_of_one_author_do_not_deadlock(newsroom: Newsroom) -> None:
    above = await create_published_page(newsroom, "Above")
    draft = await newsroom.create_draft(Role.EDITOR)

    async def status_of(document: str, **input: Any) -> int:
        answer = await newsroom.site.post(document, newsroom.tokens[Role.EDITOR], input=input)
        return int(answer.status_code)

    for number in range(ROUNDS):
        page = {"title": f"Page {number}", "content": "", "parent": above}
        save = {"id": draft, "content": f"Text {number}."}
        statuses = await asyncio.gather(status_of(CREATE_PAGE, **page), status_of(UPDATE, **save))
        assert statuses == [200, 200]
