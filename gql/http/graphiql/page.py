"""The HTML page of GraphiQL, and the headers that restrict what it may load."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template
from typing import NamedTuple

import orjson

from gql.http.graphiql.bundle import DIST, entry_points

ASSETS = "/graphiql"
PAGE_TEMPLATE = Template(Path(__file__).with_name("page.html").read_text(encoding="utf-8"))
NOT_BUILT_PAGE = Template(Path(__file__).with_name("unbuilt.html").read_text(encoding="utf-8"))

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "worker-src": "'self'",
    # Monaco creates style elements as it runs, for which no nonce can be set
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    # GraphiQL previews an image when the pointer rests on its URL in a result
    "img-src": "'self' data: https: http:",
    "connect-src": "'self'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}

HEADERS = {
    "Content-Security-Policy": "; ".join(
        f"{name} {value}" for name, value in CONTENT_SECURITY_POLICY.items()
    ),
    # variables of a GET would stand in the address
    "Referrer-Policy": "no-referrer",
    # asked for again each time, since it names the hashed files of the newest bundle
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}


class Tab(NamedTuple):
    """A tab that GraphiQL opens with: a document, and its variables as JSON text."""

    query: str
    variables: str = ""


def render_page(
    endpoint: str, tabs: Sequence[Tab], dist: Path = DIST, *, shows_sql: bool = False
) -> bytes:
    """The HTML of GraphiQL, with a pane for SQL where responses have it; where it was not built,
    that of a page with instructions."""
    files = entry_points(dist)
    if files is None:
        return NOT_BUILT_PAGE.substitute(endpoint=endpoint).encode()
    return PAGE_TEMPLATE.substitute(
        script=f"{ASSETS}/{files.script}",
        style=f"{ASSETS}/{files.style}",
        settings=_script_safe_settings(endpoint, tabs, shows_sql),
    ).encode()


def _script_safe_settings(endpoint: str, tabs: Sequence[Tab], shows_sql: bool) -> str:
    """JSON for inside a script element: without "<", nothing in it can end that element."""
    settings = {
        "endpoint": endpoint,
        "tabs": [tab._asdict() for tab in tabs],
        "showsSql": shows_sql,
    }
    return orjson.dumps(settings).decode().replace("<", r"\u003c")
