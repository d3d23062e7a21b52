"""A row about to be written: column → value, as the table spells it."""

from __future__ import annotations

from typing import Any

NewRecord = dict[str, Any]

_LARGEST = 2**31 - 1


def integer(number: int | None, least: int, most: int = _LARGEST) -> int | None:
    """A number that its column can hold, or None."""
    return number if number is not None and least <= number <= most else None
