"""The fields of a @oneOf input that looks up one record: each names a unique column."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache
from typing import Any

import strawberry

from gql.engine.declare.cache_tags import RecordTags
from gql.engine.declare.record_type import KEY
from gql.engine.global_id import key_of
from gql.errors import BadInput

NORMALISE, TAG = "normalise", "tag"


def unique_key(
    description: str,
    *,
    normalise: Callable[[str], str | None] | None = None,
    tag: str = "",
    shared: bool = False,
) -> Any:
    """A field of a `by` input, named like the unique column that it is compared with.

    Of a field `id` the value is a global id; a field `database_id` is compared with the column id.
    `normalise` converts a client's value to the form that the column has; None: nothing matches.
    `tag`: the word before the value in a cache tag, as in uri:/about/. `shared`: several records
    may have it, so that another may become the one that is found.
    """
    # UNSET, not None: an explicit null is a provided field, which @oneOf forbids by its own error
    return strawberry.field(
        default=strawberry.UNSET,
        description=description,
        metadata={NORMALISE: normalise, TAG: (tag, shared)},
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


def lookup_tags(by: Any, column: str, value: Any, tags: RecordTags) -> list[str]:
    """The cache tags of looking for this value, whatever it finds."""
    if column == "id":
        return tags.of_node(value)
    word, is_shared = _tags(by.__class__)[column]
    found = [f"{word}:{value}"] if word else []
    return [*found, *tags.of_absent()] if is_shared or not tags.node else found


@cache
def _tags(cls: Any) -> dict[str, tuple[str, bool]]:
    return {field.name: field.metadata[TAG] for field in dataclasses.fields(cls)}


@cache
def _normalisers(cls: Any) -> list[tuple[str, Callable[[str], str | None] | None]]:
    return [(field.name, field.metadata[NORMALISE]) for field in dataclasses.fields(cls)]
