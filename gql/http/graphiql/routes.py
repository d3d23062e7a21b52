"""The routes of GraphiQL: `/` with the page, /graphiql/{name} with the files of its bundle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gql.http.accept import prefers_html
from gql.http.graphiql.bundle import DIST, Asset, assets
from gql.http.graphiql.page import ASSETS, HEADERS, Tab, render_page
from gql.http.graphiql.tabs import TABS

ENDPOINT = "/graphql"

# kept for a year: the name changes with the content
ASSET_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


def routes(
    *, introspection: bool, shows_sql: bool = False, tabs: Sequence[Tab] = TABS, dist: Path = DIST
) -> list[Route]:
    """`/` and the files of the bundle; none with introspection off.

    GraphiQL reads the schema by introspection: without it, neither completion nor documentation
    works.
    """
    if not introspection:
        return []
    files = assets(dist)

    async def root(request: Request) -> Response:
        is_browser = prefers_html(request.headers.get("accept"))
        return page_response(shows_sql, tabs, dist) if is_browser else _endpoint_response()

    async def asset(request: Request) -> Response:
        # looked up among known names: no path is built from a client's input
        return _asset_response(files.get(request.path_params["name"]))

    return [Route("/", root), Route(f"{ASSETS}/{{name}}", asset)]


def page_response(
    shows_sql: bool = False, tabs: Sequence[Tab] = TABS, dist: Path = DIST
) -> Response:
    """The page as a response; with instructions where GraphiQL was not built."""
    page = render_page(ENDPOINT, tabs, dist, shows_sql=shows_sql)
    return Response(page, headers=HEADERS, media_type="text/html")


def _endpoint_response() -> Response:
    """For programs that open `/`: where GraphQL is."""
    return JSONResponse({"name": "Quire", "graphql": ENDPOINT}, headers={"Vary": "Accept"})


def _asset_response(asset: Asset | None) -> Response:
    if asset is None:
        raise HTTPException(404)
    return Response(asset.content, headers={**ASSET_HEADERS, "Content-Type": asset.content_type})
