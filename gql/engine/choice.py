"""Inputs of which exactly one field is given: by what a record is looked up."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import strawberry

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
    field, value = next(
        (field, value)
        for field in dataclasses.fields(by)
        if (value := getattr(by, field.name)) is not strawberry.UNSET
    )
    spelling = field.metadata[SPELLING]
    return field.name, spelling(value) if spelling else value
