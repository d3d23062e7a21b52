"""What browsers and programs get at `/`, and the files of the bundle."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from gql.http.graphiql import HEADERS, page_response, routes

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def graphiql_client(*, introspection: bool, dist: Path) -> httpx.AsyncClient:
    # without the service around it: these routes need neither schema nor database
    app = Starlette(routes=routes(introspection=introspection, dist=dist))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://quire.test")


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with graphiql_client(introspection=True, dist=dist) as client:
        yield client


async def test_a_browser_gets_graphiql(client: httpx.AsyncClient) -> None:
    response = await client.get("/", headers=BROWSER)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert "/graphiql/page-AB12.js" in response.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "", "text/htmlx", "text/*"])
async def test_any_other_client_gets_the_address_of_the_endpoint(
    client: httpx.AsyncClient, accept: str
) -> None:
    response = await client.get("/", headers={"Accept": accept})

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["vary"] == "Accept"
    assert response.json() == {"name": "Quire", "graphql": "/graphql"}


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("page-AB12.js", "text/javascript; charset=utf-8"),
        ("page-CD34.css", "text/css; charset=utf-8"),
        ("codicon-GH78.ttf", "font/ttf"),
    ],
)
async def test_a_file_of_the_bundle_may_be_cached_for_good(
    client: httpx.AsyncClient, dist: Path, name: str, content_type: str
) -> None:
    response = await client.get(f"/graphiql/{name}")

    assert response.status_code == 200
    assert response.content == (dist / name).read_bytes()
    assert response.headers["content-type"] == content_type
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    # files of dist/ that clients do not need, paths out of it, a name without its hash
    ["manifest.json", "stamp", "page.js", "", "..%2fpage.py", "%2e%2e/page.py", "page-AB12.js%00"],
)
async def test_any_other_name_gets_404(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/graphiql/{path}")).status_code == 404


async def test_without_introspection_there_is_no_graphiql(dist: Path) -> None:
    async with graphiql_client(introspection=False, dist=dist) as client:
        paths = ["/", "/graphiql/page-AB12.js"]
        assert [(await client.get(path, headers=BROWSER)).status_code for path in paths] == [
            404,
            404,
        ]


async def test_without_a_bundle_the_service_still_responses(tmp_path: Path) -> None:
    async with graphiql_client(introspection=True, dist=tmp_path / "dist") as client:
        response = await client.get("/", headers=BROWSER)

    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Quire is running</h1>" in response.text


def test_the_endpoint_can_send_the_page_too(dist: Path) -> None:
    response = page_response(dist=dist)

    assert response.status_code == 200
    assert response.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert b"query NewestPosts" in response.body
