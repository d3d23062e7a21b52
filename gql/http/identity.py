"""Every request has an id, in the log and in the answer; every answer is what its type says."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql import telemetry

HEADER = "X-Request-Id"


class Identity:
    """Around the whole service."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with telemetry.request(Headers(scope=scope).get(HEADER)) as name:

            async def send_with_id(message: Message) -> None:
                if message["type"] == "http.response.start":
                    headers = MutableHeaders(scope=message)
                    headers[HEADER] = name
                    headers["X-Content-Type-Options"] = "nosniff"
                await send(message)

            await self._app(scope, receive, send_with_id)
