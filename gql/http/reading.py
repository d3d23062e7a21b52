"""HTTP request → GraphQLRequest, or a refusal that says what to send instead."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request

from gql.errors import (
    AddressTooLong,
    BodyTooLarge,
    BodyTooSlow,
    HeadersTooLarge,
    MethodNotAllowed,
    PersistedQueryNotSupported,
    RequestRefused,
    UnsupportedMediaType,
)
from gql.operation.request import GraphQLRequest

MAX_ADDRESS = 8_192
MAX_HEADERS = 16_384
BODY_SECONDS = 20.0
BY_ADDRESS = ("GET", "HEAD")
METHODS = (*BY_ADDRESS, "POST")

_JSON = ("variables", "extensions")
_KEYS = ("query", "operationName", "variables", "extensions")
_MOST_PARAMETERS = 50


async def read(request: Request, *, max_body: int, seconds: float = BODY_SECONDS) -> GraphQLRequest:
    """What the client asks. Raises RequestRefused with the status that fits."""
    check_head(request)
    if request.method in BY_ADDRESS:
        return _asked(_of_address(request.scope["query_string"]))
    if request.method != "POST":
        raise MethodNotAllowed
    _check_media_type(request)
    return _asked(_of_json(await _body(request, max_body, seconds)))


def check_head(request: Request) -> None:
    """Raises AddressTooLong or HeadersTooLarge."""
    address = len(request.scope["raw_path"]) + len(request.scope["query_string"])
    if address > MAX_ADDRESS:
        raise AddressTooLong(requested=address, allowed=MAX_ADDRESS)
    headers = sum(len(name) + len(value) for name, value in request.scope["headers"])
    if headers > MAX_HEADERS:
        raise HeadersTooLarge(requested=headers, allowed=MAX_HEADERS)


def _check_media_type(request: Request) -> None:
    """One Content-Type, exactly JSON: what browsers send without a preflight never runs."""
    types = request.headers.getlist("content-type")
    if len(types) != 1 or not _is_json(types[0]):
        raise UnsupportedMediaType
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMediaType


def _is_json(content_type: str) -> bool:
    essence, *parameters = (part.strip().lower() for part in content_type.split(";"))
    charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
    return essence == "application/json" and all(c in ("utf-8", "utf8") for c in charsets)


async def _body(request: Request, most: int, seconds: float) -> bytes:
    declared = request.headers.get("content-length", "0")
    if declared.isdecimal() and int(declared[:20]) > most:
        raise BodyTooLarge(requested=int(declared[:18]), allowed=most)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    raise BodyTooLarge(allowed=most)
    except TimeoutError:
        raise BodyTooSlow(allowed=seconds) from None
    return bytes(body)


def _of_json(body: bytes) -> Mapping[str, object]:
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
    query, name, variables, extensions = (given.get(key) for key in _KEYS)
    if query is None:
        if isinstance(extensions, dict) and "persistedQuery" in extensions:
            raise PersistedQueryNotSupported
        raise RequestRefused("Nothing is asked: the document belongs into query.")
    if not isinstance(query, str):
        raise RequestRefused("The document in query must be a string.")
    if not isinstance(name, str | None):
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
