"""The demo's pictures over HTTP."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from gql.http.demo_media import FOLDER, routes

PICTURES = sorted(FOLDER.glob("*.svg"))


@pytest.fixture
def client() -> httpx.AsyncClient:
    service = httpx.ASGITransport(Starlette(routes=routes()))
    return httpx.AsyncClient(transport=service, base_url="http://quire.example")


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
async def test_a_picture_is_an_svg_that_may_load_and_run_nothing(
    client: httpx.AsyncClient, path: Path
) -> None:
    answer = await client.get(f"/demo/{path.name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    assert answer.headers["cache-control"] == "public, max-age=86400"
    drawing = ET.fromstring(answer.content)  # noqa: S314
    assert drawing.get("viewBox") == "0 0 1200 675"
    assert drawing.find("{http://www.w3.org/2000/svg}title") is not None
    assert b"<script" not in answer.content
    assert b"http" not in answer.content.replace(b"http://www.w3.org/2000/svg", b"")


@pytest.mark.parametrize("name", ["missing.svg", "..%2fauthors.toml", "hills", "hills.svg%00", ""])
async def test_no_other_name_leads_anywhere(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/demo/{name}")).status_code == 404


def test_there_is_no_picture_that_a_post_does_not_show() -> None:
    heads = "".join(path.read_text() for path in (FOLDER.parent / "posts").glob("*.md"))
    assert [path.stem for path in PICTURES if f'image = "{path.stem}"' not in heads] == []
