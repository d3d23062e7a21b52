"""Result → HTTP response: media type, status, headers, bytes."""

from __future__ import annotations

import orjson
from starlette.responses import Response

from gql.errors import (
    BodyTooSlow,
    Forbidden,
    MethodNotAllowed,
    NotAllowedByGet,
    QuireError,
    Refused,
    TimedOut,
    TokenInvalid,
    Unavailable,
)
from gql.http.accept import GRAPHQL, JSON
from gql.http.request import METHODS
from gql.operation.error_response import of_fault, of_refusal
from gql.operation.execute import Result

Headers = tuple[tuple[bytes, bytes], ...]

_HEADS: dict[str, Headers] = {
    media_type: (
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"cache-control", b"no-store"),
        (b"vary", b"Accept"),
    )
    for media_type in (GRAPHQL, JSON)
}


class Answer(Response):
    """A response whose headers are bytes from the start: to make them of text takes its time."""

    def __init__(self, body: bytes, status: int, headers: Headers) -> None:
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]


def response(result: Result, media_type: str) -> Response:
    """The response to an operation that was read, whatever came of it."""
    entries: dict[str, object] = {}
    if result.errors:
        entries["errors"] = result.errors
    if result.executed:
        entries["data"] = result.data
    if result.extensions:
        entries["extensions"] = result.extensions
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
    if isinstance(cause, NotAllowedByGet | Forbidden):
        return cause.status
    if result.executed or media_type == JSON:
        return 200
    return 400


def _response(
    entries: dict[str, object], status: int, media_type: str, cause: QuireError | None
) -> Response:
    return Answer(orjson.dumps(entries), status, _HEADS[media_type] + _headers(cause))


def _headers(cause: QuireError | None) -> Headers:
    match cause:
        case None:
            return ()
        case NotAllowedByGet():
            return ((b"allow", b"POST"),)
        case MethodNotAllowed():
            return ((b"allow", ", ".join(METHODS).encode()),)
        case Unavailable() | TimedOut():
            return ((b"retry-after", b"%d" % cause.retry_after),)
        case TokenInvalid():
            return ((b"www-authenticate", b'Bearer error="invalid_token"'),)
        case BodyTooSlow():
            return ((b"connection", b"close"),)
    return ()
