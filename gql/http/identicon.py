"""Pictures for people who have none: a symmetric pattern drawn from an opaque key."""

from __future__ import annotations

import colorsys
import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql.errors import BadInput, NotFound
from gql.http.response import refused

CELLS = 5
SMALLEST, USUAL, LARGEST = 16, 96, 512

_KEY = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": "default-src 'none'",
}


def routes() -> list[Route]:
    """/avatars/{key}.svg, with ?size= in pixels."""
    return [Route("/avatars/{key}.svg", _avatar)]


def identicon(key: str, size: int = USUAL) -> str:
    """An SVG drawing: the same for the same key, its dashes and case aside."""
    digest = hashlib.sha256(key.replace("-", "").lower().encode()).digest()
    ink, paper = _colours(digest)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="{size}" '
        f'viewBox="-1 -1 {CELLS + 2} {CELLS + 2}" role="img" shape-rendering="crispEdges">'
        f'<rect x="-1" y="-1" width="100%" height="100%" fill="{paper}"/>'
        f'<path d="{"".join(_cells(digest))}" fill="{ink}"/></svg>'
    )


async def _avatar(request: Request) -> Response:
    key = request.path_params["key"]
    if not _KEY.fullmatch(key):
        return refused(NotFound("No picture has this name."), None)
    size = request.query_params.get("size", str(USUAL))
    if not (size.isdecimal() and len(size) <= 3 and SMALLEST <= int(size) <= LARGEST):
        return refused(BadInput(f"Ask for a size from {SMALLEST} to {LARGEST}."), None)
    return Response(identicon(key, int(size)), media_type="image/svg+xml", headers=_HEADERS)


def _cells(digest: bytes) -> list[str]:
    """The left half and the middle by chance, the right half mirrored."""
    half = (CELLS + 1) // 2
    return [
        f"M{x} {y}h1v1h-1z"
        for y in range(CELLS)
        for x in range(CELLS)
        if digest[y * half + min(x, CELLS - 1 - x)] % 2
    ]


def _colours(digest: bytes) -> tuple[str, str]:
    """Ink and paper of one hue: dark enough and light enough to tell apart, never shrill."""
    hue = int.from_bytes(digest[-2:]) / 65_536
    return _hex(hue, 0.42, 0.50), _hex(hue, 0.94, 0.40)


def _hex(hue: float, lightness: float, saturation: float) -> str:
    return "#" + "".join(
        f"{round(part * 255):02x}" for part in colorsys.hls_to_rgb(hue, lightness, saturation)
    )
