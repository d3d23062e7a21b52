"""Avatars drawn from an opaque key alone, for everybody without a picture."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import httpx
import pytest

from gql.http.identicon import GRID_SIZE, identicon

KEY = "0189f7ea-ae2c-7809-8aeb-b819cf5e9e7f"


def cells(svg: str) -> set[tuple[int, int]]:
    """The (x, y) of the filled cells."""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d) (\d)h1v1h-1z", svg)}


async def test_an_avatar_may_be_cached_for_ever(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/avatars/{KEY}.svg?size=64")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("image/svg+xml")
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert response.headers["content-security-policy"] == "default-src 'none'"
    assert response.headers["x-content-type-options"] == "nosniff"
    picture = ET.fromstring(response.text)  # noqa: S314
    assert (picture.get("width"), picture.get("height")) == ("64", "64")


def test_dashes_and_case_of_a_key_do_not_change_its_picture() -> None:
    assert identicon(KEY) == identicon(KEY.replace("-", "").upper())


def test_each_key_has_another_picture() -> None:
    assert len({identicon(f"{n:032x}") for n in range(500)}) == 500


@pytest.mark.parametrize("n", range(20))
def test_a_picture_is_symmetric(n: int) -> None:
    filled = cells(identicon(f"{n:032x}"))
    assert {(GRID_SIZE - 1 - x, y) for x, y in filled} == filled


@pytest.mark.parametrize(
    "key",
    [
        "me",
        "1",
        KEY[:-1],
        KEY + "0",
        KEY.replace("0", "g"),
        "{" + KEY + "}",
        "urn:uuid:" + KEY,
        "%00",
    ],
)
async def test_a_malformed_key_gets_404(client: httpx.AsyncClient, key: str) -> None:
    response = await client.get(f"/avatars/{key}.svg")
    assert response.status_code == 404
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("size", "status"),
    [
        ("16", 200),
        ("512", 200),
        ("15", 400),
        ("513", 400),
        ("-16", 400),
        ("", 400),
        ("9999999999", 400),
        ("x", 400),
        ("²²", 400),  # isdigit(), but no number to int()
        ("१६", 200),  # 16 in Devanagari
    ],
)
async def test_sizes_are_bounded(client: httpx.AsyncClient, size: str, status: int) -> None:
    assert (await client.get(f"/avatars/{KEY}.svg", params={"size": size})).status_code == status
