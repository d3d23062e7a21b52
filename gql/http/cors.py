"""CORS: pages of which other origins may read responses; never with credentials.

No cookie is ever set or read, so there is nothing that a browser could send along unasked:
a page needs a token of its own, in Authorization.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from gql import logs
from gql.http import common_headers
from gql.http.common_headers import REQUEST_ID_HEADER

RECEIPT_HEADER, GUEST_KEY_HEADER = "Quire-Receipt", "Quire-Guest-Key"
PREFLIGHT_SECONDS = 86_400  # browsers keep the result of a preflight; Chromium for 2 hours at most


# what clients, and the tracing of browsers, add to requests by themselves: by the documentation of
# Apollo, Sentry, Datadog, Elastic, New Relic, Zipkin, and of W3C's Trace Context and Baggage
COMMON_HEADERS = (
    *("Authorization", "Content-Type", REQUEST_ID_HEADER, "X-Requested-With", "Last-Event-ID"),
    *(RECEIPT_HEADER, GUEST_KEY_HEADER),
    *("apollographql-client-name", "apollographql-client-version", "Apollo-Require-Preflight"),
    *("X-Apollo-Operation-Name", "X-Apollo-Operation-Id", "GraphQL-Require-Preflight"),
    *(
        "traceparent",
        "tracestate",
        "baggage",
        "sentry-trace",
        "newrelic",
        "elastic-apm-traceparent",
    ),
    *("x-datadog-trace-id", "x-datadog-parent-id", "x-datadog-origin"),
    *("x-datadog-sampling-priority", "x-datadog-tags"),
    *("b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags"),
    *(
        "uber-trace-id",
        "x-amzn-trace-id",
        "x-cloud-trace-context",
        "request-id",
        "x-correlation-id",
    ),
)


def allow_origins(app: ASGIApp, origins: Sequence[str], headers: Sequence[str] = ()) -> ASGIApp:
    """`app` with CORS for `origins`, which may send `headers` too; unchanged where there are none.

    Without any Access-Control header, browsers keep every response from pages of other origins.
    """
    if not origins:
        return app
    return _CORSWithCommonHeaders(
        app,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=[*COMMON_HEADERS, *headers],
        allow_credentials=False,
        expose_headers=[REQUEST_ID_HEADER, "Retry-After"],
        max_age=PREFLIGHT_SECONDS,
    )


def origin_headers(app: ASGIApp, origin: bytes | None) -> list[tuple[bytes, bytes]]:
    """What an app of `allow_origins` adds to a response to a request with this Origin."""
    return app.headers_for(origin) if isinstance(app, _CORSWithCommonHeaders) else []


def is_allowed_origin(origins: Sequence[str], headers: Mapping[bytes, bytes]) -> bool:
    """Whether a request for a WebSocket comes from a page that may read what it brings.

    Browsers ask nobody before they open one, so that the service has to look. Pages of its own host
    may, as for HTTP, and clients that are no browsers send no Origin.
    """
    if (value := headers.get(b"origin")) is None or "*" in origins:
        return True
    origin = value.decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1").strip().lower()
    return origin in origins or bool(host and _host_of(origin) == host)


def _host_of(origin: str) -> str:
    """Host and port of an origin, as its page's requests have them in Host; "" without one."""
    return origin.partition("://")[2].lower()


class _CORSWithCommonHeaders(CORSMiddleware):
    """Starlette's middleware answers preflights itself: nothing below it would add our headers."""

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        with logs.RequestIdScope(None) as id:
            response.raw_headers += common_headers.response_headers(id)
        return response

    def headers_for(self, origin: bytes | None) -> list[tuple[bytes, bytes]]:
        """What `send` adds to a response, for one that is made without it."""
        headers: dict[str, str] = {}
        if origin is not None:
            headers |= self.simple_headers
            if not self.allow_all_origins and self.is_allowed_origin(origin.decode("latin-1")):
                headers["Access-Control-Allow-Origin"] = origin.decode("latin-1")
        headers["Vary"] = "Origin"
        return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
