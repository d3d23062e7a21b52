from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from gql.http.graphiql import HEADERS, page_response, routes

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def client_of(*, introspection: bool, dist: Path) -> httpx.AsyncClient:
    app = Starlette(routes=routes(introspection=introspection, dist=dist))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://quire.test")


@pytest.fixture
async def client(dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(introspection=True, dist=dist) as client:
        yield client


async def test_a_browser_is_shown_graphiql(client: httpx.AsyncClient) -> None:
    answer = await client.get("/", headers=BROWSER)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "/graphiql/page-AB12.js" in answer.text


@pytest.mark.parametrize("accept", ["*/*", "application/json", "", "text/htmlx", "text/*"])
async def test_everything_else_is_told_where_graphql_is(
    client: httpx.AsyncClient, accept: str
) -> None:
    answer = await client.get("/", headers={"Accept": accept})

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["vary"] == "Accept"
    assert answer.json() == {"name": "Quire", "graphql": "/graphql"}


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("page-AB12.js", "text/javascript; charset=utf-8"),
        ("page-CD34.css", "text/css; charset=utf-8"),
        ("codicon-GH78.ttf", "font/ttf"),
    ],
)
async def test_a_file_of_the_bundle_is_kept_for_good(
    client: httpx.AsyncClient, dist: Path, name: str, content_type: str
) -> None:
    answer = await client.get(f"/graphiql/{name}")

    assert answer.status_code == 200
    assert answer.content == (dist / name).read_bytes()
    assert answer.headers["content-type"] == content_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    ["manifest.json", "stamp", "page.js", "", "..%2fpage.py", "%2e%2e/page.py", "page-AB12.js%00"],
)
async def test_nothing_else_is_a_file_of_the_bundle(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/graphiql/{path}")).status_code == 404


async def test_without_introspection_there_is_no_graphiql(dist: Path) -> None:
    async with client_of(introspection=False, dist=dist) as client:
        paths = ["/", "/graphiql/page-AB12.js"]
        assert [(await client.get(path, headers=BROWSER)).status_code for path in paths] == [
            404,
            404,
        ]


async def test_without_a_bundle_the_service_still_answers(tmp_path: Path) -> None:
    async with client_of(introspection=True, dist=tmp_path / "dist") as client:
        answer = await client.get("/", headers=BROWSER)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "<h1>Quire is running</h1>" in answer.text


def test_the_page_is_ready_for_the_endpoint_too(dist: Path) -> None:
    answer = page_response(dist=dist)

    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert b"query NewestPosts" in answer.body
