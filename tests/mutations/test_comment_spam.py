"""What programs send is kept from readers, and they learn nothing of it; what comes twice or too
often is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.http_site import Site, started
from tests.mutations.comment_requests import (
    ANSWER,
    answered,
    codes,
    editor,
    new_post,
    rows,
    somebody,
)

LINKS = " ".join(f"https://{n}.example" for n in range(4))


def ago(seconds: float) -> str:
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


CAUGHT: dict[str, tuple[dict[str, Any], str, str]] = {
    "a hidden field": ({"website": "https://x.example"}, "SPAM", "people do not see"),
    "no time": ({"startedAt": ago(-86_400)}, "HELD", "seconds after the form was opened"),
    "links": ({"content": LINKS}, "HELD", "It has 4 links; 3 are usual."),
}


@pytest.mark.parametrize("caught", CAUGHT)
async def test_the_sender_is_told_what_every_guest_is_told(
    empty_database: str, caught: str
) -> None:
    said, status, reason = CAUGHT[caught]
    async with started(empty_database, hold_comments="none") as site:
        post = await new_post(site)
        payload = await answered(site, post, **said)
        assert payload["userErrors"] == []
        assert payload["receipt"]
        assert payload["comment"]["status"] == "HELD"
        [row] = await rows(
            site,
            "select c.status, p.held_for from comment c join comment_private p on p.comment_id = c.id",
        )
        assert row["status"] == status
        assert reason in row["held_for"]
        [change] = await rows(site, "select node, event, tags from change")
        assert change == {"node": "comment:1", "event": "CREATED", "tags": ["comment:1"]}


async def test_a_form_that_was_open_for_a_while_is_fine(empty_database: str) -> None:
    async with started(empty_database, hold_comments="none") as site:
        post = await new_post(site)
        said = {"startedAt": ago(60), "website": "", "content": "See https://one.example."}
        assert (await answered(site, post, **said))["comment"]["status"] == "APPROVED"


async def test_who_is_trusted_is_not_suspected(site: Site, post: str) -> None:
    said = {"content": LINKS, "startedAt": ago(0)}
    assert (await answered(site, post, await editor(site), **said))["comment"]["number"] == 1


async def test_the_same_is_not_said_twice_within_a_day(site: Site, post: str) -> None:
    other, bob = await new_post(site), await somebody(site, "bob@blog.example")
    assert codes(await answered(site, post, content="Thanks!")) == []
    again = await answered(site, post, content=" *Thanks*! ", name="Somebody else")
    assert (codes(again), again["userErrors"][0]["field"]) == (["DUPLICATE"], ["content"])
    # elsewhere, or by somebody else, the same may be said
    assert codes(await answered(site, other, content="Thanks!")) == []
    assert codes(await answered(site, post, bob, content="Thanks!")) == []
    assert codes(await answered(site, post, bob, content="Thanks!")) == ["DUPLICATE"]
    async with elsewhere(site, "203.0.113.9") as neighbour:
        said = {"on": post, "content": "Thanks!"}
        answer = await neighbour.post(
            "/graphql", json={"query": ANSWER, "variables": {"input": said}}
        )
        assert answer.json()["data"]["createComment"]["userErrors"] == []
    await rows(site, "update comment set published_at = published_at - interval '25 hours'")
    assert codes(await answered(site, post, content="Thanks!")) == []


async def test_a_sender_answers_only_so_often(empty_database: str) -> None:
    async with started(empty_database, comments_per_minute=2) as site:
        post, bob = await new_post(site), await somebody(site, "bob@blog.example")
        moderator = await editor(site)
        for token in (None, bob):
            assert [codes(await answered(site, post, token)) for _ in range(2)] == [[], []]
            [problem] = (await answered(site, post, token))["userErrors"]
            assert problem["code"] == "RATE_LIMITED"
            assert 0 < problem["retryAfter"] <= 60
            assert problem["message"].endswith("Try again in 1 minute.")
        assert [codes(await answered(site, post, moderator)) for _ in range(4)] == [[]] * 4
        async with (
            elsewhere(site, "2001:db8::1") as first,
            elsewhere(site, "2001:db8::2") as second,
        ):
            said = [{"on": post, "content": f"Number {n}"} for n in range(3)]
            answers = [
                await client.post("/graphql", json={"query": ANSWER, "variables": {"input": one}})
                for client, one in zip((first, second, first), said, strict=True)
            ]
        found = [answer.json()["data"]["createComment"] for answer in answers]
        assert [codes(one) for one in found] == [[], [], ["RATE_LIMITED"]]


async def test_guests_answer_one_post_only_so_often(empty_database: str) -> None:
    async with started(empty_database, comments_per_minute_on_post=2) as site:
        post, bob = await new_post(site), await somebody(site, "bob@blog.example")
        assert [codes(await answered(site, post)) for _ in range(2)] == [[], []]
        assert codes(await answered(site, post)) == ["RATE_LIMITED"]
        # neither another post nor who has an account is held up by them
        assert codes(await answered(site, await new_post(site))) == []
        assert codes(await answered(site, post, bob)) == []


async def test_what_is_refused_for_another_reason_is_not_counted_as_a_comment(
    empty_database: str,
) -> None:
    async with started(empty_database, comments_per_minute=1) as site:
        post = await new_post(site)
        for _ in range(3):
            assert codes(await answered(site, post, content=" ")) == ["BAD_USER_INPUT"]
        said = {"content": "Once.", "idempotencyKey": "k"}
        assert codes(await answered(site, post, **said)) == []
        assert codes(await answered(site, post, **said)) == []  # a retry is no further comment


def elsewhere(site: Site, address: str) -> httpx.AsyncClient:
    """A client of the same service at another address on the network."""
    app = site.client._transport.app  # type: ignore[attr-defined]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://quire.example")
