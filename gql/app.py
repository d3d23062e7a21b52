"""A door: wires settings, database, schema and routes into one ASGI application."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from gql import migrate, settings, telemetry
from gql.db import Database, Statement
from gql.engine import Context
from gql.errors import MethodNotAllowed, NotFound, QuireError, StartError
from gql.http import avatar, cors, demo, graphiql, health
from gql.http.graphql import GraphQLEndpoint
from gql.http.identity import Identity
from gql.http.writing import faulty, refused
from gql.operation.execute import Executor
from gql.operation.limits import Limits
from gql.schema import schema
from gql.settings import Settings
from gql.viewer import STRANGER

ALIVE = Statement("alive", "select 1 as alive")


def factory() -> Starlette:
    """For uvicorn's workers: the settings come from the environment."""
    return create_app(settings.load())


def create_app(chosen: Settings) -> Starlette:
    """The service. Its start raises StartError, with what to do, if the database is not ready."""
    telemetry.configure(chosen.log_format, chosen.log_level)
    service = Service(chosen)
    return Starlette(
        routes=service.routes(),
        middleware=[Middleware(Identity), *cors.middleware(chosen.cors_origins)],
        exception_handlers={404: _not_found, 405: _not_allowed, Exception: _broken},
        lifespan=service.lifespan,
    )


class Service:
    """One process of Quire: what it holds between its start and its end."""

    database: Database

    def __init__(self, chosen: Settings) -> None:
        self.settings = chosen
        self.executor = executor(chosen)
        self.stopping = False

    def routes(self) -> list[BaseRoute]:
        introspection = self.settings.introspection
        endpoint = GraphQLEndpoint(
            self.executor,
            self.context,
            page=graphiql.page_response if introspection else None,
            max_body=self.settings.max_body,
        )
        return [
            Route("/graphql", endpoint),
            *graphiql.routes(introspection=introspection),
            *health.routes(self),
            *avatar.routes(),
            *(demo.routes() if self.settings.demo else ()),
        ]

    def context(self, request: Request) -> Context:
        """Fresh for each operation: nothing that one viewer loaded is there for another."""
        return Context(
            STRANGER,
            self.database.reader,
            self.settings.service_url,
            max_nodes=self.settings.max_nodes,
            seconds=self.settings.request_timeout,
        )

    @asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        url = self.settings.database_url
        if not url:
            raise StartError(
                "There is no database. Set QUIRE_DATABASE_URL, or run quire serve: it brings one."
            )
        if newer := await migrate.require_served(url):
            telemetry.log.warning("the database is of a newer Quire", migration=newer[-1])
        self.database = await Database.open(
            url,
            pool_size=self.settings.pool_size,
            statement_timeout=self.settings.statement_timeout,
            lock_timeout=self.settings.lock_timeout,
            acquire_timeout=self.settings.acquire_timeout,
        )
        _settle_memory()
        with self._noticing_the_end():
            yield
        await self.database.close()

    async def database_problem(self) -> str | None:
        """Asks both pools. Raises QuireError."""
        await self.database.reader.fetch(ALIVE)
        async with self.database.transaction() as connection:
            names = await migrate.lacking(connection)
        return f"The database lacks migration {names[0]}. Run: quire migrate" if names else None

    @contextmanager
    def _noticing_the_end(self) -> Iterator[None]:
        """Hears SIGTERM before the server does, for /readyz, and passes it on."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        former = signal.getsignal(signal.SIGTERM)

        def note(number: int, frame: FrameType | None) -> None:
            self.stopping = True
            if callable(former):
                former(number, frame)

        signal.signal(signal.SIGTERM, note)
        try:
            yield
        finally:
            signal.signal(signal.SIGTERM, former)


def executor(chosen: Settings) -> Executor:
    """Runs operations under the limits of the settings."""
    return Executor(
        schema,
        Limits(
            document=chosen.max_document,
            tokens=chosen.max_tokens,
            nesting=chosen.max_nesting,
            depth=chosen.max_depth,
            aliases=chosen.max_aliases,
            repeats=chosen.max_repeats,
            directives=chosen.max_directives,
        ),
        timeout=chosen.request_timeout,
        max_errors=chosen.max_errors,
        introspection=chosen.introspection,
        document_cache=chosen.document_cache,
    )


def _settle_memory() -> None:
    """What was made at the start stays for good: the collector need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 50)


async def _not_found(request: Request, error: Exception) -> Response:
    return refused(NotFound(), None)


async def _not_allowed(request: Request, error: Exception) -> Response:
    answer = refused(MethodNotAllowed("This address takes GET only."), None)
    of_route = cast("HTTPException", error).headers or {}  # in no order
    answer.headers["Allow"] = ", ".join(sorted(of_route["Allow"].split(", ")))
    return answer


async def _broken(request: Request, error: Exception) -> Response:
    return refused(error, None) if isinstance(error, QuireError) else faulty(error)
