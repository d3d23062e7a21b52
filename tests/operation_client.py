"""Asks a database operations the way the service does, without HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from gql.db import Database, Reads, Seen
from gql.engine import Context
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import EDITORS, STRANGER, Viewer

SERVICE_URL = "http://quire.example"


class Asking:
    """Answers operations for a stranger: on the reference path, or by plans from the first on."""

    def __init__(self, database: Database, *, by_plan: bool = False) -> None:
        self.database = database
        self.executor = Executor(schema, compile_at=1 if by_plan else None)

    async def run(self, query: str, variables: dict[str, Any] | None = None) -> Result:
        return await self.ask(GraphQLRequest(query, variables=variables or {}))

    async def ask(self, request: GraphQLRequest, *, max_nodes: int = 10_000) -> Result:
        context = Context(STRANGER, self.database.reader, SERVICE_URL, max_nodes=max_nodes)
        return await self.executor.run(request, context)

    async def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of an operation that has no errors."""
        result = await self.run(query, variables)
        assert not result.errors, result.errors
        assert result.data is not None
        return result.data

    async def codes(self, query: str, variables: dict[str, Any] | None = None) -> list[str]:
        """The codes of the errors of an operation."""
        errors = (await self.run(query, variables)).errors
        return [error["extensions"]["code"] for error in errors]


def reads(database: Database, viewer: Viewer) -> Reads:
    """Under which role somebody reads, as the service decides it."""
    return reads_of(database, viewer, Seen(viewer.author_id))


def reads_of(database: Database, viewer: Viewer, seen: Seen) -> Reads:
    """The same, of somebody who sees this beside what is public."""
    if viewer.role in EDITORS:
        return database.editor(seen)
    return database.reader if seen == Seen() else database.viewer(seen)


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[Asking]:
    database = await Database.open(url, pool_size=4)
    try:
        yield Asking(database)
    finally:
        await database.close()
