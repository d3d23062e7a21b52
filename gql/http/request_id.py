"""Every request has an id, in the log and in the answer; every answer is what its type says."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql import logs
from gql.http.request import headers_of

HEADER = "X-Request-Id"

ID = HEADER.lower().encode()
_NOT_SNIFFED = (b"x-content-type-options", b"nosniff")


def headers(request_id: str) -> tuple[tuple[bytes, bytes], ...]:
    """Those that every answer has."""
    return (ID, request_id.encode()), _NOT_SNIFFED


class Identity:
    """Around what does not do it itself, as the endpoint does for speed."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with logs.RequestId(headers_of(scope).get(ID)) as name:

            def send_with_id(message: Message) -> Awaitable[None]:
                if message["type"] == "http.response.start" and not _has_id(message["headers"]):
                    message["headers"] = [*message["headers"], *headers(name)]
                return send(message)

            await self._app(scope, receive, send_with_id)


def _has_id(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == ID for name, _ in headers)
