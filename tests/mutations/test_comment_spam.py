"""Spam checks, duplicates and rate limits of createComment.

Spam is stored without telling its sender; duplicates and floods are refused with an error.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.http_site import Site, start_site
from tests.mutations.comment_requests import (
    CREATE_COMMENT,
    create_comment,
    editor_token,
    error_codes,
    fetch_rows,
    new_post,
    new_user_token,
    update_comment,
)

LINKS = " ".join(f"https://{n}.example" for n in range(4))


def ago(seconds: float) -> str:
    """The time so many seconds ago, in RFC 3339."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


@pytest.fixture
async def post(site: Site) -> str:
    return await new_post(site)


SUSPICIOUS_INPUTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a hidden field": ({"website": "https://x.example"}, "SPAM", "hidden field"),
    "no time": ({"startedAt": ago(0)}, "HELD", "seconds after the form was opened"),
    "links": ({"content": LINKS}, "HELD", "It has 4 links; more than 3 are held."),
}


@pytest.mark.parametrize("suspicious", SUSPICIOUS_INPUTS)
async def test_a_spammer_gets_the_usual_response_and_readers_see_nothing(
    empty_database: str, suspicious: str
) -> None:
    fields, status, reason = SUSPICIOUS_INPUTS[suspicious]
    settings = {"hold_comments": "none", "comment_seconds": 86_400.0}
    async with start_site(empty_database, **settings) as site:
        post = await new_post(site)
        payload = await create_comment(site, post, **fields)
        assert payload["userErrors"] == []
        assert payload["receipt"]
        assert payload["comment"]["moderationStatus"] == "HELD"
        [row] = await fetch_rows(
            site,
            "select c.status, p.held_for from comment c join comment_private p on p.comment_id = c.id",
        )
        assert row["status"] == status
        assert reason in row["held_for"]
        [change] = await fetch_rows(site, "select node, event, tags from change")
        assert change == {"node": "comment:1", "event": "CREATED", "tags": ["comment:1"]}


async def test_a_form_that_was_open_long_enough_is_approved(empty_database: str) -> None:
    async with start_site(empty_database, hold_comments="none") as site:
        post = await new_post(site)
        fields = {"startedAt": ago(60), "website": "", "content": "See https://one.example."}
        assert (await create_comment(site, post, **fields))["comment"][
            "moderationStatus"
        ] == "APPROVED"


async def test_trusted_roles_are_exempt_from_spam_checks(site: Site, post: str) -> None:
    fields = {"content": LINKS, "startedAt": ago(0)}
    assert (await create_comment(site, post, await editor_token(site), **fields))["comment"][
        "number"
    ] == 1


async def test_the_same_comment_is_refused_within_a_day(site: Site, post: str) -> None:
    other, bob = await new_post(site), await new_user_token(site, "bob@blog.example")
    assert error_codes(await create_comment(site, post, content="Thanks!")) == []
    again = await create_comment(site, post, content=" *Thanks*! ", name="Somebody else")
    assert (error_codes(again), again["userErrors"][0]["field"]) == (["DUPLICATE"], ["content"])
    # on another post, or from another commenter, the same text is accepted
    assert error_codes(await create_comment(site, other, content="Thanks!")) == []
    assert error_codes(await create_comment(site, post, bob, content="Thanks!")) == []
    assert error_codes(await create_comment(site, post, bob, content="Thanks!")) == ["DUPLICATE"]
    async with client_from(site, "203.0.113.9") as neighbour:
        fields = {"on": post, "content": "Thanks!"}
        answer = await neighbour.post(
            "/graphql", json={"query": CREATE_COMMENT, "variables": {"input": fields}}
        )
        assert answer.json()["data"]["createComment"]["userErrors"] == []
    await fetch_rows(site, "update comment set published_at = published_at - interval '25 hours'")
    assert error_codes(await create_comment(site, post, content="Thanks!")) == []


