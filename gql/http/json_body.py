"""JSON of a request → Python, unless it has more values than are allowed.

Half a million numbers fit into a body of a megabyte, and take many times as much memory and time.
They are counted in the bytes, before any of them becomes an object.
"""

from __future__ import annotations

import re
from itertools import islice

import orjson

from gql.errors import LimitExceeded

QUOTE = ord('"')
# possessive, as it must never go back: a whole string, even one without an end, or a mark before
# which or after which a value stands
_STRING_OR_MARK = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{,]', re.DOTALL)


def parse_json(text: bytes | bytearray, max_values: int) -> object:
    """The value of a JSON text. Raises LimitExceeded, and orjson.JSONDecodeError."""
    most = text.count(b",") + text.count(b"[") + text.count(b"{")
    # the marks within strings count, too: only where those may have been too many, they are told
    # apart, which takes longer
    if most > max_values and _marks_outside_strings(text, max_values) > max_values:
        raise LimitExceeded(
            "values",
            requested=most,
            allowed=max_values,
            what="The JSON of the request has too many values",
        )
    return orjson.loads(text)


def _marks_outside_strings(text: bytes | bytearray, max_values: int) -> int:
    """The number of marks, counted until it is certain that there are more than `max_values`."""
    # between two marks there are two strings at most in valid JSON: a key and a value
    found = islice(_STRING_OR_MARK.finditer(text), 3 * max_values + 4)
    strings = marks = 0
    for match in found:
        if text[match.start()] == QUOTE:
            strings += 1
        else:
            marks += 1
    return max(marks, (strings - 1) // 2)
