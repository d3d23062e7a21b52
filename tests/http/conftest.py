"""The endpoint over the toy schema: in this process, and behind a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response

from gql.http import cors, identicon
from gql.http.answers import Answers
from gql.http.common_headers import CommonHeadersMiddleware
from gql.http.fast_route import FastRoute
from gql.http.graphql_endpoint import GraphQLEndpoint
from gql.operation.execute import Executor
from tests import toy_schema
from tests.loop_watchdog import log_as_the_service, watched_loop

watchdog = pytest.fixture(watched_loop, autouse=True)
log_of_the_service = pytest.fixture(log_as_the_service, autouse=True)
Serve = Callable[..., AbstractAsyncContextManager[int]]


def page() -> Response:
    """Stands in for GraphiQL, whose bundle may not be built."""
    return HTMLResponse("<title>GraphiQL</title>")


def application(
    *,
    origins: tuple[str, ...] = (),
    context: Callable[[object], object] = toy_schema.context,
    timeout: float = 5.0,
    body_seconds: float = 20.0,
    with_page: bool = True,
    max_body: int = 100_000,
    max_response: int = 10_485_760,
) -> Starlette:
    """The service's way from FastRoute to the endpoint, with small limits and the toy schema."""

    async def create_context(scope: object, headers: object) -> object:
        return context(scope)

    executor = Executor(toy_schema.schema(), timeout=timeout)
    endpoint = GraphQLEndpoint(
        Answers(executor, create_context, max_response=max_response),
        graphiql_page=page if with_page else None,
        max_body=max_body,
        body_seconds=body_seconds,
    )
    app = Starlette(routes=identicon.routes())
    all_routes = CommonHeadersMiddleware(app.build_middleware_stack())
    app.middleware_stack = cors.allow_origins(FastRoute(all_routes, "/graphql", endpoint), origins)
    return app


def client_of(app: Starlette) -> httpx.AsyncClient:
    """A client of an app in this process, without a server between them."""
    # exceptions become the 500 that a client would see, and not errors of the test
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://quire.example")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(application()) as client:
        yield client


@asynccontextmanager
async def serving(
    app: Starlette, protocol: type[asyncio.Protocol], **options: Any
) -> AsyncIterator[int]:
    """A real uvicorn on a free port, which it yields; only this shows packets and disconnects."""
    options = {"ws": "none", **options}
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, http=protocol, log_config=None, lifespan="on", **options)
    )
    # _serve(), because serve() would take the handling of Ctrl-C away from pytest
    task = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task
