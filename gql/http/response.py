"""Result → HTTP response: media type, status code, headers, bytes.

GraphQL over HTTP, section Status Codes: they depend on the media type that was negotiated.
"""

from __future__ import annotations

import asyncio

import orjson
from starlette.responses import Response

from gql.errors import (
    BodyTooSlow,
    Forbidden,
    MethodNotAllowed,
    NotAllowedByGet,
    QuireError,
    Refused,
    ResponseTooLarge,
    Stopping,
    TimedOut,
    TokenInvalid,
    Unavailable,
)
from gql.http.accept import GRAPHQL, JSON
from gql.http.cache_headers import PRIVATE, VARY
from gql.http.request import METHODS
from gql.operation.error_response import format_quire_error, format_unexpected_error
from gql.operation.result import Result

Headers = tuple[tuple[bytes, bytes], ...]
MAX_REFUSAL = 10_000  # bytes of a response with one error of ours

_CONTENT_TYPES = {
    media_type: (b"content-type", f"{media_type}; charset=utf-8".encode())
    for media_type in (GRAPHQL, JSON)
}


class BytesResponse(Response):
    """A response built from ready bytes; Starlette's constructor encodes each header anew."""

    def __init__(self, body: bytes, status: int, headers: Headers) -> None:
        # all that Response.__call__ and the endpoint read; super().__init__ is left out for speed
        self.status_code = status
        self.background = None
        self.body = body
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]


def content_type(media_type: str) -> tuple[bytes, bytes]:
    """The header of a response of this media type."""
    return _CONTENT_TYPES[media_type]


def result_response(result: Result, media_type: str, max_bytes: int) -> Response:
    """The response to a well-formed GraphQL request, whether it was executed or refused.

    One of more than `max_bytes` is refused, too: what it would have was an estimate.
    """
    # "errors" first where there are any: GraphQL specification, section Response Format
    entries: dict[str, object] = {}
    if result.errors:
        entries["errors"] = result.errors
    if result.executed:
        entries["data"] = result.data
    if result.extensions:
        entries["extensions"] = result.extensions
    try:
        response = _json_response(entries, _status(result, media_type), media_type, result.cause)
        if len(response.body) <= max_bytes:
            return response
        raise ResponseTooLarge(requested=len(response.body), allowed=max_bytes)
    except ResponseTooLarge as error:
        refused = Result(errors=[format_quire_error(error)], cause=error)
        return result_response(refused, media_type, max_bytes + MAX_REFUSAL)
    except TypeError as error:  # orjson refuses lone surrogates, and integers beyond 64 bits
        return internal_error_response(error, media_type)


def error_response(error: QuireError, media_type: str | None) -> Response:
    """The response to a request that never became an operation; JSON if no type was negotiated."""
    entries: dict[str, object] = {"errors": [format_quire_error(error)]}
    return _json_response(entries, error.status, media_type or JSON, error)


def internal_error_response(error: BaseException, media_type: str | None = None) -> Response:
    """The response to an unexpected exception: logged in full, masked for the client."""
    return _json_response(
        {"errors": [format_unexpected_error(error)]}, 500, media_type or JSON, None
    )


def failure_response(error: BaseException, media_type: str | None) -> Response:
    """The response in place of one that an exception has kept from being made."""
    if isinstance(error, asyncio.CancelledError):
        # by uvicorn, when the service stops: it would answer 500 in plain text
        return error_response(Stopping(), media_type)
    if isinstance(error, QuireError):
        return error_response(error, media_type)
    return internal_error_response(error, media_type)


def _status(result: Result, media_type: str) -> int:
    """The status code by cause and media type.

    Where GraphQL refuses an operation, application/json gets 200: its clients cannot tell our 4xx
    from a proxy's. The newer type gets 400. Causes that HTTP has codes for come first in both.
    """
    cause = result.cause
    if cause and not isinstance(cause, Refused):  # 503 with Retry-After; 500
        return cause.status
    if isinstance(cause, NotAllowedByGet | Forbidden):  # 405 is a MUST of section GET
        return cause.status
    if result.executed or media_type == JSON:
        return 200
    return 400


def _json_response(
    entries: dict[str, object], status: int, media_type: str, cause: QuireError | None
) -> Response:
    # never kept by caches on the way; kept_answer.py has the headers of what may be
    headers = (content_type(media_type), PRIVATE, VARY, *_cause_headers(cause))
    return BytesResponse(orjson.dumps(entries), status, headers)


def _cause_headers(cause: QuireError | None) -> Headers:
    """What RFC 9110 and RFC 6750 want beside certain status codes."""
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
            # the rest of the body is still to come, and would be read as the next request
            return ((b"connection", b"close"),)
    return ()
