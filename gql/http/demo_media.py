"""The images of the demo publication, served from memory under /demo/."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql.errors import NotFound
from gql.http.response import error_response

MEDIA_FOLDER = Path(__file__).parent.parent / "demo" / "media"

_HEADERS = {
    "Cache-Control": "public, max-age=86400",
    # an SVG opened by itself is a document: it may style itself, but load and run nothing
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def routes() -> list[Route]:
    """/demo/{name}, for the SVG files that are in the folder at startup.

    No path is ever built from a client's input, so that none can lead out of the folder.
    """
    images = {path.name: path.read_bytes() for path in MEDIA_FOLDER.glob("*.svg")}

    async def image(request: Request) -> Response:
        if (content := images.get(request.path_params["name"])) is None:
            return error_response(NotFound("No picture has this name."), None)
        return Response(content, media_type="image/svg+xml", headers=_HEADERS)

    return [Route("/demo/{name}", image)]
