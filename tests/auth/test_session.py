"""Signing in, going on, signing out: as a client does it."""

from __future__ import annotations

import asyncio
import statistics
import time

import pytest

from gql.auth.account import set_password
from gql.auth.password_hash import matches
from gql.auth.sign_in_limit import OF_ACCOUNT, OF_ADDRESS
from gql.viewer import Role
from tests.http_site import ADA, PASSWORD, REFRESH, SIGN_OUT, WHO, Site

NOBODY = {"accessToken": None, "refreshToken": None, "expiresAt": None, "viewer": None}


async def test_who_signs_in_is_known_from_then_on(site: Site) -> None:
    signed = await site.sign_in(" ADA@blog.example ")
    assert signed["userErrors"] == []
    assert signed["viewer"] == {
        "email": ADA,
        "role": "READER",
        "author": {"name": "Ada Byron", "slug": "ada-byron"},
    }
    for _ in range(3):  # from the second sighting on, a plan answers
        found = await site.data(WHO, signed["accessToken"])
        assert found["viewer"] == {"email": ADA, "role": "READER", "author": {"name": "Ada Byron"}}
    assert (await site.data(WHO))["viewer"] is None


async def test_a_profile_of_nobody_public_is_seen_by_its_owner_alone(site: Site) -> None:
    await site.add("bob@blog.example", name="Bob")
    theirs = '{ author(by: { slug: "ada-byron" }) { name } authors { nodes { slug } } }'
    ada, bob = [(await site.sign_in(e))["accessToken"] for e in (ADA, "bob@blog.example")]
    for _ in range(3):
        assert await site.data(theirs, ada) == {
            "author": {"name": "Ada Byron"},
            "authors": {"nodes": [{"slug": "ada-byron"}]},
        }
        assert await site.data(theirs, bob) == {
            "author": None,
            "authors": {"nodes": [{"slug": "bob"}]},
        }
        assert await site.data(theirs) == {"author": None, "authors": {"nodes": []}}


async def test_an_unknown_address_and_a_wrong_password_are_told_alike(site: Site) -> None:
    unknown = await site.sign_in("eve@blog.example")
    wrong = await site.sign_in(ADA, "not her password")
    nonsense = await site.sign_in("no address", "x")
    odd = await site.sign_in("\0@\0", "\0")
    assert unknown == wrong == nonsense == odd
    assert unknown == {
        **NOBODY,
        "userErrors": [
            {
                "code": "INVALID_CREDENTIALS",
                "message": "The e-mail address and the password do not belong together.",
                "field": None,
            }
        ],
    }


async def test_they_take_the_same_time(site: Site) -> None:
    await site.sign_in("eve@blog.example")
    times: dict[str, list[float]] = {ADA: [], "eve@blog.example": []}
    for _ in range(8):
        for email, taken in times.items():
            begun = time.perf_counter()
            await site.sign_in(email, "not the password")
            taken.append(time.perf_counter() - begun)
            await _forget_failures(site)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert 0.7 < known / unknown < 1.4  # without a hash to compare with, it would be a tenth


async def test_an_account_is_closed_for_a_while_after_too_many_failures(site: Site) -> None:
    for _ in range(OF_ACCOUNT):
        await site.sign_in(ADA, "wrong")
    [refused] = (await site.sign_in(ADA, PASSWORD))["userErrors"]
    assert (refused["code"], refused["field"]) == ("RATE_LIMITED", None)
    assert refused["message"] == "Too many sign-ins have failed. Try again in 15 minutes."
    # whether there is such an account plays no part
    for _ in range(OF_ACCOUNT):
        await site.sign_in("eve@blog.example", "wrong")
    [of_nobody] = (await site.sign_in("eve@blog.example", "wrong"))["userErrors"]
    assert of_nobody == refused
    await site.add("bob@blog.example", name="Bob")
    assert (await site.sign_in("bob@blog.example"))["userErrors"] == []


async def test_failures_at_once_are_counted_one_by_one(site: Site) -> None:
    answers = await asyncio.gather(*(site.sign_in(ADA, "wrong") for _ in range(OF_ACCOUNT + 8)))
    codes = [answer["userErrors"][0]["code"] for answer in answers]
    assert codes.count("INVALID_CREDENTIALS") == OF_ACCOUNT
    assert codes.count("RATE_LIMITED") == 8


async def test_a_network_address_is_closed_for_a_while_too(site: Site) -> None:
    async with site.database.transaction() as connection:
        await connection.execute(
            "insert into attempt (subject) select 'sign-in from 127.0.0.1' from generate_series(1, $1)",
            OF_ADDRESS,
        )
    assert (await site.sign_in())["userErrors"][0]["code"] == "RATE_LIMITED"


