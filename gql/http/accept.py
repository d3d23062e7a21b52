"""Content negotiation: which of our media types a client reads, by its Accept header.

RFC 9110, section 12.5.1. With GraphQL over HTTP (section Body), a request that accepts neither
type is answered with 406.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EVENT_STREAM = "text/event-stream"

# clients send the same few headers over and over
_cached = lru_cache(maxsize=64)

# how exactly a media range names a type: RFC 9110 lets the most specific range decide
_EXACT, _TYPE_WILDCARD, _FULL_WILDCARD, _NOT_NAMED = 3, 2, 1, 0


class _MediaRange(NamedTuple):
    name: str
    quality: float


@_cached
def preferred_media_type(accept: str | None) -> str | None:
    """GRAPHQL or JSON, whichever the client prefers; None when it reads neither.

    A client that names neither type (no header, or only wildcards) gets JSON: it may be older than
    application/graphql-response+json, and would not expect 4xx for a refused operation.
    """
    ranges = _media_ranges(accept or "*/*")
    (graphql, specificity), (json, _) = _quality(ranges, GRAPHQL), _quality(ranges, JSON)
    if graphql == json == 0:
        return None
    return GRAPHQL if graphql > json or (graphql == json and specificity == _EXACT) else JSON


@_cached
def prefers_html(accept: str | None) -> bool:
    """Whether a browser asks for a page: text/html is named, and neither of our types beats it."""
    ranges = _media_ranges(accept or "")
    html = _quality(ranges, HTML)
    return html[1] == _EXACT and html >= max(_quality(ranges, GRAPHQL), _quality(ranges, JSON))


@_cached
def event_stream_preference(accept: str | None) -> Literal["never", "if live", "always"]:
    """When a client wants events: for nothing, for answers that follow each other, for all.

    It has to name the type: one that takes anything is not made for a response that goes on.
    """
    ranges = _media_ranges(accept or "")
    stream = _quality(ranges, EVENT_STREAM)
    if stream[1] != _EXACT:
        return "never"
    json = max(_quality(ranges, GRAPHQL)[0], _quality(ranges, JSON)[0])
    return "always" if stream[0] > json else "if live"


def _quality(ranges: list[_MediaRange], media_type: str) -> tuple[float, int]:
    """The quality of a type, and how specific the range was that it comes from."""
    wildcard = media_type.partition("/")[0] + "/*"
    for specificity, name in (
        (_EXACT, media_type),
        (_TYPE_WILDCARD, wildcard),
        (_FULL_WILDCARD, "*/*"),
    ):
        if qualities := [r.quality for r in ranges if r.name == name]:
            # q=0 means "not acceptable", even where a wildcard would allow the type
            return (max(qualities), specificity) if max(qualities) else (0, _NOT_NAMED)
    return 0, _NOT_NAMED


def _media_ranges(accept: str) -> list[_MediaRange]:
    return [parsed for part in accept.split(",") if (parsed := _media_range(part))]


def _media_range(text: str) -> _MediaRange | None:
    """One media range; None when it is malformed or names a charset that we do not write."""
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            return None
        if key == "q":
            if (known := read_quality(value)) is None:
                return None
            quality = known
    return _MediaRange(name, quality)


def read_quality(text: str) -> float | None:
    """What stands behind q= (RFC 9110, section 12.4.2); None where it is malformed."""
    try:
        quality = float(text)
    except ValueError:
        return None
    # float() also reads nan and inf; neither lies between 0 and 1
    return quality if 0 <= quality <= 1 else None
