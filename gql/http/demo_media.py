"""The pictures of the demo publication, from memory."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql.errors import NotFound
from gql.http.response import refused

FOLDER = Path(__file__).parent.parent / "demo" / "media"

_HEADERS = {
    "Cache-Control": "public, max-age=86400",
    # an SVG opened by itself is a document: it may style itself, and nothing else
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
}


def routes() -> list[Route]:
    """/demo/{name}: only names that were in the folder at the start lead anywhere."""
    pictures = {path.name: path.read_bytes() for path in FOLDER.glob("*.svg")}

    async def picture(request: Request) -> Response:
        if (content := pictures.get(request.path_params["name"])) is None:
            return refused(NotFound("No picture has this name."), None)
        return Response(content, media_type="image/svg+xml", headers=_HEADERS)

    return [Route("/demo/{name}", picture)]
