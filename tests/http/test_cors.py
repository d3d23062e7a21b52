"""Foreign pages read answers only where a setting says so, and never with credentials."""

from __future__ import annotations

import httpx
import pytest

from tests.http.conftest import application, talking_to

BLOG = "https://blog.example"
STRANGERS = [
    "https://evil.example",
    "null",
    "file://",
    f"{BLOG}.evil.example",
    "https://evilblog.example",
    "http://blog.example",
    f"{BLOG}:8443",
    "https://x.blog.example",
]


async def preflight(
    client: httpx.AsyncClient, origin: str, method: str = "POST", asked: str = "content-type"
) -> httpx.Response:
    return await client.options(
        "/graphql",
        headers={
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": asked,
        },
    )


def cors_headers(response: httpx.Response) -> dict[str, str]:
    return {k: v for k, v in response.headers.items() if k.startswith("access-control-")}


@pytest.mark.parametrize("origin", [BLOG, *STRANGERS])
async def test_without_a_setting_no_page_may_read_anything(
    client: httpx.AsyncClient, origin: str
) -> None:
    for response in (
        await preflight(client, origin),
        await client.post("/graphql", json={"query": "{hello}"}, headers={"origin": origin}),
    ):
        assert cors_headers(response) == {}


async def test_an_allowed_page_may_send_a_token() -> None:
    async with talking_to(application(origins=(BLOG,))) as client:
        answer = await preflight(client, BLOG, asked="authorization,content-type")
        assert answer.status_code == 200
        assert "Authorization" in answer.headers["access-control-allow-headers"]


async def test_an_allowed_origin_may_read_and_is_named() -> None:
    async with talking_to(application(origins=(BLOG,))) as client:
        before = await preflight(client, BLOG)
        answer = await client.post("/graphql", json={"query": "{hello}"}, headers={"origin": BLOG})
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == BLOG
    assert before.headers["x-content-type-options"] == "nosniff"
    assert len(before.headers["x-request-id"]) == 16
    assert "Origin" in before.headers["vary"].split(", ")
    assert before.headers["access-control-allow-methods"] == "GET, POST"
    assert "content-type" in before.headers["access-control-allow-headers"].lower()
    assert cors_headers(answer) == {
        "access-control-allow-origin": BLOG,
        "access-control-expose-headers": "X-Request-Id, Retry-After",
    }
    assert answer.headers["vary"] == "Accept, Origin"
    assert answer.json() == {"data": {"hello": "world"}}


@pytest.mark.parametrize("origin", STRANGERS)
async def test_an_origin_that_only_looks_like_it_is_not_allowed(origin: str) -> None:
    async with talking_to(application(origins=(BLOG,))) as client:
        before = await preflight(client, origin)
        answer = await client.post(
            "/graphql", json={"query": "{hello}"}, headers={"origin": origin}
        )
    assert before.status_code == 400
    for response in (before, answer):
        assert "access-control-allow-origin" not in response.headers
        assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize("origin", [BLOG, *STRANGERS])
async def test_credentials_are_allowed_to_nobody(origin: str) -> None:
    for origins in ((BLOG,), ("*",)):
        async with talking_to(application(origins=origins)) as client:
            cookie = {"origin": origin, "cookie": "a=b"}
            for response in (
                await preflight(client, origin),
                await client.post("/graphql", json={"query": "{hello}"}, headers=cookie),
            ):
                assert "access-control-allow-credentials" not in response.headers


async def test_a_preflight_runs_nothing_and_allows_no_other_method() -> None:
    async with talking_to(application(origins=(BLOG,))) as client:
        response = await client.request(
            "OPTIONS",
            "/graphql",
            json={"query": "{hello}"},
            headers={"origin": BLOG, "access-control-request-method": "POST"},
        )
        assert "world" not in response.text
        assert (await preflight(client, BLOG, "TRACE")).status_code == 400
