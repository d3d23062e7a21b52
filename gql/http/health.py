"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from gql.errors import QuireError

SECONDS = 1.0
Check = Callable[[], Awaitable[str | None]]


class Service(Protocol):
    """What is asked about."""

    stopping: bool

    async def database_problem(self) -> str | None:
        """What keeps the database from answering, in a sentence. None when all is well."""
        ...


def routes(service: Service) -> list[Route]:
    """/livez for the one who restarts, /readyz for the one who sends requests here."""

    async def live(request: Request) -> Response:
        return _answer([])

    async def ready(request: Request) -> Response:
        return _answer(
            ["The service is stopping."] if service.stopping else await _problems(service)
        )

    return [Route("/livez", live), Route("/readyz", ready)]


async def _problems(service: Service) -> list[str]:
    try:
        async with asyncio.timeout(SECONDS):
            problem = await service.database_problem()
    except TimeoutError:
        problem = f"The database did not answer within {SECONDS:g} s."
    except QuireError as error:
        problem = error.message
    return [problem] if problem else []


def _answer(problems: list[str]) -> Response:
    return JSONResponse(
        {"status": "unavailable" if problems else "ok", "reasons": problems},
        status_code=503 if problems else 200,
        headers={"Cache-Control": "no-store"},
    )
