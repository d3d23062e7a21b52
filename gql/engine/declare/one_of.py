"""The fields of a @oneOf input that looks up one record: each names a unique column."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any

import strawberry

from gql.engine.declare.record_type import KEY
from gql.engine.global_id import key_of
from gql.errors import BadInput

NORMALISE = "normalise"


def unique_key(description: str, *, normalise: Callable[[str], str | None] | None = None) -> Any:
    """A field of a `by` input, named like the unique column that it is compared with.

    Of a field `id` the value is a global id; a field `database_id` is compared with the column id.
    `normalise` converts a client's value to the form that the column has; None: nothing matches.
    """
    # UNSET, not None: an explicit null is a provided field, which @oneOf forbids by its own error
    return strawberry.field(
        default=strawberry.UNSET, description=description, metadata={NORMALISE: normalise}
    )


def chosen_key(by: Any, type_name: str) -> tuple[str, Any]:
    """The column and the value to look for, by the one field that is provided.

    The value is None where no record can have it. Raises BadInput where no field is provided.
    """
    for name, normalise in _normalisers(by.__class__):
        value = getattr(by, name)
        if value is strawberry.UNSET:
            continue
        if name == "id":
            return name, key_of(value, type_name)
        if name == KEY:
            return "id", value
        return name, normalise(value) if normalise else value
    raise BadInput("Give exactly one field of the input.")


@cache
def _normalisers(cls: Any) -> list[tuple[str, Callable[[str], str | None] | None]]:
    return [(field.name, field.metadata[NORMALISE]) for field in dataclasses.fields(cls)]
