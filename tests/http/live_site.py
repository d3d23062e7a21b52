"""The toy schema behind a real server, with WebSockets, event streams, and a feed to subscribe to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from starlette.applications import Starlette

from gql.documents import Documents
from gql.errors import BadInput, TokenInvalid
from gql.http import cors
from gql.http.answers import Answers
from gql.http.common_headers import CommonHeadersMiddleware
from gql.http.fast_route import FastRoute
from gql.http.graphql_endpoint import GraphQLEndpoint
from gql.http.live_answers import LiveAnswers
from gql.http.live_connections import GO_AWAY, LiveConnections
from gql.http.sse.event_streams import EventStreams, StreamBounds
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from gql.http.websocket.endpoint import WebSocketEndpoint
from gql.http.websocket.protocol import BoundedWebSocketProtocol
from gql.http.websocket.socket import SocketBounds
from gql.live import Asker, LiveAnswer, LiveOperations, OpenOperation
from gql.operation.error_response import format_quire_error
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from tests import toy_schema
from tests.http.conftest import serving

SUBSCRIPTION = "subscription { ticks }"
REFUSED = "subscription { refused }"
BAD_TOKEN = b"Bearer bad"


@dataclass
class Feed:
    """Stands in for LiveOperations, which has a test of its own: says what a test lets it say."""

    opened: list[OpenOperation] = field(default_factory=list)
    askers: list[Asker] = field(default_factory=list)
    positions: list[str | None] = field(default_factory=list)
    closed: int = 0
    has_opened: asyncio.Event = field(default_factory=asyncio.Event)

    async def open(
        self, request: GraphQLRequest, asker: Asker, *, after: str | None = None
    ) -> OpenOperation | Result | None:
        if "subscription" not in request.query:
            return None
        if "refused" in request.query:
            error = BadInput("Not this one.")
            return Result(errors=[format_quire_error(error)], cause=error)
        self.askers.append(asker)
        self.positions.append(after)
        operation = OpenOperation(self._on_close)
        self.opened.append(operation)
        self.has_opened.set()
        return operation

    def put(self, text: str, position: str | None = None) -> None:
        """One answer to everybody."""
        for operation in self.opened:
            operation.put(LiveAnswer(b'{"data":{"ticks":"%b"}}' % text.encode(), position))

    async def count(self, number: int) -> None:
        """Wait until so many operations have been opened."""
        async with asyncio.timeout(5):
            while len(self.opened) < number:
                self.has_opened.clear()
                await self.has_opened.wait()

    def _on_close(self, operation: OpenOperation) -> None:
        self.closed += 1


@dataclass
class LiveSite:
    """A running service: its port, and what a test looks at or lets happen."""

    port: int
    feed: Feed
    connections: LiveConnections
    contexts: list[Any]


@asynccontextmanager
async def live_site(
    *,
    bounds: SocketBounds | None = None,
    stream_bounds: StreamBounds | None = None,
    origins: tuple[str, ...] = (),
    in_all: int = 1_000,
    per_address: int = 1_000,
    create: Callable[[Mapping[bytes, bytes]], None] = lambda headers: None,
    http_protocol: type[asyncio.Protocol] = BoundedHttpProtocol,
    **options: Any,
) -> AsyncIterator[LiveSite]:
    """The service's way from the socket to the toy schema; `options` are uvicorn's."""
    contexts: list[Any] = []

    async def create_context(scope: object, headers: Mapping[bytes, bytes]) -> object:
        create(headers)
        if headers.get(b"authorization") == BAD_TOKEN:
            raise TokenInvalid
        contexts.append(toy_schema.context())
        return contexts[-1]

    feed, connections = Feed(), LiveConnections(in_all=in_all, per_address=per_address)
    answers = Answers(Executor(toy_schema.schema()), create_context)
    endpoint = GraphQLEndpoint(answers)
    live = LiveAnswers(answers, create_context, Documents(), endpoint.access_log)
    live.live = cast(LiveOperations, feed)
    endpoint.stream(EventStreams(live, connections, stream_bounds))
    sockets = WebSocketEndpoint(live, connections, origins=origins, bounds=bounds)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        yield {GO_AWAY: connections.go_away}

    app = Starlette(lifespan=lifespan)
    all_routes = CommonHeadersMiddleware(app.build_middleware_stack())
    app.middleware_stack = cors.allow_origins(
        FastRoute(all_routes, "/graphql", endpoint, sockets), origins
    )
    options = {"ws": BoundedWebSocketProtocol, "ws_per_message_deflate": False, **options}
    async with serving(app, http_protocol, **options) as port:
        yield LiveSite(port, feed, connections, contexts)
