"""Identicons: avatars for people without a picture, drawn from their opaque avatar key."""

from __future__ import annotations

import colorsys
import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql.errors import BadInput, NotFound
from gql.http.response import error_response

GRID_SIZE = 5  # cells in a row and in a column
MIN_SIZE, DEFAULT_SIZE, MAX_SIZE = 16, 96, 512  # pixels

# a UUID with or without its dashes; the key says nothing about the person, so that the address of
# the picture betrays neither e-mail nor account (as the hashed addresses of Gravatar do)
_KEY = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'",
}


def routes() -> list[Route]:
    """/avatars/{key}.svg, with ?size= in pixels."""
    return [Route("/avatars/{key}.svg", _avatar)]


def identicon(key: str, size: int = DEFAULT_SIZE) -> str:
    """An SVG image of `size` pixels: always the same for one key, whatever its dashes and case."""
    digest = hashlib.sha256(key.replace("-", "").lower().encode()).digest()
    foreground, background = _colours(digest)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="-1 -1 {GRID_SIZE + 2} {GRID_SIZE + 2}" role="img" shape-rendering="crispEdges">'
        f'<rect x="-1" y="-1" width="100%" height="100%" fill="{background}"/>'
        f'<path d="{"".join(_filled_cells(digest))}" fill="{foreground}"/></svg>'
    )


async def _avatar(request: Request) -> Response:
    key = request.path_params["key"]
    if not _KEY.fullmatch(key):
        return error_response(NotFound("No picture has this name."), None)
    size = request.query_params.get("size", str(DEFAULT_SIZE))
    # isdecimal() and not isdigit(): int() reads every decimal digit of Unicode, but no "²"
    if not (size.isdecimal() and len(size) <= 3 and MIN_SIZE <= int(size) <= MAX_SIZE):
        return error_response(BadInput(f"Ask for a size from {MIN_SIZE} to {MAX_SIZE}."), None)
    return Response(identicon(key, int(size)), media_type="image/svg+xml", headers=_HEADERS)


def _filled_cells(digest: bytes) -> list[str]:
    """SVG path commands of the filled cells: left half and middle by the digest, right mirrored."""
    half = (GRID_SIZE + 1) // 2
    return [
        f"M{x} {y}h1v1h-1z"
        for y in range(GRID_SIZE)
        for x in range(GRID_SIZE)
        if digest[y * half + min(x, GRID_SIZE - 1 - x)] % 2
    ]


def _colours(digest: bytes) -> tuple[str, str]:
    """Foreground and background of one hue, with enough contrast between them."""
    # the last two bytes: the first fifteen decide about the cells
    hue = int.from_bytes(digest[-2:]) / 65_536
    return _hex(hue, 0.42, 0.50), _hex(hue, 0.94, 0.40)


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(
        f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation)
    )
