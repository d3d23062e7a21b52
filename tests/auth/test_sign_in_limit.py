"""Rate limits of sign-in: a stranger cannot lock out an owner, and guessing stays slow."""

from __future__ import annotations

import pytest

from gql.auth import password_hash
from gql.auth.access_token import AccessTokens
from gql.auth.session import Sessions
from gql.auth.sign_in_limit import MAX_OF_STRANGERS, MAX_PER_ACCOUNT
from gql.errors import InvalidCredentials, RateLimited
from tests.http_site import ADA, KEY, PASSWORD, Site

HOME, OFFICE = "198.51.100.7", "2001:db8:1:2::/64"


@pytest.fixture
def sessions(site: Site, monkeypatch: pytest.MonkeyPatch) -> Sessions:
    """Sign-in to the site from any network, as cheap for an unknown account as for a known one."""
    monkeypatch.setattr(password_hash, "DUMMY_HASH", password_hash._HASHER.hash(PASSWORD))
    return Sessions(site.database, AccessTokens([KEY], "quire", 900), 3600)


async def guess(sessions: Sessions, *networks: str, email: str = ADA) -> list[str]:
    """The codes of one wrong password from each network, in order."""
    codes = []
    for network in networks:
        with pytest.raises((InvalidCredentials, RateLimited)) as refused:
            await sessions.sign_in(email, "not the password", network)
        codes.append(refused.value.code)
    return codes


async def test_a_stranger_s_failures_do_not_lock_out_the_owner(sessions: Sessions) -> None:
    for stranger in ("203.0.113.1", "2001:db8:9:9::/64", "203.0.113.2"):
        codes = await guess(sessions, *[stranger] * (MAX_PER_ACCOUNT + 3))
        assert codes == ["INVALID_CREDENTIALS"] * MAX_PER_ACCOUNT + ["RATE_LIMITED"] * 3
    for network in (HOME, OFFICE):  # neither was seen before
        assert (await sessions.sign_in(ADA, PASSWORD, network)).viewer.email == ADA
    # a success elsewhere gives a stranger no further guesses
    assert await guess(sessions, "203.0.113.1") == ["RATE_LIMITED"]


async def test_guesses_from_many_networks_are_bounded_together(sessions: Sessions) -> None:
    networks = [f"203.0.113.{number}" for number in range(MAX_OF_STRANGERS + 5)]
    for email in (ADA, "eve@blog.example"):  # whether there is such an account plays no part
        codes = await guess(sessions, *networks, email=email)
        assert codes.count("INVALID_CREDENTIALS") == MAX_OF_STRANGERS
        assert codes[-5:] == ["RATE_LIMITED"] * 5
    # the right password is no exception: it would be found by trying
    with pytest.raises(RateLimited):
        await sessions.sign_in(ADA, PASSWORD, HOME)


async def test_the_owner_signs_in_from_a_network_of_theirs_whatever_strangers_do(
    sessions: Sessions, site: Site
) -> None:
    for network in (HOME, OFFICE):
        await sessions.sign_in(ADA, PASSWORD, network)
    await guess(sessions, *[f"203.0.113.{number}" for number in range(MAX_OF_STRANGERS)])
    for network in (HOME, OFFICE):
        assert (await sessions.sign_in(ADA, PASSWORD, network)).viewer.email == ADA
    # it is theirs alone: for another account it is a network like any other
    await site.add_account("bob@blog.example", name="Bob")
    await guess(
        sessions,
        *[f"203.0.113.{number}" for number in range(MAX_OF_STRANGERS)],
        email="bob@blog.example",
    )
    with pytest.raises(RateLimited):
        await sessions.sign_in("bob@blog.example", PASSWORD, HOME)


async def test_guessing_from_a_network_of_the_owner_is_limited_too(sessions: Sessions) -> None:
    await sessions.sign_in(ADA, PASSWORD, HOME)
    codes = await guess(sessions, *[HOME] * (MAX_PER_ACCOUNT + 1))
    assert codes == ["INVALID_CREDENTIALS"] * MAX_PER_ACCOUNT + ["RATE_LIMITED"]
    assert (await sessions.sign_in(ADA, PASSWORD, OFFICE)).viewer.email == ADA


async def test_one_network_alone_cannot_use_up_what_strangers_may_try(
    sessions: Sessions, site: Site
) -> None:
    for _ in range(6):  # an hour and a half, a quarter at a time
        await guess(sessions, *["203.0.113.1"] * (MAX_PER_ACCOUNT + 1))
        async with site.database.transaction() as connection:
            await connection.execute("update attempt set made_at = made_at - interval '901 s'")
    assert (await sessions.sign_in(ADA, PASSWORD, HOME)).viewer.email == ADA
