"""refreshSession whose answer was lost: the same token again, and for how long it is good."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.http_site import ADA, KEY, REFRESH, SIGN_OUT, VIEWER_QUERY, Site, pass_time, start_site

REUSED = ["REFRESH_TOKEN_REUSED"]


async def refresh(site: Site, token: str) -> Any:
    """The payload of refreshSession."""
    return (await site.data(REFRESH, old=token))["refreshSession"]


async def codes(site: Site, token: str) -> list[str]:
    return [error["code"] for error in (await refresh(site, token))["userErrors"]]


@pytest.fixture
async def token(site: Site) -> str:
    """The refresh token of a new session."""
    return str((await site.sign_in())["refreshToken"])


async def test_a_client_that_lost_the_answer_gets_the_same_one_again(
    site: Site, token: str
) -> None:
    first, again, third = [await refresh(site, token) for _ in range(3)]
    assert first["refreshToken"] == again["refreshToken"] == third["refreshToken"] != token
    for answer in (first, again, third):
        viewer = (await site.data(VIEWER_QUERY, answer["accessToken"]))["viewer"]
        assert viewer["email"] == ADA
    assert await codes(site, first["refreshToken"]) == []


async def test_concurrent_refreshes_with_one_token_get_one_successor(
    site: Site, token: str
) -> None:
    answers = await asyncio.gather(*(refresh(site, token) for _ in range(10)))
    assert len({answer["refreshToken"] for answer in answers}) == 1
    assert all(answer["userErrors"] == [] for answer in answers)


async def test_after_some_seconds_the_predecessor_ends_the_session(site: Site, token: str) -> None:
    successor = (await refresh(site, token))["refreshToken"]
    await pass_time(site)
    assert await codes(site, token) == REUSED
    assert await codes(site, successor) == ["REFRESH_TOKEN_INVALID"]


async def test_a_token_whose_successor_was_used_ends_the_session_at_once(
    site: Site, token: str
) -> None:
    second = (await refresh(site, token))["refreshToken"]
    third = (await refresh(site, second))["refreshToken"]
    assert await codes(site, token) == REUSED
    assert await codes(site, third) == ["REFRESH_TOKEN_INVALID"]


async def test_a_repeated_answer_does_not_make_the_predecessor_good_for_longer(
    site: Site, token: str
) -> None:
    await refresh(site, token)
    await pass_time(site, 20)
    assert await codes(site, token) == []
    await pass_time(site, 11)
    assert await codes(site, token) == REUSED


async def test_a_made_up_secret_of_the_session_is_reuse(site: Site, token: str) -> None:
    session_id = token.partition(".")[0]
    await refresh(site, token)
    assert await codes(site, f"{session_id}.made-up") == REUSED


async def test_signing_out_works_with_the_token_whose_answer_was_lost(
    site: Site, token: str
) -> None:
    refreshed = await refresh(site, token)
    assert await site.data(SIGN_OUT, old=token) == {"signOut": {"userErrors": []}}
    assert await site.status_and_code(VIEWER_QUERY, refreshed["accessToken"]) == (
        401,
        "SESSION_ENDED",
    )


async def test_the_answer_is_repeated_after_the_key_was_rotated(empty_database: str) -> None:
    other = "another key of the tests, long enough"
    async with start_site(empty_database) as site:
        await site.add_account(ADA)
        token = (await site.sign_in())["refreshToken"]
        successor = (await refresh(site, token))["refreshToken"]
    async with start_site(empty_database, token_key=other, token_key_before=KEY) as site:
        assert (await refresh(site, token))["refreshToken"] == successor
        # without the key that made the successor, nobody can tell it from a stolen one
    async with start_site(empty_database, token_key=other) as site:
        assert await codes(site, token) == REUSED


async def test_the_time_is_a_setting_and_zero_switches_it_off(empty_database: str) -> None:
    async with start_site(empty_database, refresh_repeat_seconds=0) as site:
        await site.add_account(ADA)
        token = (await site.sign_in())["refreshToken"]
        await refresh(site, token)
        assert await codes(site, token) == REUSED
