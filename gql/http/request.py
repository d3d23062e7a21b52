"""HTTP request → GraphQLRequest, or a refusal with the status and a sentence about what to send.

GraphQL over HTTP, section Request: POST with a JSON body, or GET with URL parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope

from gql.errors import (
    AddressTooLong,
    BodyTooLarge,
    HeadersTooLarge,
    HttpRequestRefused,
    MethodNotAllowed,
    UnsupportedMediaType,
)
from gql.http.json_body import parse_json
from gql.operation.request import GraphQLRequest

MAX_URL_BYTES = 8_192
MAX_HEADER_BYTES = 16_384
# "safe" is RFC 9110's word (section 9.2.1): they must not change anything, so no mutation runs
SAFE_METHODS = ("GET", "HEAD")
METHODS = (*SAFE_METHODS, "POST")

# RFC 8259, section 8.1: a parser may ignore it. Some editors and PowerShell write it.
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_JSON_PARAMETERS = ("variables", "extensions")
_MAX_PARAMETERS = 50
_CONTENT_TYPE_CACHE_SIZE = 64

Headers = Mapping[bytes, bytes]


def headers_by_name(scope: Scope) -> Headers:
    """The headers by lower-case name; the first one counts where a name is repeated."""
    # reversed, because a dict keeps the last value of a key
    return dict(reversed(scope["headers"]))


async def read_request(
    scope: Scope, headers: Headers, receive: Receive, *, max_body: int, max_values: int
) -> GraphQLRequest:
    """The GraphQL request that an HTTP request carries.

    `max_body` is in bytes, `max_values` the number of values in its JSON. Raises
    HttpRequestRefused with the status that fits, LimitExceeded, or ClientDisconnect.
    """
    check_head(scope)
    if scope["method"] in SAFE_METHODS:
        return build_request(_parse_query_string(scope["query_string"]))
    if scope["method"] != "POST":
        raise MethodNotAllowed
    _check_media_type(scope, headers)
    _check_length(headers, max_body)
    return request_of_body(await _read_body(receive, max_body), max_values)


def request_of_body(body: bytearray, max_values: int) -> GraphQLRequest:
    """The GraphQL request in the body of a POST. Raises HttpRequestRefused and LimitExceeded."""
    return build_request(_parse_body(body, max_values))


def check_head(scope: Scope) -> None:
    """Raises AddressTooLong (414) or HeadersTooLarge (431).

    uvicorn_protocol cuts off heads that arrive in pieces; one that comes at once gets here.
    """
    url = len(scope["raw_path"]) + len(scope["query_string"])
    if url > MAX_URL_BYTES:
        raise AddressTooLong(requested=url, allowed=MAX_URL_BYTES)
    headers = sum(map(len, chain.from_iterable(scope["headers"])))
    if headers > MAX_HEADER_BYTES:
        raise HeadersTooLarge(requested=headers, allowed=MAX_HEADER_BYTES)


def _check_media_type(scope: Scope, headers: Headers) -> None:
    """Exactly one Content-Type, and exactly JSON. Raises UnsupportedMediaType (415).

    This is the protection against CSRF: without a CORS preflight, browsers send only
    text/plain, application/x-www-form-urlencoded and multipart/form-data, and none of them runs.
    """
    types = [value for name, value in scope["headers"] if name == b"content-type"]
    if len(types) != 1 or not _is_json(types[0]):
        raise UnsupportedMediaType
    # not decompressed, so that a small body cannot grow beyond max_body
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedMediaType


@lru_cache(_CONTENT_TYPE_CACHE_SIZE)
def _is_json(content_type: bytes) -> bool:
    # compared whole: a substring match would take "text/plain, application/json" for JSON
    parts = content_type.decode("latin-1").split(";")
    essence, *parameters = (part.strip().lower() for part in parts)
    charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
    return essence == "application/json" and all(c in ("utf-8", "utf8") for c in charsets)


def _check_length(headers: Headers, max_body: int) -> None:
    """Refuses by Content-Length, before the body is read. Raises BodyTooLarge (413)."""
    declared = headers.get(b"content-length", b"0")
    # sliced: int() raises for thousands of digits, and orjson writes no integer beyond 64 bits
    if declared.isdigit() and int(declared[:20]) > max_body:
        raise BodyTooLarge(requested=int(declared[:18]), allowed=max_body)


async def _read_body(receive: Receive, max_body: int) -> bytearray:
    body, more_body = bytearray(), True
    while more_body:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        # counted too: a chunked body has no Content-Length
        if len(body) > max_body:
            raise BodyTooLarge(allowed=max_body)
        more_body = message.get("more_body", False)
    return body


def _parse_body(body: bytearray, max_values: int) -> Mapping[str, object]:
    if body.startswith(_BYTE_ORDER_MARK):
        del body[: len(_BYTE_ORDER_MARK)]
    try:
        value = parse_json(body, max_values)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise HttpRequestRefused(f"The body is not JSON in UTF-8 ({where}).") from None
    if isinstance(value, list):
        raise HttpRequestRefused("Batching is off. Send one operation in one request.")
    if not isinstance(value, dict):
        raise HttpRequestRefused(
            'The body must be a JSON object, as {"query": "{ site { title } }"}.'
        )
    return value


def _parse_query_string(query_string: bytes) -> Mapping[str, object]:
    """The URL parameters. An empty one counts as absent: parse_qsl leaves it out."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), errors="strict", max_num_fields=_MAX_PARAMETERS
        )
    except ValueError:
        raise HttpRequestRefused("The parameters of the address cannot be read as UTF-8.") from None
    parameters: dict[str, str] = {}
    for key, text in pairs:
        if key in parameters:
            raise HttpRequestRefused(f"The parameter {key!r} is given twice.")
        parameters[key] = text
    return {
        key: _parse_json_parameter(key, text) if key in _JSON_PARAMETERS else text
        for key, text in parameters.items()
    }


