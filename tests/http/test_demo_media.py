"""The images of the demo publication over HTTP."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from gql.http.demo_media import MEDIA_FOLDER, routes

IMAGES = sorted(MEDIA_FOLDER.glob("*.svg"))


@pytest.fixture
def client() -> httpx.AsyncClient:
    service = httpx.ASGITransport(Starlette(routes=routes()))
    return httpx.AsyncClient(transport=service, base_url="http://quire.example")


@pytest.mark.parametrize("path", IMAGES, ids=lambda path: path.stem)
async def test_an_image_is_an_svg_that_may_load_and_run_nothing(
    client: httpx.AsyncClient, path: Path
) -> None:
    response = await client.get(f"/demo/{path.name}")
    assert response.status_code == 200
    assert response.headers["content-type"] == "image/svg+xml"
    assert response.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'"
    )
    assert response.headers["cache-control"] == "public, max-age=86400"
    drawing = ET.fromstring(response.content)  # noqa: S314
    assert drawing.get("viewBox") == "0 0 1200 675"
    assert drawing.find("{http://www.w3.org/2000/svg}title") is not None
    assert b"<script" not in response.content
    assert b"http" not in response.content.replace(b"http://www.w3.org/2000/svg", b"")


@pytest.mark.parametrize("name", ["missing.svg", "..%2fauthors.toml", "hills", "hills.svg%00", ""])
async def test_any_other_name_gets_404(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/demo/{name}")).status_code == 404


def test_every_image_is_used_by_a_post() -> None:
    heads = "".join(path.read_text() for path in (MEDIA_FOLDER.parent / "posts").glob("*.md"))
    assert [path.stem for path in IMAGES if f'image = "{path.stem}"' not in heads] == []
