"""Values that PHP has serialised, read strictly: what is not exactly that is a text.

The format is that of serialize(): i:7; d:0.5; b:1; N; s:3:"rye"; a:1:{…} O:3:"Box":1:{…}. Lengths
are in bytes. References (R:, r:) and classes with a form of their own (C:) are not read.

Not by phpserialize, whose last release is of 2016: it nests without a bound, and takes texts such
as `i:1_0;`, `a:-5:{}` or `i:7;rest` for values, which would so be changed.
"""

from __future__ import annotations

import math
import re
from typing import Any

MAX_DEPTH = 50
_SCALAR = re.compile(
    rb"(?:i:(-?[0-9]{1,19})|b:([01])|d:(-?[0-9.]{1,30}(?:E[+-]?[0-9]{1,3})?)|(N));"
)
_TEXT = re.compile(rb's:([0-9]{1,9}):"')
_LIST = re.compile(rb"a:([0-9]{1,9}):\{")
_OBJECT = re.compile(rb'O:[0-9]{1,5}:"[^"\x00]{1,500}":([0-9]{1,9}):\{')
_START = re.compile(r"(?:[ibd]:|N;|s:[0-9]|a:[0-9]|O:[0-9])")


class _Unreadable(Exception):
    pass


def unserialized(text: str) -> Any:
    """The value of a text that PHP has serialised, as JSON can hold it; any other text itself.

    Arrays with the keys 0, 1, 2 … are lists, others dictionaries; so are objects, by their
    properties.
    """
    if not _START.match(text):
        return text
    data = text.encode("utf-8", "surrogatepass")
    try:
        value, end = _value(data, 0, 0)
    except (_Unreadable, UnicodeDecodeError, ValueError):
        return text
    return value if end == len(data) else text


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins there, and where it ends."""
    if scalar := _SCALAR.match(data, at):
        return _scalar(scalar), scalar.end()
    if text := _TEXT.match(data, at):
        return _text(data, text)
    if depth >= MAX_DEPTH:
        raise _Unreadable
    if list_ := _LIST.match(data, at):
        pairs, end = _pairs(data, list_, depth)
        keys = list(pairs)
        return (list(pairs.values()) if keys == [*range(len(keys))] else _named(pairs)), end
    if object_ := _OBJECT.match(data, at):
        pairs, end = _pairs(data, object_, depth)
        return _named(pairs), end
    raise _Unreadable


def _scalar(match: re.Match[bytes]) -> int | bool | float | None:
    integer, boolean, number, _ = match.groups()
    if integer is not None:
        return int(integer)
    if boolean is not None:
        return boolean == b"1"
    if number is None:
        return None
    value = float(number)
    if not math.isfinite(value):
        raise _Unreadable
    return value


def _text(data: bytes, match: re.Match[bytes]) -> tuple[str, int]:
    start = match.end()
    end = start + int(match[1])
    if data[end : end + 2] != b'";':
        raise _Unreadable
    return data[start:end].decode(), end + 2


def _pairs(data: bytes, match: re.Match[bytes], depth: int) -> tuple[dict[Any, Any], int]:
    """The keys and values between the braces."""
    pairs: dict[Any, Any] = {}
    at = match.end()
    for _ in range(int(match[1])):
        key, at = _value(data, at, MAX_DEPTH)  # a number or a text: nothing that has parts
        if isinstance(key, bool) or not isinstance(key, int | str):
            raise _Unreadable
        pairs[key], at = _value(data, at, depth + 1)
    if data[at : at + 1] != b"}":
        raise _Unreadable
    return pairs, at + 1


def _named(pairs: dict[Any, Any]) -> dict[str, Any]:
    # a private or protected property has the class, or a star, between two NULs before its name
    return {str(key).rpartition("\0")[2]: value for key, value in pairs.items()}
