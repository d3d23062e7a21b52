"""Pages of other origins read responses only where a setting allows it, never with credentials."""

from __future__ import annotations

import httpx
import pytest

from gql.http.cors import allow_origins
from tests.http.conftest import application, client_of

BLOG = "https://blog.example"
OTHER_ORIGINS = [
    "https://evil.example",
    "null",  # of sandboxed frames and files, and so of anybody
    "file://",
    f"{BLOG}.evil.example",  # has an allowed origin as its prefix
    "https://evilblog.example",
    "http://blog.example",
    f"{BLOG}:8443",
    "https://x.blog.example",
]


async def preflight(
    client: httpx.AsyncClient, origin: str, method: str = "POST", headers: str = "content-type"
) -> httpx.Response:
    return await client.options(
        "/graphql",
        headers={
            "origin": origin,
            "access-control-request-method": method,
            "access-control-request-headers": headers,
        },
    )


def cors_headers(response: httpx.Response) -> dict[str, str]:
    return {k: v for k, v in response.headers.items() if k.startswith("access-control-")}


@pytest.mark.parametrize("origin", [BLOG, *OTHER_ORIGINS])
async def test_without_allowed_origins_there_are_no_cors_headers(
    client: httpx.AsyncClient, origin: str
) -> None:
    for response in (
        await preflight(client, origin),
        await client.post("/graphql", json={"query": "{hello}"}, headers={"origin": origin}),
    ):
        assert cors_headers(response) == {}


async def test_an_allowed_origin_may_send_a_token() -> None:
    async with client_of(application(origins=(BLOG,))) as client:
        response = await preflight(client, BLOG, headers="authorization,content-type")
        assert response.status_code == 200
        assert "Authorization" in response.headers["access-control-allow-headers"]


@pytest.mark.parametrize(
    "headers",
    [
        "apollographql-client-name,apollographql-client-version,content-type",
        "baggage,content-type,sentry-trace",
        "traceparent,tracestate",
        "x-datadog-trace-id,x-datadog-parent-id,x-datadog-origin,x-datadog-sampling-priority",
        "b3,x-b3-traceid,x-b3-spanid,x-b3-sampled",
        "apollo-require-preflight,x-apollo-operation-name",
        "newrelic,elastic-apm-traceparent,uber-trace-id,x-requested-with",
    ],
)
async def test_an_allowed_origin_may_send_what_clients_and_tracing_add(headers: str) -> None:
    async with client_of(application(origins=(BLOG,))) as client:
        for asked in (headers, headers.upper().replace(",", ", ")):
            assert (await preflight(client, BLOG, headers=asked)).status_code == 200
            refused = await preflight(client, "https://evil.example", headers=asked)
            assert refused.status_code == 400


async def test_further_headers_are_those_of_the_setting() -> None:
    app = application(origins=(BLOG,))
    async with client_of(app) as client:
        assert (await preflight(client, BLOG, headers="x-tenant")).status_code == 400
    app.middleware_stack = allow_origins(application(), (BLOG,), ("X-Tenant", "X-Region"))
    async with client_of(app) as client:
        assert (await preflight(client, BLOG, headers="x-region,x-tenant")).status_code == 200
        assert (await preflight(client, BLOG, headers="x-tenant,x-other")).status_code == 400


async def test_an_allowed_origin_may_read_responses_and_is_named_in_them() -> None:
    async with client_of(application(origins=(BLOG,))) as client:
        before = await preflight(client, BLOG)
        response = await client.post(
            "/graphql", json={"query": "{hello}"}, headers={"origin": BLOG}
        )
    assert before.status_code == 200
    assert before.headers["access-control-allow-origin"] == BLOG
    assert before.headers["x-content-type-options"] == "nosniff"
    assert len(before.headers["x-request-id"]) == 16
    assert "Origin" in before.headers["vary"].split(", ")
    assert before.headers["access-control-allow-methods"] == "GET, POST"
    assert "content-type" in before.headers["access-control-allow-headers"].lower()
    assert cors_headers(response) == {
        "access-control-allow-origin": BLOG,
        "access-control-expose-headers": "X-Request-Id, Retry-After",
    }
    assert response.headers["vary"].endswith(", Origin")
    assert response.json() == {"data": {"hello": "world"}}


@pytest.mark.parametrize("origin", OTHER_ORIGINS)
async def test_an_origin_that_resembles_an_allowed_one_is_not_allowed(origin: str) -> None:
    async with client_of(application(origins=(BLOG,))) as client:
        before = await preflight(client, origin)
        response = await client.post(
            "/graphql", json={"query": "{hello}"}, headers={"origin": origin}
        )
    assert before.status_code == 400
    for refused in (before, response):
        assert "access-control-allow-origin" not in refused.headers
        # caches must not give this response to an allowed origin
        assert "Origin" in refused.headers["vary"]


@pytest.mark.parametrize("origin", [BLOG, *OTHER_ORIGINS])
async def test_credentials_are_allowed_for_no_origin(origin: str) -> None:
    # "*" too: Starlette would name the origin for a request with a cookie
    for origins in ((BLOG,), ("*",)):
        async with client_of(application(origins=origins)) as client:
            cookie = {"origin": origin, "cookie": "a=b"}
            for response in (
                await preflight(client, origin),
                await client.post("/graphql", json={"query": "{hello}"}, headers=cookie),
            ):
                assert "access-control-allow-credentials" not in response.headers


async def test_a_preflight_executes_nothing_and_allows_no_other_method() -> None:
    async with client_of(application(origins=(BLOG,))) as client:
        response = await client.request(
            "OPTIONS",
            "/graphql",
            json={"query": "{hello}"},
            headers={"origin": BLOG, "access-control-request-method": "POST"},
        )
        # the body of a preflight is ignored
        assert "world" not in response.text
        assert (await preflight(client, BLOG, "TRACE")).status_code == 400
