"""/metrics: the counters and gauges of all workers, for Prometheus to scrape."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from gql import metrics
from gql.http.access_log import FLUSH_DELAY


def routes() -> list[Route]:
    """/metrics, without authentication: reverse proxies keep it from the outside."""
    return [Route("/metrics", _scrape)]


async def _scrape(request: Request) -> Response:
    # twice the delay: by then every worker has counted what had ended when the scrape began
    await asyncio.sleep(2 * FLUSH_DELAY)
    text, media_type = metrics.exposition(request.headers.get("accept", ""))
    return Response(text, headers={"Content-Type": media_type, "Cache-Control": "no-store"})