def _parse_json_parameter(key: str, text: str) -> object:
    try:
        return orjson.loads(text.removeprefix(_BYTE_ORDER_MARK.decode()))
    except orjson.JSONDecodeError:
        raise HttpRequestRefused(f"The parameter {key!r} is not JSON.") from None


def build_request(parameters: Mapping[str, object]) -> GraphQLRequest:
    """The request with these parameters, or HttpRequestRefused for one of a wrong type.

    Unknown ones are ignored: a MUST of the 2026 draft.
    """
    query, name = parameters.get("query"), parameters.get("operationName")
    document_id = parameters.get("documentId")
    if not (query is None or isinstance(query, str)):
        raise HttpRequestRefused("The document in query must be a string.")
    for key, value in (("operationName", name), ("documentId", document_id)):
        if not (value is None or isinstance(value, str)):
            raise HttpRequestRefused(f"{key} must be a string.")
    variables = _object_or_empty("variables", parameters.get("variables"))
    extensions = _object_or_empty("extensions", parameters.get("extensions"))
    persisted_hash = _persisted_hash(extensions.get("persistedQuery"))
    if query is None and document_id is None and persisted_hash is None:
        raise HttpRequestRefused("The request has no document. Send it in query.")
    return GraphQLRequest(
        query or "",
        str(name) if name else None,
        variables,
        extensions,
        document_id=str(document_id) if document_id else None,
        persisted_hash=persisted_hash,
    )


def _persisted_hash(value: object) -> str | None:
    """The hash in `extensions.persistedQuery`, as Apollo's clients send it; None without one."""
    if not value:
        return None
    if isinstance(value, dict) and value.get("version") != 1:
        raise HttpRequestRefused("Unsupported persisted query version")  # Apollo Server's words
    if not isinstance(value, dict) or not isinstance(value.get("sha256Hash"), str):
        raise HttpRequestRefused(
            'extensions.persistedQuery must be {"version": 1, "sha256Hash": "…"}.'
        )
    return str(value["sha256Hash"])


def _object_or_empty(key: str, value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise HttpRequestRefused(f"{key} must be a JSON object.")
    return value
