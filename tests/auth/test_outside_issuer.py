"""Tokens of an outside issuer, with a local HTTP server that publishes its keys."""

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
from tests.http_site import ADA, VIEWER_QUERY, Site, start_site

NAME, AUDIENCE = "https://issuer.example", "quire of the tests"


class PublishedKeys:
    """The keys of an issuer, which of them it publishes, and how often they were fetched."""

    def __init__(self) -> None:
        # generating RSA keys takes long: once for the whole file
        self.private = {kid: rsa.generate_private_key(65537, 2048) for kid in ("one", "two")}
        self.published_ids = ["one"]
        self.fetch_count = 0
        self.url = ""
        self.other_answer: bytes | None = None

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
        self.fetch_count += 1
        if self.other_answer is not None:
            return self.other_answer
        keys = [
            {
                **RSAAlgorithm.to_jwk(self.private[kid].public_key(), as_dict=True),
                "kid": kid,
                "use": "sig",
            }
            for kid in self.published_ids
        ]
        return json.dumps({"keys": keys}).encode()


@pytest.fixture(scope="module")
def published_keys() -> PublishedKeys:
    """Two RSA keys for all tests of this file."""
    return PublishedKeys()


@pytest.fixture
def keys(published_keys: PublishedKeys) -> Iterator[PublishedKeys]:
    """The keys, reset and published by an HTTP server for one test."""
    published_keys.published_ids, published_keys.fetch_count, published_keys.other_answer = (
        ["one"],
        0,
        None,
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(published_keys.jwks())

        def log_message(self, format: str, *args: Any) -> None:
            return None

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    published_keys.url = f"http://127.0.0.1:{server.server_port}/jwks"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield published_keys
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
async def site(empty_database: str, keys: PublishedKeys) -> AsyncIterator[Site]:
    """A service that accepts tokens of the issuer, with one account."""
    async with start_site(
        empty_database, issuer=NAME, issuer_jwks_url=keys.url, issuer_audience=AUDIENCE
    ) as found:
        await found.add_account(ADA)
        yield found


async def test_a_token_of_the_issuer_identifies_the_account_with_its_e_mail_address(
    site: Site, keys: PublishedKeys
) -> None:
    for _ in range(3):
        assert (await site.data(VIEWER_QUERY, keys.token()))["viewer"]["email"] == ADA
    assert keys.fetch_count == 1
    assert (await site.data(VIEWER_QUERY, (await site.sign_in())["accessToken"]))["viewer"][
        "email"
    ] == ADA


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"exp": datetime.now(UTC) - timedelta(minutes=1)}, "TOKEN_EXPIRED"),
        ({"aud": "somebody else"}, "TOKEN_INVALID"),
        ({"email": None}, "TOKEN_INVALID"),
        ({"email_verified": False}, "TOKEN_INVALID"),
        # a missing claim is not a verified address
        ({"email_verified": None}, "TOKEN_INVALID"),
        ({"email": "eve@blog.example"}, "TOKEN_INVALID"),
        ({"kid": "two"}, "TOKEN_INVALID"),
    ],
)
async def test_an_invalid_token_of_the_issuer_is_refused_with_its_code(
    site: Site, keys: PublishedKeys, claims: dict[str, Any], code: str
) -> None:
    assert await site.status_and_code(VIEWER_QUERY, keys.token(**claims)) == (401, code)


async def test_a_token_signed_with_the_public_key_as_hmac_secret_is_refused(
    site: Site, keys: PublishedKeys
) -> None:
    """Algorithm confusion (RFC 8725, section 2.1): HS256 with the issuer's public key as secret."""
    public = RSAAlgorithm.to_jwk(keys.private["one"].public_key()).encode()
    payload = keys.token().split(".")[1]
    head = base64url_encode(b'{"alg":"HS256","kid":"one"}').decode()
    seal = hmac.digest(public, f"{head}.{payload}".encode(), "sha256")
    confused = f"{head}.{payload}.{base64url_encode(seal).decode()}"
    assert await site.status_and_code(VIEWER_QUERY, confused) == (401, "TOKEN_INVALID")


async def test_keys_are_fetched_again_for_an_unknown_key_id_but_not_every_time(
    site: Site, keys: PublishedKeys
) -> None:
    await site.data(VIEWER_QUERY, keys.token())
    # as when the issuer rotates its keys: the unknown key id causes a fetch before the cache
    # expires
    keys.published_ids = ["one", "two"]
    assert (await site.data(VIEWER_QUERY, keys.token("two")))["viewer"]["email"] == ADA
    keys.published_ids = ["one"]
    unknown = jwt.encode(
        {"iss": NAME}, keys.private["one"], algorithm="RS256", headers={"kid": "three"}
    )
    for _ in range(5):
        assert await site.status_and_code(VIEWER_QUERY, unknown) == (401, "TOKEN_INVALID")
    assert keys.fetch_count == 2


async def test_a_disabled_account_cannot_use_a_token_of_the_issuer(
    site: Site, keys: PublishedKeys
) -> None:
    async with site.database.transaction() as connection:
        await set_disabled(connection, ADA, is_disabled=True)
    assert await site.status_and_code(VIEWER_QUERY, keys.token()) == (401, "ACCOUNT_DISABLED")


@pytest.mark.parametrize(
    "other_answer", [b"<h1>Back soon</h1>", b"\xff\xfe", b"{}", b'{"keys": []}', b"[]"]
)
async def test_an_unusable_key_set_is_reported_as_the_issuer_being_down(
    site: Site, keys: PublishedKeys, other_answer: bytes
) -> None:
    keys.other_answer = other_answer
    for _ in range(3):
        answer = await site.post(VIEWER_QUERY, keys.token())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["errors"][0]["extensions"]["code"] == "ISSUER_DOWN"
    assert keys.fetch_count == 1  # and then not before some seconds
    assert (await site.data(VIEWER_QUERY, (await site.sign_in())["accessToken"]))["viewer"][
        "email"
    ] == ADA


async def test_an_issuer_that_does_not_respond_is_reported_as_down(
    empty_database: str, keys: PublishedKeys
) -> None:
    async with start_site(
        empty_database,
        issuer=NAME,
        issuer_jwks_url="http://127.0.0.1:9/jwks",
        issuer_audience=AUDIENCE,
    ) as site:
        answer = await site.post(VIEWER_QUERY, keys.token())
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert answer.json()["errors"][0]["extensions"]["code"] == "ISSUER_DOWN"
