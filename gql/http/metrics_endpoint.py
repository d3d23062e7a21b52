"""/metrics, for Prometheus."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql import metrics
from gql.http.access_log import SOON


def routes() -> list[Route]:
    return [Route("/metrics", _scrape)]


async def _scrape(request: Request) -> Response:
    await asyncio.sleep(2 * SOON)  # until every worker has told of what has ended
    text, media_type = metrics.exposition(request.headers.get("accept", ""))
    return Response(text, headers={"Content-Type": media_type, "Cache-Control": "no-store"})
