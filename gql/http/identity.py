"""Every request has an id, in the log and in the answer; every answer is what its type says."""

from __future__ import annotations

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql import telemetry

HEADER = "X-Request-Id"

_ID = HEADER.lower().encode()
_NOT_SNIFFED = (b"x-content-type-options", b"nosniff")


class Identity:
    """Around the whole service, whose own answers have neither header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with telemetry.Request(_asked_id(scope)) as name:

            def send_with_id(message: Message) -> Awaitable[None]:
                if message["type"] == "http.response.start":
                    own = message["headers"]
                    message["headers"] = [*own, (_ID, name.encode()), _NOT_SNIFFED]
                return send(message)

            await self._app(scope, receive, send_with_id)


def _asked_id(scope: Scope) -> str | None:
    for name, value in scope["headers"]:
        if name == _ID:
            return str(value, "latin-1")
    return None
