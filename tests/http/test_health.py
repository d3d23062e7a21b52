"""/livez answers as long as the process runs; /readyz names what keeps the service from answering."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette

from gql.errors import DatabaseDown
from gql.http import health
from tests.http.conftest import client_of


class FakeService:
    """A service in a given state; `seconds` is how long its database takes to answer."""

    def __init__(
        self,
        problem: str | None = None,
        stopping: bool = False,
        seconds: float = 0,
        down: bool = False,
    ) -> None:
        self.problem, self.stopping, self.seconds, self.down = problem, stopping, seconds, down

    async def database_problem(self) -> str | None:
        await asyncio.sleep(self.seconds)
        if self.down:
            raise DatabaseDown
        return self.problem


@pytest.mark.parametrize(
    ("service", "status", "reasons"),
    [
        (FakeService(), 200, []),
        (FakeService(stopping=True), 503, ["The service is stopping."]),
        (FakeService("The database lacks a migration."), 503, ["The database lacks a migration."]),
        (FakeService(down=True), 503, ["The database does not answer. Try again in a moment."]),
        # longer than CHECK_TIMEOUT
        (FakeService(seconds=9), 503, ["The database did not answer within 1 s."]),
    ],
)
async def test_the_service_is_ready_when_there_is_no_problem(
    service: FakeService, status: int, reasons: list[str]
) -> None:
    async with client_of(Starlette(routes=health.routes(service))) as client:
        ready, live = await client.get("/readyz"), await client.get("/livez")
    assert (ready.status_code, ready.json()["reasons"]) == (status, reasons)
    assert ready.json()["status"] == ("ok" if status == 200 else "unavailable")
    assert ready.headers["cache-control"] == "no-store"
    assert (live.status_code, live.json()) == (200, {"status": "ok", "reasons": []})
