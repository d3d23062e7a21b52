"""Whoever takes long keeps nobody waiting, and nobody waits in a circle."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from gql.viewer import Role
from tests.http_site import SIGN_IN, started
from tests.mutations.comment_requests import DELETE, answered, new_post, rows
from tests.mutations.entry_requests import CREATE, UPDATE, Desk
from tests.mutations.test_page import CREATE as CREATE_PAGE
from tests.mutations.test_page import made

LIKE = "mutation ($id: ID!) { like(input: { id: $id }) { likeCount userErrors { code } } }"
LONG = "> - *a* `b` [c](https://x.example)\n\n" * 3_000
ROUNDS = 40


async def test_who_is_signed_in_and_the_probe_wait_for_no_writers(
    empty_database: str,
) -> None:
    async with started(empty_database, pool_size=2) as site:
        await site.add("ada@blog.example", Role.CONTRIBUTOR)
        token = (await site.sign_in("ada@blog.example"))["accessToken"]
        given = {"title": "Long", "content": LONG}
        writing = [asyncio.create_task(site.ask(CREATE, token, input=given)) for _ in range(6)]
        await asyncio.sleep(0.2)
        assert not any(task.done() for task in writing)
        async with asyncio.timeout(2):
            assert (await site.data("{ viewer { email } }", token))["viewer"]["email"]
            assert (await site.client.get("/readyz")).status_code == 200
            assert (
                "errors" not in (await site.ask(SIGN_IN, email="x@y.example", password="x")).json()
            )
        await asyncio.gather(*writing)


async def test_likes_and_deletions_of_one_comment_meet_in_no_circle(empty_database: str) -> None:
    statuses = []
    async with started(
        empty_database,
        hold_comments="none",
        comments_per_minute=1_000,
        comments_per_minute_on_post=1_000,
    ) as site:
        post = await new_post(site)
        for _ in range(ROUNDS):
            answer = await answered(site, post)
            id = answer["comment"]["id"]
            tasks = [site.ask(LIKE, id=id) for _ in range(3)]
            tasks.append(site.ask(DELETE, input={"id": id, "receipt": answer["receipt"]}))
            random.shuffle(tasks)
            statuses += [response.status_code for response in await asyncio.gather(*tasks)]
        assert (await rows(site, "select count(*) as left from comment")) == [{"left": 0}]
    assert set(statuses) == {200}


async def test_new_pages_and_saved_drafts_of_one_author_meet_in_no_circle(desk: Desk) -> None:
    above = await made(desk, "Above")
    draft = await desk.draft(Role.EDITOR)

    async def asked(document: str, **given: Any) -> int:
        answer = await desk.site.ask(document, desk.tokens[Role.EDITOR], input=given)
        return int(answer.status_code)

    for number in range(ROUNDS):
        page = {"title": f"Page {number}", "content": "", "parent": above}
        save = {"id": draft, "content": f"Text {number}."}
        found = await asyncio.gather(asked(CREATE_PAGE, **page), asked(UPDATE, **save))
        assert found == [200, 200]
