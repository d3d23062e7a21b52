"""The endpoint over the toy schema: in this process, and behind a real server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response

from gql.http import cors, identicon
from gql.http.fast_route import Shortcut
from gql.http.graphql_endpoint import GraphQLEndpoint
from gql.http.request_id import Identity
from gql.operation.execute import Executor
from tests import toy_schema

Serve = Callable[..., AbstractAsyncContextManager[int]]


def page() -> Response:
    return HTMLResponse("<title>GraphiQL</title>")


def application(
    *,
    origins: tuple[str, ...] = (),
    context: Callable[[object], object] = toy_schema.context,
    timeout: float = 5.0,
    body_seconds: float = 20.0,
    with_page: bool = True,
) -> Starlette:
    async def made(scope: object, headers: object) -> object:
        return context(scope)

    endpoint = GraphQLEndpoint(
        Executor(toy_schema.schema(), timeout=timeout),
        made,
        page=page if with_page else None,
        max_body=100_000,
        body_seconds=body_seconds,
    )
    app = Starlette(routes=identicon.routes())
    shortcut = Shortcut(Identity(app.build_middleware_stack()), "/graphql", endpoint)
    app.middleware_stack = cors.readable(shortcut, origins)
    return app


def talking_to(app: Starlette) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://quire.example")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with talking_to(application()) as client:
        yield client


@asynccontextmanager
async def serving(app: Starlette, protocol: type[asyncio.Protocol]) -> AsyncIterator[int]:
    """A real server on a port of its own; gives the port."""
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, http=protocol, log_config=None, lifespan="on", ws="none")
    )
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await task
