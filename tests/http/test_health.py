"""The process lives; whether it can answer depends on the database, and it says what is missing."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette

from gql.errors import DatabaseDown
from gql.http import health
from tests.http.conftest import talking_to


class Pretended:
    """A service that is in the state of its fields."""

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
        (Pretended(), 200, []),
        (Pretended(stopping=True), 503, ["The service is stopping."]),
        (Pretended("The database lacks a migration."), 503, ["The database lacks a migration."]),
        (Pretended(down=True), 503, ["The database does not answer. Try again in a moment."]),
        (Pretended(seconds=9), 503, ["The database did not answer within 1 s."]),
    ],
)
async def test_it_is_ready_when_nothing_stands_against_it(
    service: Pretended, status: int, reasons: list[str]
) -> None:
    async with talking_to(Starlette(routes=health.routes(service))) as client:
        ready, live = await client.get("/readyz"), await client.get("/livez")
    assert (ready.status_code, ready.json()["reasons"]) == (status, reasons)
    assert ready.json()["status"] == ("ok" if status == 200 else "unavailable")
    assert ready.headers["cache-control"] == "no-store"
    assert (live.status_code, live.json()) == (200, {"status": "ok", "reasons": []})
