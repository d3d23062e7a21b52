"""CORS: pages of which other origins may read responses; never with credentials.

No cookie is ever set or read, so there is nothing that a browser could send along unasked:
a page needs a token of its own, in Authorization.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from gql import logs
from gql.http import common_headers
from gql.http.common_headers import REQUEST_ID_HEADER

RECEIPT_HEADER = "Quire-Receipt"
PREFLIGHT_SECONDS = 86_400  # browsers keep the result of a preflight; Chromium for 2 hours at most


def allow_origins(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """`app` with CORS for `origins`; unchanged where there are none.

    Without any Access-Control header, browsers keep every response from pages of other origins.
    """
    if not origins:
        return app
    return _CORSWithCommonHeaders(
        app,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", REQUEST_ID_HEADER, RECEIPT_HEADER],
        allow_credentials=False,
        expose_headers=[REQUEST_ID_HEADER, "Retry-After"],
        max_age=PREFLIGHT_SECONDS,
    )


class _CORSWithCommonHeaders(CORSMiddleware):
    """Starlette's middleware answers preflights itself: nothing below it would add our headers."""

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        with logs.RequestIdScope(None) as id:
            response.raw_headers += common_headers.response_headers(id)
        return response
