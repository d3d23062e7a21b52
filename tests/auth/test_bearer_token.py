"""The Authorization header: each defect has its code, and none means an anonymous viewer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest

from gql.auth.account import set_disabled, set_password
from gql.auth.api_token import add_token, revoke_token
from gql.errors import BadInput
from gql.viewer import Role
from tests.http_site import ADA, KEY, PASSWORD, SIGN_IN, VIEWER_QUERY, Site, start_site

OTHER_KEY = "another key of the tests, long enough"


def re_signed(token_text: str, key: str = KEY, algorithm: str = "HS256", **claims: Any) -> str:
    """A real token with other claims, signed again; None removes a claim."""
    real = jwt.decode(token_text, options={"verify_signature": False})
    payload = {name: value for name, value in {**real, **claims}.items() if value is not None}
    return jwt.encode(payload, key if algorithm != "none" else None, algorithm=algorithm)


@pytest.fixture
async def token(site: Site) -> str:
    """An access token of the account, from a sign-in."""
    return str((await site.sign_in())["accessToken"])


async def test_a_token_with_the_same_claims_and_key_is_valid(site: Site, token: str) -> None:
    assert (await site.data(VIEWER_QUERY, re_signed(token)))["viewer"]["email"] == ADA


PAST = datetime.now(UTC) - timedelta(minutes=1)
DEFECTS: dict[str, tuple[dict[str, Any], str]] = {
    "expired": ({"exp": PAST}, "TOKEN_EXPIRED"),
    "of another key": ({"key": OTHER_KEY}, "TOKEN_INVALID"),
    # RFC 8725, section 3.2: "none" is a valid algorithm of JWS, and PyJWT would issue it
    "without a signature": ({"algorithm": "none"}, "TOKEN_INVALID"),
    "by another algorithm": ({"algorithm": "HS512"}, "TOKEN_INVALID"),
    "for another audience": ({"aud": "https://elsewhere.example"}, "TOKEN_INVALID"),
    "without an audience": ({"aud": None}, "TOKEN_INVALID"),
    "of another issuer": ({"iss": "https://elsewhere.example"}, "TOKEN_INVALID"),
    "without an end": ({"exp": None}, "TOKEN_INVALID"),
    "of an account that is not there": ({"sub": "999"}, "TOKEN_INVALID"),
    # beyond bigint: must not reach the database as an error
    "of an account beyond all numbers": ({"sub": "9" * 40}, "TOKEN_INVALID"),
    "of no account": ({"sub": "ada"}, "TOKEN_INVALID"),
    "of a session that is not there": (
        {"sid": "8d1f3f3a-1111-4222-8333-444455556666"},
        "TOKEN_INVALID",
    ),
    "of no session": ({"sid": "x"}, "TOKEN_INVALID"),
    # the end of a token that nobody here has signed says nothing
    "expired, of another key": ({"exp": PAST, "key": OTHER_KEY}, "TOKEN_INVALID"),
}


@pytest.mark.parametrize("defect", DEFECTS)
async def test_each_defect_of_a_token_has_its_error_code(
    site: Site, token: str, defect: str
) -> None:
    changes, code = DEFECTS[defect]
    answer = await site.post(VIEWER_QUERY, re_signed(token, **changes))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "data" not in answer.json()
    assert answer.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    "header",
    # the last is Latin-1, which HTTP allows in headers
    ["", "Bearer", "Bearer ", "Basic YTpi", "x", "Bearer a.b.c", "Bearer quire_", "Bearer \xff"],
)
async def test_a_malformed_authorization_header_is_refused_rather_than_anonymous(
    site: Site, header: str
) -> None:
    answer = await site.client.post(
        "/graphql",
        json={"query": VIEWER_QUERY},
        headers={b"authorization": header.encode("latin-1")},
    )
    assert answer.status_code == 401
    assert answer.json()["errors"][0]["extensions"]["code"] == "TOKEN_INVALID"


async def test_a_mutation_with_an_invalid_token_does_not_run(site: Site, token: str) -> None:
    answer = await site.post(SIGN_IN, re_signed(token, exp=PAST), email=ADA, password=PASSWORD)
    assert answer.status_code == 401
    async with site.database.transaction() as connection:
        # the one of the fixture: the mutation itself would have created a second
        assert await connection.fetchval("select count(*) from session") == 1


async def test_the_tokens_of_a_disabled_account_stop_working_at_once(
    site: Site, token: str
) -> None:
    async with site.database.transaction() as connection:
        await set_disabled(connection, ADA, is_disabled=True)
    assert await site.status_and_code(VIEWER_QUERY, token) == (401, "ACCOUNT_DISABLED")
    assert (await site.sign_in())["userErrors"][0]["code"] == "INVALID_CREDENTIALS"
    async with site.database.transaction() as connection:
        await set_disabled(connection, ADA, is_disabled=False)
    assert await site.status_and_code(VIEWER_QUERY, token) == (401, "SESSION_ENDED")
    assert (await site.sign_in())["userErrors"] == []


async def test_a_new_password_ends_all_sessions(site: Site, token: str) -> None:
    async with site.database.transaction() as connection:
        await set_password(connection, ADA, "another good password")
    assert await site.status_and_code(VIEWER_QUERY, token) == (401, "SESSION_ENDED")
    assert (await site.sign_in(ADA, "another good password"))["userErrors"] == []


async def test_the_previous_key_still_verifies_but_no_longer_signs(empty_database: str) -> None:
    async with start_site(empty_database) as site:
        await site.add_account(ADA)
        old = (await site.sign_in())["accessToken"]
    async with start_site(empty_database, token_key=OTHER_KEY, token_key_before=KEY) as site:
        assert (await site.data(VIEWER_QUERY, old))["viewer"]["email"] == ADA
        new = (await site.sign_in())["accessToken"]
        # raises unless the new key has signed it
        jwt.decode(new, OTHER_KEY, algorithms=["HS256"], audience="quire")
    async with start_site(empty_database, token_key=OTHER_KEY) as site:
        assert await site.status_and_code(VIEWER_QUERY, old) == (401, "TOKEN_INVALID")
        assert (await site.data(VIEWER_QUERY, new))["viewer"]["email"] == ADA


async def test_without_a_key_tokens_last_until_the_next_start(
    empty_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with start_site(empty_database, token_key="") as site:
        await site.add_account(ADA)
        token = (await site.sign_in())["accessToken"]
        assert (await site.data(VIEWER_QUERY, token))["viewer"]["email"] == ADA
    assert "QUIRE_TOKEN_KEY is not set" in capsys.readouterr().err
    async with start_site(empty_database, token_key="") as site:
        assert await site.status_and_code(VIEWER_QUERY, token) == (401, "TOKEN_INVALID")


class TestApiTokens:
    """Tokens of machines, such as build servers."""

    @pytest.fixture
    async def read_token(self, site: Site) -> str:
        async with site.database.transaction() as connection:
            return await add_token(connection, "build", role=Role.EDITOR, may_write=False)

    async def test_an_api_token_reads_without_an_account(self, site: Site, read_token: str) -> None:
        assert await site.data("{ viewer { email } posts { totalCount } }", read_token) == {
            "viewer": None,
            "posts": {"totalCount": 0},
        }
        async with site.database.transaction() as connection:
            assert await connection.fetchval("select used_at from api_token") is not None

    async def test_an_api_token_without_the_write_scope_changes_nothing(
        self, site: Site, read_token: str
    ) -> None:
        credentials = {"email": ADA, "password": PASSWORD}
        assert await site.status_and_code(SIGN_IN, read_token, **credentials) == (
            403,
            "TOKEN_SCOPE",
        )
        async with site.database.transaction() as connection:
            write_token = await add_token(connection, "deploy", role=Role.READER, may_write=True)
        assert (await site.data(SIGN_IN, write_token, **credentials))["signIn"]["userErrors"] == []

    async def test_a_revoked_api_token_stops_working_at_once(
        self, site: Site, read_token: str
    ) -> None:
        async with site.database.transaction() as connection:
            await revoke_token(connection, "build")
        assert await site.status_and_code(VIEWER_QUERY, read_token) == (401, "TOKEN_INVALID")
        with pytest.raises(BadInput, match="Revoked ones keep their names"):
            async with site.database.transaction() as connection:
                await add_token(connection, "build", role=Role.READER, may_write=False)
        with pytest.raises(BadInput, match="no token named"):
            async with site.database.transaction() as connection:
                await revoke_token(connection, "other")
