"""Executes operations on a database the way the service does, without HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from gql.db import Database, Reader, Visibility
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.schema import schema
from gql.viewer import ANONYMOUS, EDITORS, Viewer

SERVICE_URL = "http://quire.example"


class OperationClient:
    """Executes operations as an anonymous viewer: on the reference path, or by plans at once.

    The service compiles a document the second time it meets it; compile_at=1 does so at once.
    """

    def __init__(self, database: Database, *, by_plan: bool = False) -> None:
        self.database = database
        self.executor = Executor(schema, compile_at=1 if by_plan else None)

    async def run(self, query: str, variables: dict[str, Any] | None = None) -> Result:
        """The result of one operation, errors and statements included."""
        return await self.run_request(GraphQLRequest(query, variables=variables or {}))

    async def run_request(self, request: GraphQLRequest, *, max_nodes: int = 10_000) -> Result:
        """The same for a request that names an operation or has another limit."""
        context = Context(ANONYMOUS, self.database.reader, SERVICE_URL, max_nodes=max_nodes)
        return await self.executor.run(request, context)

    async def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """The data of an operation; fails if it has errors."""
        result = await self.run(query, variables)
        assert not result.errors, result.errors
        assert result.data is not None
        return result.data

    async def error_codes(self, query: str, variables: dict[str, Any] | None = None) -> list[str]:
        """The codes of the errors of an operation."""
        errors = (await self.run(query, variables)).errors
        return [error["extensions"]["code"] for error in errors]


def reads_as(database: Database, viewer: Viewer) -> Reader:
    """The reader, and with it the database role, that the service picks for a viewer."""
    return reads_seeing(database, viewer, Visibility(viewer.author_id))


def reads_seeing(database: Database, viewer: Viewer, visibility: Visibility) -> Reader:
    """The same for a viewer who sees more than what is public, such as comments by receipt."""
    if viewer.role in EDITORS:
        return database.editor_reader(visibility)
    return database.reader if visibility == Visibility() else database.viewer_reader(visibility)


PUBLIC_META = ["mood"]


@asynccontextmanager
async def open_client(url: str) -> AsyncIterator[OperationClient]:
    """A client with a connection pool of its own, closed after the block."""
    database = await Database.open(url, pool_size=4, public_meta=PUBLIC_META)
    try:
        yield OperationClient(database)
    finally:
        await database.close()
