"""Health checks: /livez says that the process runs, /readyz that it can answer operations."""

from __future__ import annotations

import asyncio
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gql.errors import QuireError

CHECK_TIMEOUT = 1.0  # seconds; probes give up after a few seconds themselves


class Service(Protocol):
    """What the health checks need to know of the service."""

    stopping: bool

    async def database_problem(self) -> str | None:
        """Why the database cannot answer operations, as a sentence; None when it can."""
        ...


def routes(service: Service) -> list[Route]:
    """/livez for the supervisor that restarts the process, /readyz for the load balancer.

    /livez asks no database: a process that is restarted because Postgres is down gains nothing.
    """

    async def live(request: Request) -> Response:
        return _health_response([])

    async def ready(request: Request) -> Response:
        return _health_response(
            ["The service is stopping."] if service.stopping else await _problems(service)
        )

    return [Route("/livez", live), Route("/readyz", ready)]


async def _problems(service: Service) -> list[str]:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT):
            problem = await service.database_problem()
    except TimeoutError:
        problem = f"The database did not answer within {CHECK_TIMEOUT:g} s."
    except QuireError as error:
        problem = error.message
    return [problem] if problem else []


def _health_response(problems: list[str]) -> Response:
    return JSONResponse(
        {"status": "unavailable" if problems else "ok", "reasons": problems},
        status_code=503 if problems else 200,
        headers={"Cache-Control": "no-store"},
    )
