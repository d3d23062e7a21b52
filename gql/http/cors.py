"""Which foreign pages may read answers: the origins of the settings, and never with credentials."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp

from gql import logs
from gql.http import request_id
from gql.http.request_id import HEADER

RECEIPT_HEADER = "Quire-Receipt"


def readable(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """The app as it is where no origin is allowed: browsers keep its answers from pages then."""
    if not origins:
        return app
    return _CORS(
        app,
        allow_origins=list(origins),
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", HEADER, RECEIPT_HEADER],
        allow_credentials=False,
        expose_headers=[HEADER, "Retry-After"],
        max_age=86_400,
    )


class _CORS(CORSMiddleware):
    """Its own answers are those to preflights."""

    def preflight_response(self, request_headers: Headers) -> Response:
        response = super().preflight_response(request_headers)
        with logs.RequestId(None) as name:
            response.raw_headers += request_id.headers(name)
        return response
