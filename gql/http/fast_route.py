"""Routes /graphql directly to its endpoint, past Starlette's router and all middleware but CORS.

gql/app.py puts CORS and the check of hosts in front of it. The common headers are added by the
endpoint itself.
"""

from __future__ import annotations

from collections.abc import Awaitable
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send


class FastRoute:
    """An ASGI app that sends one path to `endpoint`, and everything else to `app`.

    Saves a fifth of the Python time of the shortest responses (measured). The endpoint has to
    answer every request itself: Starlette's exception handlers do not surround it.
    """

    def __init__(
        self, app: ASGIApp, path: str, endpoint: ASGIApp, sockets: ASGIApp | None = None
    ) -> None:
        """`sockets`: the endpoint for WebSockets at the same path."""
        self._app = app
        self._path = path
        self._endpoint = endpoint
        self._sockets = sockets or app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        # behind a root_path the path differs, and the route in `app` leads to the same endpoint
        if scope["type"] == "http" and scope["path"] == self._path:
            return self._endpoint(scope, receive, send)
        is_socket = scope["type"] == "websocket" and scope["path"] == self._path
        return (self._sockets if is_socket else self._app)(scope, receive, send)


def without_slash(path: str, service_url: str) -> Route:
    """A route from a path with a slash at its end to the one without, for every method and query.

    The address has no host: that of the request is whatever its client has sent.
    """
    target = urlsplit(service_url).path + path.rstrip("/")

    async def redirect(request: Request) -> RedirectResponse:
        query = request.scope["query_string"].decode("latin-1")
        return RedirectResponse(f"{target}?{query}" if query else target)  # 307: POST stays POST

    return Route(path, redirect, methods=["GET", "POST"])
