"""The bundle that the package's build left in `dist/`: files with hashed names, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import orjson

DIST = Path(__file__).parent / "dist"

CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".ttf": "font/ttf",
}


class Asset(NamedTuple):
    content: bytes
    content_type: str


class Entry(NamedTuple):
    """What the page loads by itself; the rest is loaded by these two."""

    script: str
    style: str


@cache
def assets(dist: Path = DIST) -> Mapping[str, Asset]:
    """Each file of the bundle by its name; nothing where GraphiQL was not built."""
    return {
        file.name: Asset(file.read_bytes(), CONTENT_TYPES[file.suffix])
        for file in dist.glob("*-*.*")
        if file.suffix in CONTENT_TYPES
    }


@cache
def entry(dist: Path = DIST) -> Entry | None:
    """The names of the page's script and style; None where GraphiQL was not built."""
    manifest = dist / "manifest.json"
    return Entry(**orjson.loads(manifest.read_bytes())) if manifest.exists() else None
