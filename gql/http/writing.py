"""Result → HTTP response: media type, status, headers, bytes."""

from __future__ import annotations

import orjson
from starlette.responses import Response

from gql.errors import (
    BodyTooSlow,
    MethodNotAllowed,
    NotAllowedByGet,
    QuireError,
    Refused,
    TimedOut,
    Unavailable,
)
from gql.http.accept import JSON
from gql.http.reading import METHODS
from gql.operation.execute import Result
from gql.operation.failure import of_fault, of_refusal


def response(result: Result, media_type: str) -> Response:
    """The response to an operation that was read, whatever came of it."""
    entries: dict[str, object] = {}
    if result.errors:
        entries["errors"] = result.errors
    if result.executed:
        entries["data"] = result.data
    try:
        return _response(entries, _status(result, media_type), media_type, result.cause)
    except TypeError as fault:  # a value that JSON cannot hold
        return faulty(fault, media_type)


def refused(error: QuireError, media_type: str | None) -> Response:
    """The response to a request that could not be read, in JSON where nothing else is agreed on."""
    return _response({"errors": [of_refusal(error)]}, error.status, media_type or JSON, error)


def faulty(fault: Exception, media_type: str | None = None) -> Response:
    """The response to a request in which something of ours broke."""
    return _response({"errors": [of_fault(fault)]}, 500, media_type or JSON, None)


def _status(result: Result, media_type: str) -> int:
    """What GraphQL refuses is 200 for clients that read only JSON: other codes break them."""
    cause = result.cause
    if cause and not isinstance(cause, Refused):
        return cause.status
    if isinstance(cause, NotAllowedByGet):
        return cause.status
    if result.executed or media_type == JSON:
        return 200
    return 400


def _response(
    entries: dict[str, object], status: int, media_type: str, cause: QuireError | None
) -> Response:
    headers = {
        "Content-Type": f"{media_type}; charset=utf-8",
        "Cache-Control": "no-store",
        "Vary": "Accept",
        **_headers(cause),
    }
    return Response(orjson.dumps(entries), status, headers)


def _headers(cause: QuireError | None) -> dict[str, str]:
    match cause:
        case NotAllowedByGet():
            return {"Allow": "POST"}
        case MethodNotAllowed():
            return {"Allow": ", ".join(METHODS)}
        case Unavailable() | TimedOut():
            return {"Retry-After": str(cause.retry_after)}
        case BodyTooSlow():
            return {"Connection": "close"}
    return {}
