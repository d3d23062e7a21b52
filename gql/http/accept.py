"""Which of our media types a client reads: its Accept header, weighed as RFC 9110 says."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"

# browsers and libraries send the same few over and over; each is shorter than a head may be
_kept = lru_cache(maxsize=64)


class _Range(NamedTuple):
    kind: str
    quality: float


@_kept
def media_type(accept: str | None) -> str | None:
    """GRAPHQL or JSON, or None where the client reads neither.

    A client that names neither type is taken for an old one: it gets JSON.
    """
    ranges = _ranges(accept or "*/*")
    (graphql, named), (json, _) = _weight(ranges, GRAPHQL), _weight(ranges, JSON)
    if graphql == json == 0:
        return None
    return GRAPHQL if graphql > json or (graphql == json and named == _EXACT) else JSON


@_kept
def prefers_html(accept: str | None) -> bool:
    """Whether this is a browser that wants a page: it names HTML, and no other type before it."""
    ranges = _ranges(accept or "")
    html = _weight(ranges, HTML)
    return html[1] == _EXACT and html >= max(_weight(ranges, GRAPHQL), _weight(ranges, JSON))


_EXACT, _FAMILY, _ANY, _NONE = 3, 2, 1, 0


def _weight(ranges: list[_Range], wanted: str) -> tuple[float, int]:
    """The quality of a type and how exactly it was named: the most exact range decides."""
    family = wanted.partition("/")[0] + "/*"
    for exactness, kind in ((_EXACT, wanted), (_FAMILY, family), (_ANY, "*/*")):
        if qualities := [r.quality for r in ranges if r.kind == kind]:
            return (max(qualities), exactness) if max(qualities) else (0, _NONE)
    return 0, _NONE


def _ranges(accept: str) -> list[_Range]:
    return [found for part in accept.split(",") if (found := _range(part))]


def _range(text: str) -> _Range | None:
    """One media range. None where it wants a charset that we do not write, or cannot be read."""
    kind, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            return None
        if name == "q":
            try:
                quality = float(value)
            except ValueError:
                return None
    return _Range(kind, quality) if 0 <= quality <= 1 else None
