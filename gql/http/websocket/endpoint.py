"""The endpoint /graphql for WebSockets: lets a client in, or says why not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Self

from starlette.types import Receive, Scope, Send

from gql import live_metrics, logs
from gql.errors import OriginNotAllowed, QuireError
from gql.http.common_headers import REQUEST_ID_NAME, response_headers
from gql.http.cors import is_allowed_origin
from gql.http.host import refusing
from gql.http.live_answers import LiveAnswers
from gql.http.live_connections import LiveConnections
from gql.http.request import check_head, headers_by_name
from gql.http.websocket.close_code import SUBPROTOCOL_NOT_ACCEPTABLE
from gql.http.websocket.messages import SUBPROTOCOL
from gql.http.websocket.socket import Socket, SocketBounds
from gql.settings import Settings


class WebSocketEndpoint:
    """An ASGI app for scopes of the type websocket. `origins`: as QUIRE_CORS_ORIGINS has them."""

    def __init__(
        self,
        answers: LiveAnswers,
        connections: LiveConnections,
        *,
        origins: Sequence[str] = (),
        bounds: SocketBounds | None = None,
    ) -> None:
        self._answers = answers
        self._connections = connections
        self._origins = origins
        self._bounds = bounds or SocketBounds()

    @classmethod
    def from_settings(
        cls, settings: Settings, answers: LiveAnswers, connections: LiveConnections
    ) -> Self:
        """With the origins and bounds of the settings."""
        bounds = SocketBounds.from_settings(settings)
        return cls(answers, connections, origins=settings.cors_origins, bounds=bounds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = headers_by_name(scope)
        await receive()  # websocket.connect
        with logs.RequestIdScope(headers.get(REQUEST_ID_NAME)) as id:
            socket = Socket(scope, headers, receive, send, self._answers, self._bounds)
            try:
                check_head(scope)
                if not is_allowed_origin(self._origins, headers):
                    raise OriginNotAllowed
                self._connections.require_room(scope["client"])
            except QuireError as error:
                live_metrics.count_refused(error.code)
                await refusing(error)(scope, receive, send)
                return
            with self._connections.counted("websocket", scope["client"], socket.go_away):
                await _converse(socket, scope, send, id)


async def _converse(socket: Socket, scope: Scope, send: Send, request_id: str) -> None:
    started = time.monotonic()
    is_acceptable = SUBPROTOCOL in scope["subprotocols"]
    accept = {"type": "websocket.accept", "headers": [*response_headers(request_id)]}
    await send(accept | ({"subprotocol": SUBPROTOCOL} if is_acceptable else {}))
    if is_acceptable:
        await socket.run()
    else:
        # not refused as HTTP: clients know this code, and see no status
        close = {"type": "websocket.close", "code": SUBPROTOCOL_NOT_ACCEPTABLE}
        await send({**close, "reason": "Subprotocol not acceptable"})
        socket.code = SUBPROTOCOL_NOT_ACCEPTABLE
    logs.log.info("socket", code=socket.code, seconds=round(time.monotonic() - started, 1))
