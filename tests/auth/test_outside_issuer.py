"""Tokens of an outside issuer: a server of keys on this machine stands for it."""

from __future__ import annotations

import hmac
import json
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.utils import base64url_encode

from gql.auth.account import set_disabled
from tests.http_site import ADA, WHO, Site, started

NAME, AUDIENCE = "https://issuer.example", "quire of the tests"


class Keys:
    """What the issuer shows, and how often it was asked."""

    def __init__(self) -> None:
        self.private = {kid: rsa.generate_private_key(65537, 2048) for kid in ("one", "two")}
        self.shown = ["one"]
        self.asked = 0
        self.url = ""
        self.instead: bytes | None = None

    def token(self, kid: str = "one", **claims: Any) -> str:
        payload = {
            "iss": NAME,
            "aud": AUDIENCE,
            "sub": "u1",
            "email": ADA.upper(),
            "email_verified": True,
            "exp": datetime.now(UTC) + timedelta(minutes=5),
            **claims,
        }
        return jwt.encode(payload, self.private[kid], algorithm="RS256", headers={"kid": kid})

    def jwks(self) -> bytes:
        self.asked += 1
        if self.instead is not None:
            return self.instead
        keys = [
            {
                **RSAAlgorithm.to_jwk(self.private[kid].public_key(), as_dict=True),
                "kid": kid,
                "use": "sig",
            }
            for kid in self.shown
        ]
        return json.dumps({"keys": keys}).encode()


@pytest.fixture(scope="module")
def made() -> Keys:
    return Keys()


@pytest.fixture
def keys(made: Keys) -> Iterator[Keys]:
    made.shown, made.asked, made.instead = ["one"], 0, None

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(made.jwks())

        def log_message(self, format: str, *args: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/jwks"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
async def site(empty_database: str, keys: Keys) -> AsyncIterator[Site]:
    async with started(
        empty_database, issuer=NAME, issuer_jwks_url=keys.url, issuer_audience=AUDIENCE
    ) as found:
        await found.add(ADA)
        yield found


async def test_its_token_is_that_of_the_account_with_its_address(site: Site, keys: Keys) -> None:
    for _ in range(3):
        assert (await site.data(WHO, keys.token()))["viewer"]["email"] == ADA
    assert keys.asked == 1
    assert (await site.data(WHO, (await site.sign_in())["accessToken"]))["viewer"]["email"] == ADA


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": datetime.now(UTC) - timedelta(minutes=1)}, "TOKEN_EXPIRED"),
        ({"aud": "somebody else"}, "TOKEN_INVALID"),
        ({"email": None}, "TOKEN_INVALID"),
        ({"email_verified": False}, "TOKEN_INVALID"),
        ({"email_verified": None}, "TOKEN_INVALID"),
        ({"email": "eve@blog.example"}, "TOKEN_INVALID"),
        ({"kid": "two"}, "TOKEN_INVALID"),
    ],
)
async def test_what_is_wrong_with_it_is_told(
    site: Site, keys: Keys, claims: dict[str, Any], code: str
) -> None:
    assert await site.code(WHO, keys.token(**claims)) == (401, code)


async def test_our_own_key_does_not_open_for_it(site: Site, keys: Keys) -> None:
    """A token that says it is from the issuer, signed with what anybody can read: its public key."""
    public = RSAAlgorithm.to_jwk(keys.private["one"].public_key()).encode()
    payload = keys.token().split(".")[1]
    head = base64url_encode(b'{"alg":"HS256","kid":"one"}').decode()
    seal = hmac.digest(public, f"{head}.{payload}".encode(), "sha256")
    confused = f"{head}.{payload}.{base64url_encode(seal).decode()}"
    assert await site.code(WHO, confused) == (401, "TOKEN_INVALID")


async def test_a_new_key_is_looked_for_once_in_a_while(site: Site, keys: Keys) -> None:
    await site.data(WHO, keys.token())
    keys.shown = ["one", "two"]
    assert (await site.data(WHO, keys.token("two")))["viewer"]["email"] == ADA
    keys.shown = ["one"]
    strange = jwt.encode(
        {"iss": NAME}, keys.private["one"], algorithm="RS256", headers={"kid": "three"}
    )
    for _ in range(5):
        assert await site.code(WHO, strange) == (401, "TOKEN_INVALID")
    assert keys.asked == 2


async def test_a_disabled_account_is_disabled_here_too(site: Site, keys: Keys) -> None:
    async with site.database.transaction() as connection:
        await set_disabled(connection, ADA, is_disabled=True)
    assert await site.code(WHO, keys.token()) == (401, "ACCOUNT_DISABLED")


@pytest.mark.parametrize(
    "instead", [b"<h1>Back soon</h1>", b"\xff\xfe", b"{}", b'{"keys": []}', b"[]"]
)
async def test_what_is_no_key_is_no_fault_of_the_token(
    site: Site, keys: Keys, instead: bytes
) -> None:
    keys.instead = instead
    for _ in range(3):
        answer = await site.ask(WHO, keys.token())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["errors"][0]["extensions"]["code"] == "ISSUER_DOWN"
    assert keys.asked == 1  # and then not before some seconds
    assert (await site.data(WHO, (await site.sign_in())["accessToken"]))["viewer"]["email"] == ADA


async def test_an_issuer_that_does_not_answer_is_no_fault_of_the_token(
    empty_database: str, keys: Keys
) -> None:
    async with started(
        empty_database,
        issuer=NAME,
        issuer_jwks_url="http://127.0.0.1:9/jwks",
        issuer_audience=AUDIENCE,
    ) as site:
        answer = await site.ask(WHO, keys.token())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["errors"][0]["extensions"]["code"] == "ISSUER_DOWN"
