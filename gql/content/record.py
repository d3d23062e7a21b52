"""Rows to be inserted or updated: column name → value."""

from __future__ import annotations

from typing import Any

NewRecord = dict[str, Any]

_MAX_INT4 = 2**31 - 1


def integer_in_range(number: int | None, minimum: int, maximum: int = _MAX_INT4) -> int | None:
    """The number if it is within its bounds, otherwise None. The default fits an integer column."""
    return number if number is not None and minimum <= number <= maximum else None
