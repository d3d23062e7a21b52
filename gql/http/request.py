"""HTTP request → GraphQLRequest, or a refusal that says what to send instead."""

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
    MethodNotAllowed,
    PersistedQueryNotSupported,
    RequestRefused,
    UnsupportedMediaType,
)
from gql.operation.request import GraphQLRequest

MAX_ADDRESS = 8_192
MAX_HEADERS = 16_384
BY_ADDRESS = ("GET", "HEAD")
METHODS = (*BY_ADDRESS, "POST")

_JSON = ("variables", "extensions")
_MOST_PARAMETERS = 50
_TYPES_KEPT = 64

Headers = Mapping[bytes, bytes]


def headers_of(scope: Scope) -> Headers:
    """The headers by their names in lower case. Of several with one name the first counts."""
    return dict(reversed(scope["headers"]))


async def read(
    scope: Scope, headers: Headers, receive: Receive, *, max_body: int
) -> GraphQLRequest:
    """What is asked. Raises RequestRefused, with the status that fits, or ClientDisconnect."""
    _check_head(scope)
    if scope["method"] in BY_ADDRESS:
        return _asked(_of_address(scope["query_string"]))
    if scope["method"] != "POST":
        raise MethodNotAllowed
    _check_media_type(scope, headers)
    _check_length(headers, max_body)
    return _asked(_of_json(await _body(receive, max_body)))


def _check_head(scope: Scope) -> None:
    """Raises AddressTooLong or HeadersTooLarge."""
    address = len(scope["raw_path"]) + len(scope["query_string"])
    if address > MAX_ADDRESS:
        raise AddressTooLong(requested=address, allowed=MAX_ADDRESS)
    headers = sum(map(len, chain.from_iterable(scope["headers"])))
    if headers > MAX_HEADERS:
        raise HeadersTooLarge(requested=headers, allowed=MAX_HEADERS)


def _check_media_type(scope: Scope, headers: Headers) -> None:
    """One Content-Type, exactly JSON: what browsers send without a preflight never runs."""
    types = [value for name, value in scope["headers"] if name == b"content-type"]
    if len(types) != 1 or not _is_json(types[0]):
        raise UnsupportedMediaType
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedMediaType


@lru_cache(_TYPES_KEPT)
def _is_json(content_type: bytes) -> bool:
    parts = content_type.decode("latin-1").split(";")
    essence, *parameters = (part.strip().lower() for part in parts)
    charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
    return essence == "application/json" and all(c in ("utf-8", "utf8") for c in charsets)


def _check_length(headers: Headers, most: int) -> None:
    declared = headers.get(b"content-length", b"0")
    if declared.isdigit() and int(declared[:20]) > most:
        raise BodyTooLarge(requested=int(declared[:18]), allowed=most)


async def _body(receive: Receive, most: int) -> bytearray:
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            raise BodyTooLarge(allowed=most)
        more = message.get("more_body", False)
    return body


def _of_json(body: bytearray) -> Mapping[str, object]:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise RequestRefused(f"The body is not JSON in UTF-8 ({where}).") from None
    if isinstance(value, list):
        raise RequestRefused("Batching is off. Send one operation in one request.")
    if not isinstance(value, dict):
        raise RequestRefused('The body must be a JSON object, as {"query": "{ site { title } }"}.')
    return value


def _of_address(query_string: bytes) -> Mapping[str, object]:
    """The parameters of an address. An empty one counts as absent."""
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError:
        raise RequestRefused("The parameters of the address cannot be read as UTF-8.") from None
    given: dict[str, str] = {}
    for key, text in pairs:
        if key in given:
            raise RequestRefused(f"The parameter {key!r} is given twice.")
        given[key] = text
    return {
        key: _json_parameter(key, text) if key in _JSON else text for key, text in given.items()
    }


def _json_parameter(key: str, text: str) -> object:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise RequestRefused(f"The parameter {key!r} is not JSON.") from None


def _asked(given: Mapping[str, object]) -> GraphQLRequest:
    query, name = given.get("query"), given.get("operationName")
    variables, extensions = given.get("variables"), given.get("extensions")
    if query is None:
        if isinstance(extensions, dict) and "persistedQuery" in extensions:
            raise PersistedQueryNotSupported
        raise RequestRefused("Nothing is asked: the document belongs into query.")
    if not isinstance(query, str):
        raise RequestRefused("The document in query must be a string.")
    if not (name is None or isinstance(name, str)):
        raise RequestRefused("operationName must be a string.")
    return GraphQLRequest(
        query, name or None, _object("variables", variables), _object("extensions", extensions)
    )


def _object(key: str, value: object) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise RequestRefused(f"{key} must be a JSON object.")
    return value
