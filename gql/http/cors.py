"""Which foreign pages may read answers: the origins of the settings, and never with credentials."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from gql.http.identity import HEADER

RECEIPT_HEADER = "Quire-Receipt"


def middleware(origins: Sequence[str]) -> list[Middleware]:
    """Nothing where no origin is allowed: without CORS headers browsers keep answers from pages."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", HEADER, RECEIPT_HEADER],
            allow_credentials=False,
            expose_headers=[HEADER, "Retry-After"],
            max_age=86_400,
        )
    ]
