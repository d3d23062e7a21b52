"""A result as the bytes of one GraphQL answer."""

from __future__ import annotations

import orjson

from gql.errors import ResponseTooLarge, TimedOut, Unavailable
from gql.operation.error_response import format_quire_error, format_unexpected_error
from gql.operation.result import Result


def answer_bytes(result: Result, max_bytes: int) -> bytes:
    """The answer; a refusal in place of one that has more than `max_bytes`."""
    entries: dict[str, object] = {}
    if result.errors:
        entries["errors"] = result.errors
    if result.executed:
        entries["data"] = result.data
    if result.extensions:
        entries["extensions"] = result.extensions
    try:
        body = orjson.dumps(entries)
    except TypeError as error:  # lone surrogates, and integers beyond 64 bits
        return orjson.dumps({"errors": [format_unexpected_error(error)]})
    if len(body) > max_bytes:
        refused = ResponseTooLarge(requested=len(body), allowed=max_bytes)
        return orjson.dumps({"errors": [format_quire_error(refused)]})
    return body


def is_transient(result: Result) -> bool:
    """Whether something of it has failed that may be there at the next attempt."""
    codes = {error["extensions"]["code"] for error in result.errors}
    return not codes.isdisjoint(_TRANSIENT)


def has_timed_out(result: Result) -> bool:
    """Whether something of it took too long, which it may not do the next time."""
    return any(error["extensions"]["code"] == TimedOut.code for error in result.errors)


def _codes(cls: type[Unavailable]) -> set[str]:
    return {cls.code}.union(*map(_codes, cls.__subclasses__()))


_TRANSIENT = _codes(Unavailable)
