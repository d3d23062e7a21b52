"""Sign-in, refresh and sign-out over GraphQL, with rate limits and constant time."""

from __future__ import annotations

import asyncio
import statistics
import time

import pytest

from gql.auth.account import set_password
from gql.auth.password_hash import verify_password
from gql.auth.sign_in_limit import MAX_PER_ACCOUNT, MAX_PER_ADDRESS
from gql.viewer import Role
from tests.http_site import ADA, PASSWORD, REFRESH, SIGN_OUT, VIEWER_QUERY, Site, pass_time

NO_SESSION = {"accessToken": None, "refreshToken": None, "expiresAt": None, "viewer": None}


async def test_after_a_sign_in_the_access_token_identifies_the_viewer(site: Site) -> None:
    tokens = await site.sign_in(" ADA@blog.example ")
    assert tokens["userErrors"] == []
    assert tokens["viewer"] == {
        "email": ADA,
        "role": "READER",
        "author": {"name": "Ada Byron", "slug": "ada-byron"},
    }
    for _ in range(3):  # from the second sighting on, a plan answers
        found = await site.data(VIEWER_QUERY, tokens["accessToken"])
        assert found["viewer"] == {"email": ADA, "role": "READER", "author": {"name": "Ada Byron"}}
    assert (await site.data(VIEWER_QUERY))["viewer"] is None


async def test_a_profile_without_public_content_is_visible_only_to_its_owner(site: Site) -> None:
    await site.add_account("bob@blog.example", name="Bob")
    profiles_query = '{ author(by: { slug: "ada-byron" }) { name } authors { nodes { slug } } }'
    ada, bob = [(await site.sign_in(e))["accessToken"] for e in (ADA, "bob@blog.example")]
    for _ in range(3):
        assert await site.data(profiles_query, ada) == {
            "author": {"name": "Ada Byron"},
            "authors": {"nodes": [{"slug": "ada-byron"}]},
        }
        assert await site.data(profiles_query, bob) == {
            "author": None,
            "authors": {"nodes": [{"slug": "bob"}]},
        }
        assert await site.data(profiles_query) == {"author": None, "authors": {"nodes": []}}


async def test_an_unknown_address_and_a_wrong_password_get_the_same_error(site: Site) -> None:
    # whoever can tell these apart can find out who has an account
    unknown = await site.sign_in("eve@blog.example")
    wrong = await site.sign_in(ADA, "not her password")
    nonsense = await site.sign_in("no address", "x")
    odd = await site.sign_in("\0@\0", "\0")
    assert unknown == wrong == nonsense == odd
    assert unknown == {
        **NO_SESSION,
        "userErrors": [
            {
                "code": "INVALID_CREDENTIALS",
                "message": "Wrong e-mail address or password.",
                "field": None,
            }
        ],
    }


@pytest.mark.slow(5)
@pytest.mark.real_password_hashes
async def test_an_unknown_address_and_a_wrong_password_take_the_same_time(site: Site) -> None:
    await site.sign_in("eve@blog.example")
    times: dict[str, list[float]] = {ADA: [], "eve@blog.example": []}
    # alternating, so that a busy machine slows down both
    for _ in range(8):
        for email, durations in times.items():
            started_at = time.perf_counter()
            await site.sign_in(email, "not the password")
            durations.append(time.perf_counter() - started_at)
            await _delete_attempts(site)
    known, unknown = (statistics.median(durations) for durations in times.values())
    assert 0.7 < known / unknown < 1.4  # without a hash to compare with, it would be a tenth


@pytest.mark.slow(5)
async def test_sign_in_to_an_account_is_limited_after_too_many_failures(site: Site) -> None:
    for _ in range(MAX_PER_ACCOUNT):
        await site.sign_in(ADA, "wrong")
    [refused] = (await site.sign_in(ADA, PASSWORD))["userErrors"]
    assert (refused["code"], refused["field"]) == ("RATE_LIMITED", None)
    assert refused["message"] == "Too many sign-ins have failed. Try again in 15 minutes."
    # whether there is such an account plays no part
    for _ in range(MAX_PER_ACCOUNT):
        await site.sign_in("eve@blog.example", "wrong")
    [of_nobody] = (await site.sign_in("eve@blog.example", "wrong"))["userErrors"]
    assert of_nobody == refused
    await site.add_account("bob@blog.example", name="Bob")
    assert (await site.sign_in("bob@blog.example"))["userErrors"] == []


async def test_concurrent_failures_are_all_counted(site: Site) -> None:
    answers = await asyncio.gather(
        *(site.sign_in(ADA, "wrong") for _ in range(MAX_PER_ACCOUNT + 8))
    )
    codes = [answer["userErrors"][0]["code"] for answer in answers]
    assert codes.count("INVALID_CREDENTIALS") == MAX_PER_ACCOUNT
    assert codes.count("RATE_LIMITED") == 8


async def test_sign_in_from_an_ip_address_is_limited_too(site: Site) -> None:
    async with site.database.transaction() as connection:
        await connection.execute(
            "insert into attempt (subject) select 'sign-in from 127.0.0.1' from generate_series(1, $1)",
            MAX_PER_ADDRESS,
        )
    assert (await site.sign_in())["userErrors"][0]["code"] == "RATE_LIMITED"


