"""Inputs of which exactly one field is given: by what a record is looked up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any

import strawberry

from gql.errors import BadInput

SPELLING = "spelling"


def choice(description: str, *, spelling: Callable[[str], str | None] | None = None) -> Any:
    """A field of such an input, of the same name as a unique column.

    `spelling` turns what clients write into what the column holds, or None where nothing can match.
    """
    return strawberry.field(
        default=strawberry.UNSET, description=description, metadata={SPELLING: spelling}
    )


def given_choice(by: Any) -> tuple[str, Any]:
    """The name of the field that is given, and its value as the column spells it."""
    for name, spelling in _spellings(by.__class__):
        value = getattr(by, name)
        if value is not strawberry.UNSET:
            return name, spelling(value) if spelling else value
    raise BadInput("Give exactly one field of the input.")


@cache
def _spellings(cls: Any) -> list[tuple[str, Callable[[str], str | None] | None]]:
    return [(field.name, field.metadata[SPELLING]) for field in dataclasses.fields(cls)]
