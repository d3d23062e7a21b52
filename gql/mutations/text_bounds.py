"""Bounds on every text and list of an input: checked before anything else is done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from strawberry.utils.str_converters import to_camel_case

from gql.errors import BadInput

MAX_LENGTH = 2_000  # characters: names, addresses, ids, tokens; fields of prose declare another
MAX_ITEMS = 100
_LENGTH, _ITEMS = "max_length", "max_items"


def at_most(length: int = MAX_LENGTH, *, items: int = MAX_ITEMS) -> dict[str, int]:
    """The metadata of an input field that has another bound: `metadata=at_most(20_000)`."""
    return {_LENGTH: length, _ITEMS: items}


def check_bounds(input: Any, path: tuple[str, ...] = ()) -> None:
    """Raise BadInput for the first text that is too long, or list that has too many items."""
    for field in fields(input):
        value = getattr(input, field.name)
        place = (*path, getattr(field, "graphql_name", None) or to_camel_case(field.name))
        _check(value, {**at_most(), **field.metadata}, place)


def _check(value: Any, bounds: dict[str, int], path: tuple[str, ...]) -> None:
    if isinstance(value, str):
        _require(len(value), bounds[_LENGTH], "characters", path)
    elif is_dataclass(value):
        check_bounds(value, path)
    elif isinstance(value, Sequence):
        _require(len(value), bounds[_ITEMS], "items", path)
        for at, item in enumerate(value):
            _check(item, bounds, (*path, str(at)))


def _require(count: int, allowed: int, of_what: str, path: tuple[str, ...]) -> None:
    if count > allowed:
        raise BadInput(
            f"The {'.'.join(path)} has {count:,} {of_what}; {allowed:,} are allowed.",
            field=list(path),
        )
