"""Responses of protocols to what the app never sees, as bytes that end the connection."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

import orjson

from gql import logs
from gql.errors import HttpRequestRefused
from gql.http.common_headers import response_headers


def raw_response(error: HttpRequestRefused, fixed: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Head and body of a refusal, which is logged; `fixed` are uvicorn's headers: the date."""
    status = HTTPStatus(error.status)
    body = orjson.dumps(
        {"errors": [{"message": error.message, "extensions": {"code": error.code}}]}
    )
    with logs.RequestIdScope(None) as id:
        logs.log.info("refused", code=error.code, status=status.value)
        headers = (
            *fixed,
            (b"content-type", b"application/json; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            *response_headers(id),
        )
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    return b"HTTP/1.1 %d %b\r\n%b\r\n" % (status, status.phrase.encode(), lines) + body
