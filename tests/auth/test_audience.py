"""Where tokens are good: wherever their key is, unless a public address was chosen."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from gql.auth.access_token import AccessTokens
from gql.auth.guest_key import new_guest_key, verified_guest_key
from gql.errors import GuestKeyInvalid
from tests.auth.test_bearer_token import re_signed
from tests.http_site import ADA, KEY, VIEWER_QUERY, start_site

BLOG, OTHER = "https://api.blog.example", "https://other.example"


async def viewer_or_message(token: str, url: str, **settings: object) -> Any:
    """The e-mail address of the viewer, or the message of the refusal."""
    async with start_site(url, **settings) as site:
        answer = (await site.post(VIEWER_QUERY, token)).json()
    if "errors" in answer:
        assert answer["errors"][0]["extensions"]["code"] == "TOKEN_INVALID"
        return answer["errors"][0]["message"]
    return answer["data"]["viewer"]["email"]


async def token_of(url: str, **settings: object) -> str:
    async with start_site(url, **settings) as site:
        await site.add_account(ADA)
        return str((await site.sign_in())["accessToken"])


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"port": 8001},
        {"port": 9000, "host": "0.0.0.0"},  # noqa: S104
        {"host": "::1"},
        {"public_url": BLOG},  # chosen later
        {"public_url": "http://localhost:8001/", "port": 8001},
    ],
)
async def test_without_a_chosen_address_a_token_is_good_wherever_its_key_is(
    empty_database: str, elsewhere: dict[str, object]
) -> None:
    token = await token_of(empty_database)
    assert await viewer_or_message(token, empty_database, **elsewhere) == ADA


@pytest.mark.parametrize(
    ("elsewhere", "named"),
    [
        ({"public_url": OTHER}, f"QUIRE_PUBLIC_URL={OTHER}"),
        ({"public_url": ""}, "QUIRE_PUBLIC_URL is not set here"),
        ({"public_url": BLOG.replace("https", "http")}, "QUIRE_PUBLIC_URL=http://api.blog"),
    ],
)
async def test_a_token_of_a_chosen_address_is_refused_elsewhere_with_the_cause(
    empty_database: str, elsewhere: dict[str, object], named: str
) -> None:
    token = await token_of(empty_database, public_url=BLOG)
    assert named in await viewer_or_message(token, empty_database, **elsewhere)
    for same in (BLOG, f"{BLOG}/"):
        found = await viewer_or_message(token, empty_database, public_url=same, port=8001)
        assert found == ADA


async def test_tokens_of_the_version_before_stay_valid(empty_database: str) -> None:
    old = re_signed(await token_of(empty_database), aud="http://localhost:8000")
    assert await viewer_or_message(old, empty_database) == ADA
    assert await viewer_or_message(old, empty_database, public_url=BLOG) == ADA


async def test_the_cause_is_told_only_of_tokens_that_the_key_has_signed(
    empty_database: str,
) -> None:
    real = await token_of(empty_database, public_url=BLOG)
    forged = re_signed(real, key="another key of the tests, long enough")
    assert "QUIRE_PUBLIC_URL" not in await viewer_or_message(forged, empty_database)


def test_guest_keys_follow_the_same_rule() -> None:
    anywhere, blog, other = (
        AccessTokens([KEY], audience, 900) for audience in ("quire", BLOG, OTHER)
    )
    key, text = new_guest_key(anywhere)
    assert [verified_guest_key(tokens, text) for tokens in (anywhere, blog, other)] == [key] * 3
    _, chosen = new_guest_key(blog)
    for tokens in (anywhere, other):
        with pytest.raises(GuestKeyInvalid):
            verified_guest_key(tokens, chosen)
    # the audience names the purpose as well
    with pytest.raises(GuestKeyInvalid):
        verified_guest_key(blog, jwt.encode({"iss": "quire", "aud": BLOG, "sub": "1"}, KEY))
