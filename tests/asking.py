"""Asks a database operations the way the service does, without HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from gql.db import Database
from gql.engine import Context
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.viewer import STRANGER

SERVICE_URL = "http://quire.example"


class Asking:
    """Answers operations for a stranger."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.executor = Executor(schema)

    async def run(self, query: str, variables: dict[str, Any] | None = None) -> Result:
        context = Context(STRANGER, self.database.reader, SERVICE_URL)
        return await self.executor.run(GraphQLRequest(query, variables=variables or {}), context)

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


@asynccontextmanager
async def asking(url: str) -> AsyncIterator[Asking]:
    database = await Database.open(url, pool_size=4)
    try:
        yield Asking(database)
    finally:
        await database.close()