async def test_a_success_takes_the_failures_of_the_account_back(site: Site) -> None:
    for _ in range(OF_ACCOUNT - 1):
        await site.sign_in(ADA, "wrong")
    assert (await site.sign_in())["userErrors"] == []
    assert (await site.sign_in(ADA, "wrong"))["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    assert (await site.sign_in())["userErrors"] == []


async def test_a_session_goes_on_by_a_new_token_each_time(site: Site) -> None:
    signed = await site.sign_in()
    first = (await site.data(REFRESH, old=signed["refreshToken"]))["refreshSession"]
    second = (await site.data(REFRESH, old=first["refreshToken"]))["refreshSession"]
    assert second["viewer"] == {"email": ADA}
    assert len({signed["refreshToken"], first["refreshToken"], second["refreshToken"]}) == 3
    assert (await site.data(WHO, second["accessToken"]))["viewer"]["email"] == ADA


async def test_an_old_refresh_token_ends_its_session(site: Site) -> None:
    signed = await site.sign_in()
    other = await site.sign_in()
    fresh = (await site.data(REFRESH, old=signed["refreshToken"]))["refreshSession"]
    reused = (await site.data(REFRESH, old=signed["refreshToken"]))["refreshSession"]
    assert reused["userErrors"] == [{"code": "REFRESH_TOKEN_REUSED", "field": ["refreshToken"]}]
    after = (await site.data(REFRESH, old=fresh["refreshToken"]))["refreshSession"]
    assert after["userErrors"] == [{"code": "REFRESH_TOKEN_INVALID", "field": ["refreshToken"]}]
    assert await site.code(WHO, fresh["accessToken"]) == (401, "SESSION_ENDED")
    assert (await site.data(WHO, other["accessToken"]))["viewer"]["email"] == ADA


async def test_of_many_who_use_one_token_at_once_one_goes_on(site: Site) -> None:
    token = (await site.sign_in())["refreshToken"]
    answers = await asyncio.gather(*(site.data(REFRESH, old=token) for _ in range(10)))
    went_on = [a for a in answers if a["refreshSession"]["accessToken"]]
    assert len(went_on) == 1


async def test_signing_out_ends_both_tokens(site: Site) -> None:
    signed = await site.sign_in()
    done = await site.data(SIGN_OUT, old=signed["refreshToken"])
    assert done == {"signOut": {"userErrors": []}}
    assert await site.code(WHO, signed["accessToken"]) == (401, "SESSION_ENDED")
    after = (await site.data(REFRESH, old=signed["refreshToken"]))["refreshSession"]
    assert after["userErrors"][0]["code"] == "REFRESH_TOKEN_INVALID"


async def test_signing_out_with_an_old_token_ends_the_session_too(site: Site) -> None:
    signed = await site.sign_in()
    fresh = (await site.data(REFRESH, old=signed["refreshToken"]))["refreshSession"]
    done = (await site.data(SIGN_OUT, old=signed["refreshToken"]))["signOut"]
    assert done["userErrors"] == [{"code": "REFRESH_TOKEN_REUSED", "field": ["refreshToken"]}]
    assert await site.code(WHO, fresh["accessToken"]) == (401, "SESSION_ENDED")


async def test_a_sign_in_under_way_does_not_survive_a_new_password(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(password: str, password_hash: str | None) -> bool:
        found = await matches(password, password_hash)
        async with site.database.transaction() as connection:
            await set_password(connection, ADA, "another good password")
        return found

    monkeypatch.setattr("gql.auth.session.matches", slow)
    assert (await site.sign_in())["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    async with site.database.transaction() as connection:
        assert await connection.fetchval("select count(*) from session") == 0


async def test_many_good_sign_ins_at_once_leave_no_failure_behind(site: Site) -> None:
    await asyncio.gather(*(site.sign_in() for _ in range(8)))
    async with site.database.transaction() as connection:
        assert await connection.fetchval("select count(*) from attempt") == 0


async def test_what_is_no_refresh_token_is_told(site: Site) -> None:
    for token in ("", "x", "8d1f3f3a-1111-4222-8333-444455556666.secret", "\x00"):
        for query in (REFRESH, SIGN_OUT):
            [answer] = (await site.data(query, old=token)).values()
            assert answer["userErrors"] == [
                {"code": "REFRESH_TOKEN_INVALID", "field": ["refreshToken"]}
            ]


async def test_a_session_that_nobody_goes_on_with_ends(site: Site) -> None:
    signed = await site.sign_in()
    async with site.database.transaction() as connection:
        await connection.execute("update session set expires_at = now() - interval '1 second'")
    after = (await site.data(REFRESH, old=signed["refreshToken"]))["refreshSession"]
    assert after["userErrors"][0]["code"] == "REFRESH_TOKEN_INVALID"


async def test_secrets_are_stored_as_what_they_come_to(site: Site) -> None:
    signed = await site.sign_in()
    async with site.database.transaction() as connection:
        rows = [
            str(dict(row))
            for table in ("account", "session", "api_token")
            for row in await connection.fetch(f"select * from {table}")
        ]
    secret = signed["refreshToken"].partition(".")[2]
    assert not any(PASSWORD in row or secret in row for row in rows)
    assert any("$argon2id$" in row for row in rows)


async def test_a_change_of_role_holds_from_the_next_request_on(site: Site) -> None:
    token = (await site.sign_in())["accessToken"]
    async with site.database.transaction() as connection:
        await connection.execute("update account set role = $1", Role.EDITOR.value)
    assert (await site.data(WHO, token))["viewer"]["role"] == "EDITOR"


async def _forget_failures(site: Site) -> None:
    async with site.database.transaction() as connection:
        await connection.execute("delete from attempt")