async def test_a_commenter_is_rate_limited_per_account_or_network(empty_database: str) -> None:
    async with start_site(empty_database, comments_per_minute=2) as site:
        post, bob = await new_post(site), await new_user_token(site, "bob@blog.example")
        moderator = await editor_token(site)
        for token in (None, bob):
            assert [error_codes(await create_comment(site, post, token)) for _ in range(2)] == [
                [],
                [],
            ]
            [problem] = (await create_comment(site, post, token))["userErrors"]
            assert problem["code"] == "RATE_LIMITED"
            assert 0 < problem["retryAfter"] <= 60
            assert problem["message"].endswith("Try again in 1 minute.")
        assert [error_codes(await create_comment(site, post, moderator)) for _ in range(4)] == [
            []
        ] * 4
        async with (
            client_from(site, "2001:db8::1") as first,
            client_from(site, "2001:db8::2") as second,
        ):
            fields = [{"on": post, "content": f"Number {n}"} for n in range(3)]
            answers = [
                await client.post(
                    "/graphql", json={"query": CREATE_COMMENT, "variables": {"input": one}}
                )
                for client, one in zip((first, second, first), fields, strict=True)
            ]
        found = [answer.json()["data"]["createComment"] for answer in answers]
        assert [error_codes(one) for one in found] == [[], [], ["RATE_LIMITED"]]


async def test_guests_are_rate_limited_per_post(empty_database: str) -> None:
    async with start_site(empty_database, comments_per_minute_on_post=2) as site:
        post, bob = await new_post(site), await new_user_token(site, "bob@blog.example")
        assert [error_codes(await create_comment(site, post)) for _ in range(2)] == [[], []]
        assert error_codes(await create_comment(site, post)) == ["RATE_LIMITED"]
        # the limit concerns neither other posts nor accounts
        assert error_codes(await create_comment(site, await new_post(site))) == []
        assert error_codes(await create_comment(site, post, bob)) == []


@pytest.mark.parametrize("seconds", [-86_400, -300, 86_400 * 365])
async def test_a_guest_whose_clock_is_wrong_is_no_program(
    empty_database: str, seconds: float
) -> None:
    async with start_site(empty_database, hold_comments="none") as site:
        payload = await create_comment(site, await new_post(site), startedAt=ago(seconds))
        assert payload["comment"]["moderationStatus"] == "APPROVED"


REFUSED: dict[str, dict[str, Any]] = {
    "no text": {"content": " "},
    "nothing to be seen": {"content": "\u200b\u2060\ufeff"},
    "the same": {"content": "Thanks!"},
    "too long": {"content": "x" * 70_000},
    "a long name": {"name": "x" * 10_000},
    "no address": {"email": "nobody"},
    "no such post": {"on": "UG9zdDo5OTk="},
    "no id": {"on": "?"},
    "no such comment": {"parent": "Q29tbWVudDo5OTk="},
}


@pytest.mark.parametrize("refused", REFUSED)
async def test_a_refused_comment_counts(empty_database: str, refused: str) -> None:
    async with start_site(empty_database, comments_per_minute=3) as site:
        post = await new_post(site)
        assert error_codes(await create_comment(site, post, content="Thanks!")) == []
        fields = {"on": post, **REFUSED[refused]}
        for _ in range(2):
            [code] = error_codes(await create_comment(site, **fields))
            assert code != "RATE_LIMITED"
        assert error_codes(await create_comment(site, **fields)) == ["RATE_LIMITED"]
        assert error_codes(await create_comment(site, post)) == ["RATE_LIMITED"]


async def test_refused_edits_count(empty_database: str) -> None:
    async with start_site(empty_database, comments_per_minute=3) as site:
        post = await new_post(site)
        made = await create_comment(site, post)
        id, receipt = made["comment"]["id"], made["receipt"]
        for code in ("BAD_USER_INPUT", "BAD_USER_INPUT", "RATE_LIMITED"):
            payload = await update_comment(site, id, "\u200b", receipt=receipt)
            assert error_codes(payload) == [code]
        payload = await update_comment(site, id, "Words.", receipt=receipt)
        assert error_codes(payload) == ["RATE_LIMITED"]


async def test_a_retry_does_not_count(empty_database: str) -> None:
    async with start_site(empty_database, comments_per_minute=1) as site:
        post, fields = await new_post(site), {"content": "Once.", "idempotencyKey": "k"}
        for _ in range(3):
            assert error_codes(await create_comment(site, post, **fields)) == []


def client_from(site: Site, address: str) -> httpx.AsyncClient:
    """A client of the same service at another address on the network."""
    app = site.client._transport.app  # type: ignore[attr-defined]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://quire.example")
