"""Every request has an id, in the log and in the answer; every answer is what its type says."""

from __future__ import annotations

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql import telemetry

HEADER = "X-Request-Id"

ID = HEADER.lower().encode()
_NOT_SNIFFED = (b"x-content-type-options", b"nosniff")


def marks(request_id: str) -> tuple[tuple[bytes, bytes], ...]:
    """What every answer has."""
    return (ID, request_id.encode()), _NOT_SNIFFED


class Identity:
    """Around everything but the endpoint, which does the same itself at half the price."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with telemetry.Request(_asked_id(scope)) as name:

            def send_with_id(message: Message) -> Awaitable[None]:
                if message["type"] == "http.response.start":
                    message["headers"] = [*message["headers"], *marks(name)]
                return send(message)

            await self._app(scope, receive, send_with_id)


def _asked_id(scope: Scope) -> bytes | None:
    return dict(reversed(scope["headers"])).get(ID)
