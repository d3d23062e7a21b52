"""The page that browsers see, and the headers that fence it in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import NamedTuple

import orjson

from gql.http.graphiql.bundle import DIST, entry

ASSETS = "/graphiql"
PAGE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
UNBUILT = Template(Path(__file__).with_name("unbuilt.html").read_text(encoding="utf-8"))

# Monaco writes styles of its own; GraphiQL shows the images that a result names.
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    "img-src": "'self' data: https: http:",
    "connect-src": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}


class Tab(NamedTuple):
    """An operation that GraphiQL opens with, shown under its name; its variables as JSON."""

    query: str
    variables: str = ""


def page(endpoint: str, tabs: Sequence[Tab], dist: Path = DIST) -> bytes:
    """The HTML of GraphiQL, or of what to do where it was not built."""
    files = entry(dist)
    if files is None:
        return UNBUILT.substitute(endpoint=endpoint).encode()
    return PAGE.substitute(
        script=f"{ASSETS}/{files.script}",
        style=f"{ASSETS}/{files.style}",
        settings=_settings(endpoint, tabs),
    ).encode()


def _settings(endpoint: str, tabs: Sequence[Tab]) -> str:
    """JSON that may stand inside a script element: no `<` can end it."""
    settings = {"endpoint": endpoint, "tabs": [tab._asdict() for tab in tabs]}
    return orjson.dumps(settings).decode().replace("<", r"\u003c")
