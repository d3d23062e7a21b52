"""What Starlette answers where no route matches, or where one raises: errors in GraphQL's form."""

from __future__ import annotations

from typing import Any, cast

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from gql.errors import MethodNotAllowed, NotFound, QuireError
from gql.http.response import error_response, internal_error_response


async def _not_found(request: Request, error: Exception) -> Response:
    return error_response(NotFound(), None)


async def _method_not_allowed(request: Request, error: Exception) -> Response:
    response = error_response(MethodNotAllowed("This address takes GET only."), None)
    # Starlette joins a set of methods, in another order each time
    allow = (cast("HTTPException", error).headers or {})["Allow"]
    response.headers["Allow"] = ", ".join(sorted(allow.split(", ")))
    return response


async def _internal_error(request: Request, error: Exception) -> Response:
    """Whatever a route raises: Starlette would answer it in plain text."""
    if isinstance(error, QuireError):
        return error_response(error, None)
    return internal_error_response(error)


EXCEPTION_HANDLERS: dict[Any, Any] = {
    404: _not_found,
    405: _method_not_allowed,
    Exception: _internal_error,
}
