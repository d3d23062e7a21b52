"""What stands in Authorization: each kind of wrong has its code, and nobody becomes a stranger by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from gql.auth.account import set_disabled, set_password
from gql.auth.api_token import add_token, revoke_token
from gql.errors import BadInput
from gql.viewer import Role
from tests.http_site import ADA, KEY, PASSWORD, SIGN_IN, WHO, Site, started

OTHER_KEY = "another key of the tests, long enough"
SERVICE = "http://localhost:8000"


def forged(signed: str, key: str = KEY, algorithm: str = "HS256", **claims: Any) -> str:
    """The claims of a real token, changed and signed anew; None takes one out."""
    real = jwt.decode(signed, options={"verify_signature": False})
    payload = {name: value for name, value in {**real, **claims}.items() if value is not None}
    return jwt.encode(payload, key if algorithm != "none" else None, algorithm=algorithm)


@pytest.fixture
async def token(site: Site) -> str:
    return str((await site.sign_in())["accessToken"])


async def test_a_token_that_is_signed_anew_alike_is_as_good(site: Site, token: str) -> None:
    assert (await site.data(WHO, forged(token)))["viewer"]["email"] == ADA


PAST = datetime.now(UTC) - timedelta(minutes=1)
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"exp": PAST}, "TOKEN_EXPIRED"),
    "of another key": ({"key": OTHER_KEY}, "TOKEN_INVALID"),
    "without a signature": ({"algorithm": "none"}, "TOKEN_INVALID"),
    "by another algorithm": ({"algorithm": "HS512"}, "TOKEN_INVALID"),
    "for another audience": ({"aud": "https://elsewhere.example"}, "TOKEN_INVALID"),
    "without an audience": ({"aud": None}, "TOKEN_INVALID"),
    "of another issuer": ({"iss": "https://elsewhere.example"}, "TOKEN_INVALID"),
    "without an end": ({"exp": None}, "TOKEN_INVALID"),
    "of an account that is not there": ({"sub": "999"}, "TOKEN_INVALID"),
    "of an account beyond all numbers": ({"sub": "9" * 40}, "TOKEN_INVALID"),
    "of no account": ({"sub": "ada"}, "TOKEN_INVALID"),
    "of a session that is not there": (
        {"sid": "8d1f3f3a-1111-4222-8333-444455556666"},
        "TOKEN_INVALID",
    ),
    "of no session": ({"sid": "x"}, "TOKEN_INVALID"),
    "expired, of another key": ({"exp": PAST, "key": OTHER_KEY}, "TOKEN_INVALID"),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_token_gone_wrong_is_told_by_its_code(site: Site, token: str, wrong: str) -> None:
    changes, code = WRONG[wrong]
    answer = await site.ask(WHO, forged(token, **changes))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic YTpi", "x", "Bearer a.b.c", "Bearer quire_", "Bearer \xff"],
)
async def test_what_is_no_token_is_no_stranger(site: Site, header: str) -> None:
    answer = await site.client.post(
        "/graphql", json={"query": WHO}, headers={b"authorization": header.encode("latin-1")}
    )
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOKEN_INVALID"


async def test_a_mutation_with_a_bad_token_does_not_run(site: Site, token: str) -> None:
    answer = await site.ask(SIGN_IN, forged(token, exp=PAST), email=ADA, password=PASSWORD)
    assert answer.status_code == 401
    async with site.database.transaction() as connection:
        assert await connection.fetchval("select count(*) from session") == 1


async def test_a_disabled_account_stops_at_once(site: Site, token: str) -> None:
    async with site.database.transaction() as connection:
        await set_disabled(connection, ADA, is_disabled=True)
    assert await site.code(WHO, token) == (401, "ACCOUNT_DISABLED")
    assert (await site.sign_in())["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    async with site.database.transaction() as connection:
        await set_disabled(connection, ADA, is_disabled=False)
    assert await site.code(WHO, token) == (401, "SESSION_ENDED")
    assert (await site.sign_in())["userErrors"] == []


async def test_a_new_password_ends_what_was_signed_in(site: Site, token: str) -> None:
    async with site.database.transaction() as connection:
        await set_password(connection, ADA, "another good password")
    assert await site.code(WHO, token) == (401, "SESSION_ENDED")
    assert (await site.sign_in(ADA, "another good password"))["userErrors"] == []


async def test_the_key_before_still_opens_and_no_longer_signs(empty_database: str) -> None:
    async with started(empty_database) as site:
        await site.add(ADA)
        old = (await site.sign_in())["accessToken"]
    async with started(empty_database, token_key=OTHER_KEY, token_key_before=KEY) as site:
        assert (await site.data(WHO, old))["viewer"]["email"] == ADA
        new = (await site.sign_in())["accessToken"]
        jwt.decode(new, OTHER_KEY, algorithms=["HS256"], audience=SERVICE)
    async with started(empty_database, token_key=OTHER_KEY) as site:
        assert await site.code(WHO, old) == (401, "TOKEN_INVALID")
        assert (await site.data(WHO, new))["viewer"]["email"] == ADA


async def test_without_a_key_tokens_last_until_the_next_start(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with started(empty_database, token_key="") as site:
        await site.add(ADA)
        token = (await site.sign_in())["accessToken"]
        assert (await site.data(WHO, token))["viewer"]["email"] == ADA
    assert "QUIRE_TOKEN_KEY is not set" in capsys.readouterr().err
    async with started(empty_database, token_key="") as site:
        assert await site.code(WHO, token) == (401, "TOKEN_INVALID")


class TestTokensOfMachines:
    @pytest.fixture
    async def reading(self, site: Site) -> str:
        async with site.database.transaction() as connection:
            return await add_token(connection, "build", role=Role.EDITOR, may_write=False)

    async def test_they_read_and_are_nobody(self, site: Site, reading: str) -> None:
        assert await site.data("{ viewer { email } posts { totalCount } }", reading) == {
            "viewer": None,
            "posts": {"totalCount": 0},
        }
        async with site.database.transaction() as connection:
            assert await connection.fetchval("select used_at from api_token") is not None

    async def test_without_the_scope_they_change_nothing(self, site: Site, reading: str) -> None:
        given = {"email": ADA, "password": PASSWORD}
        assert await site.code(SIGN_IN, reading, **given) == (403, "TOKEN_SCOPE")
        async with site.database.transaction() as connection:
            writing = await add_token(connection, "deploy", role=Role.READER, may_write=True)
        assert (await site.data(SIGN_IN, writing, **given))["signIn"]["userErrors"] == []

    async def test_a_revoked_one_stops_at_once(self, site: Site, reading: str) -> None:
        async with site.database.transaction() as connection:
            await revoke_token(connection, "build")
        assert await site.code(WHO, reading) == (401, "TOKEN_INVALID")
        with pytest.raises(BadInput, match="Revoked ones keep their names"):
            async with site.database.transaction() as connection:
                await add_token(connection, "build", role=Role.READER, may_write=False)
        with pytest.raises(BadInput, match="no token named"):
            async with site.database.transaction() as connection:
                await revoke_token(connection, "other")
