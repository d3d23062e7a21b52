"""Headers of every response: the request's id, which is in its log lines too, and nosniff."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gql import logs
from gql.http.request import headers_by_name

REQUEST_ID_HEADER = "X-Request-Id"

REQUEST_ID_NAME = REQUEST_ID_HEADER.lower().encode()  # as ASGI has it: bytes in lower case
# keeps browsers from guessing another type, such as HTML in a JSON response that quotes input
_NOSNIFF = (b"x-content-type-options", b"nosniff")


def response_headers(request_id: str) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that every response carries, as ASGI wants them.

    Added by the middleware, by graphql_endpoint.py, to CORS preflights, and by host.py and
    uvicorn_protocol.py to their refusals.
    """
    return (REQUEST_ID_NAME, request_id.encode()), _NOSNIFF


class CommonHeadersMiddleware:
    """Adds the headers to responses that lack them, and sets the id of the log lines.

    For everything but /graphql: its endpoint adds them itself, because wrapping `send` is slow.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with logs.RequestIdScope(headers_by_name(scope).get(REQUEST_ID_NAME)) as id:

            def send_with_id(message: Message) -> Awaitable[None]:
                # the endpoint's own id is already there when a root_path leads past FastRoute
                if message["type"] == "http.response.start" and not _has_request_id(
                    message["headers"]
                ):
                    message["headers"] = [*message["headers"], *response_headers(id)]
                return send(message)

            await self._app(scope, receive, send_with_id)


def _has_request_id(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == REQUEST_ID_NAME for name, _ in headers)