async def test_a_successful_sign_in_resets_the_failures_of_its_account(site: Site) -> None:
    for _ in range(MAX_PER_ACCOUNT - 1):
        await site.sign_in(ADA, "wrong")
    assert (await site.sign_in())["userErrors"] == []
    assert (await site.sign_in(ADA, "wrong"))["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    assert (await site.sign_in())["userErrors"] == []


async def test_each_refresh_returns_a_new_refresh_token(site: Site) -> None:
    tokens = await site.sign_in()
    first = (await site.data(REFRESH, old=tokens["refreshToken"]))["refreshSession"]
    second = (await site.data(REFRESH, old=first["refreshToken"]))["refreshSession"]
    assert second["viewer"] == {"email": ADA}
    assert len({tokens["refreshToken"], first["refreshToken"], second["refreshToken"]}) == 3
    assert (await site.data(VIEWER_QUERY, second["accessToken"]))["viewer"]["email"] == ADA


async def test_reuse_of_an_old_refresh_token_ends_its_session(site: Site) -> None:
    tokens = await site.sign_in()
    # a second session of the account, which must go on
    other = await site.sign_in()
    refreshed = (await site.data(REFRESH, old=tokens["refreshToken"]))["refreshSession"]
    await pass_time(site)
    reused = (await site.data(REFRESH, old=tokens["refreshToken"]))["refreshSession"]
    assert reused["userErrors"] == [{"code": "REFRESH_TOKEN_REUSED", "field": ["refreshToken"]}]
    after = (await site.data(REFRESH, old=refreshed["refreshToken"]))["refreshSession"]
    assert after["userErrors"] == [{"code": "REFRESH_TOKEN_INVALID", "field": ["refreshToken"]}]
    assert await site.status_and_code(VIEWER_QUERY, refreshed["accessToken"]) == (
        401,
        "SESSION_ENDED",
    )
    assert (await site.data(VIEWER_QUERY, other["accessToken"]))["viewer"]["email"] == ADA


async def test_signing_out_invalidates_access_and_refresh_token(site: Site) -> None:
    tokens = await site.sign_in()
    signed_out = await site.data(SIGN_OUT, old=tokens["refreshToken"])
    assert signed_out == {"signOut": {"userErrors": []}}
    assert await site.status_and_code(VIEWER_QUERY, tokens["accessToken"]) == (401, "SESSION_ENDED")
    after = (await site.data(REFRESH, old=tokens["refreshToken"]))["refreshSession"]
    assert after["userErrors"][0]["code"] == "REFRESH_TOKEN_INVALID"


async def test_signing_out_with_an_old_token_ends_the_session_too(site: Site) -> None:
    tokens = await site.sign_in()
    refreshed = (await site.data(REFRESH, old=tokens["refreshToken"]))["refreshSession"]
    await pass_time(site)
    signed_out = (await site.data(SIGN_OUT, old=tokens["refreshToken"]))["signOut"]
    assert signed_out["userErrors"] == [{"code": "REFRESH_TOKEN_REUSED", "field": ["refreshToken"]}]
    assert await site.status_and_code(VIEWER_QUERY, refreshed["accessToken"]) == (
        401,
        "SESSION_ENDED",
    )


async def test_a_password_change_during_a_sign_in_makes_it_fail(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # changes the password between its verification and the insert of the session
    async def slow(password: str, password_hash: str | None) -> str | None:
        found = await verify_password(password, password_hash)
        async with site.database.transaction() as connection:
            await set_password(connection, ADA, "another good password")
        return found

    monkeypatch.setattr("gql.auth.session.verify_password", slow)
    assert (await site.sign_in())["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    async with site.database.transaction() as connection:
        assert await connection.fetchval("select count(*) from session") == 0


async def test_concurrent_successful_sign_ins_leave_no_failures_counted(site: Site) -> None:
    await asyncio.gather(*(site.sign_in() for _ in range(8)))
    async with site.database.transaction() as connection:
        assert await connection.fetchval("select count(*) from attempt") == 0


async def test_a_malformed_refresh_token_is_an_error(site: Site) -> None:
    for token in ("", "x", "8d1f3f3a-1111-4222-8333-444455556666.secret", "\x00"):
        for query in (REFRESH, SIGN_OUT):
            [answer] = (await site.data(query, old=token)).values()
            assert answer["userErrors"] == [
                {"code": "REFRESH_TOKEN_INVALID", "field": ["refreshToken"]}
            ]


async def test_a_session_that_is_not_refreshed_expires(site: Site) -> None:
    tokens = await site.sign_in()
    async with site.database.transaction() as connection:
        await connection.execute("update session set expires_at = now() - interval '1 second'")
    after = (await site.data(REFRESH, old=tokens["refreshToken"]))["refreshSession"]
    assert after["userErrors"][0]["code"] == "REFRESH_TOKEN_INVALID"


@pytest.mark.real_password_hashes
async def test_passwords_and_tokens_are_stored_only_as_hashes(site: Site) -> None:
    tokens = await site.sign_in()
    async with site.database.transaction() as connection:
        rows = [
            str(dict(row))
            for table in ("account", "session", "api_token")
            for row in await connection.fetch(f"select * from {table}")
        ]
    secret = tokens["refreshToken"].partition(".")[2]
    assert not any(PASSWORD in row or secret in row for row in rows)
    assert any("$argon2id$" in row for row in rows)


async def test_a_new_role_takes_effect_with_the_next_request(site: Site) -> None:
    token = (await site.sign_in())["accessToken"]
    async with site.database.transaction() as connection:
        await connection.execute("update account set role = $1", Role.EDITOR.value)
    assert (await site.data(VIEWER_QUERY, token))["viewer"]["role"] == "EDITOR"


async def _delete_attempts(site: Site) -> None:
    """Reset the rate limits of sign-in."""
    async with site.database.transaction() as connection:
        await connection.execute("delete from attempt")
