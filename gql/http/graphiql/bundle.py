"""The GraphiQL bundle that the package's build left in `dist/`, read into memory once."""

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
    """One file of the bundle, as it is sent."""

    content: bytes
    content_type: str


class EntryPoints(NamedTuple):
    """The two files that the page links to; they load all others themselves."""

    script: str
    style: str


@cache
def assets(dist: Path = DIST) -> Mapping[str, Asset]:
    """Each file of the bundle by its name; empty where GraphiQL was not built."""
    return {
        file.name: Asset(file.read_bytes(), CONTENT_TYPES[file.suffix])
        # esbuild names files name-HASH.suffix; stamp and manifest.json are not for clients
        for file in dist.glob("*-*.*")
        if file.suffix in CONTENT_TYPES
    }


@cache
def entry_points(dist: Path = DIST) -> EntryPoints | None:
    """The names of the page's script and style sheet; None where GraphiQL was not built."""
    manifest = dist / "manifest.json"
    return EntryPoints(**orjson.loads(manifest.read_bytes())) if manifest.exists() else None
