"""The differences of two GraphQL schemas, by what they may do to documents written before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    assert_valid_schema,
    build_schema,
    find_breaking_changes,
    find_dangerous_changes,
)

from gql.errors import InputRefused

WithFields = GraphQLObjectType | GraphQLInterfaceType
T = TypeVar("T")


class Risk(Enum):
    """What a change may do to documents and clients that were right before."""

    BREAKING = "breaking"  # a document may be refused, or an answer have another shape
    DANGEROUS = "dangerous"  # a document is right still, but may get what it does not expect
    SAFE = "safe"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference, in the terms of graphql-js: `FIELD_REMOVED`, and a sentence."""

    risk: Risk
    kind: str
    sentence: str

    def line(self) -> str:
        """Risk, kind and sentence in columns, for a terminal."""
        return f"{self.risk.value:<9}  {self.kind:<28}  {self.sentence}"


def schema_of(text: str, source: str) -> GraphQLSchema:
    """The schema that a text in the definition language says; errors name its `source`.

    Raises InputRefused.
    """
    try:
        schema = build_schema(text)
        assert_valid_schema(schema)
    except (GraphQLError, TypeError, RecursionError) as error:
        first = next(iter(str(error).splitlines()), type(error).__name__)
        raise InputRefused(f"{source} is no GraphQL schema{_line_of(error)}: {first}") from error
    return schema


def _line_of(error: Exception) -> str:
    locations = getattr(error, "locations", None)
    return f", line {locations[0].line}" if locations else ""


def schema_changes(old: GraphQLSchema, new: GraphQLSchema) -> list[Change]:
    """All differences from an old schema to a new one, the worst first."""
    # of what was deprecated and is gone: what to use instead
    instead = {f"{place} was removed.": f" {r}" for place, r in _reasons(old).items() if r}
    found = [
        *(
            Change(Risk.BREAKING, c.type.name, c.description + instead.get(c.description, ""))
            for c in find_breaking_changes(old, new)
        ),
        *(
            Change(Risk.DANGEROUS, c.type.name, c.description)
            for c in find_dangerous_changes(old, new)
        ),
        *_safe_changes(old, new),
        *_deprecations(_reasons(old), _reasons(new)),
    ]
    worst_first = list(Risk)
    return sorted(found, key=lambda one: (worst_first.index(one.risk), one.kind, one.sentence))


def _safe_changes(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    """What graphql-core leaves out: additions that no document can meet."""
    for name in sorted(new.type_map.keys() - old.type_map.keys()):
        yield Change(Risk.SAFE, "TYPE_ADDED", f"{name} was added.")
    for type_, before in _in_both(old.type_map, new.type_map):
        if isinstance(type_, WithFields) and isinstance(before, WithFields):
            yield from _field_changes(before, type_)


def _field_changes(old: WithFields, new: WithFields) -> Iterator[Change]:
    for name, field in new.fields.items():
        place = f"{new.name}.{name}"
        was = old.fields.get(name)
        if was is None:
            yield Change(Risk.SAFE, "FIELD_ADDED", f"{place} was added.")
            continue
        # only a null that no longer comes: any other change of type is breaking
        if str(field.type).replace("!", "") == str(was.type).replace("!", "") and len(
            str(field.type)
        ) > len(str(was.type)):
            sentence = f"{place} changed type from {was.type} to {field.type}."
            yield Change(Risk.SAFE, "FIELD_NO_LONGER_NULL", sentence)


Reasons = dict[str, str | None]
"""By what graphql-core calls a field, argument or enum value: why it is deprecated, or None."""


def _reasons(schema: GraphQLSchema) -> Reasons:
    found: Reasons = {}
    for type_ in schema.type_map.values():
        if isinstance(type_, WithFields | GraphQLInputObjectType):
            for name, field in type_.fields.items():
                place = f"{type_}.{name}"
                found[f"Field {place}"] = field.deprecation_reason
                for argument, described in getattr(field, "args", {}).items():
                    found[f"Argument {place}({argument}:)"] = described.deprecation_reason
        if isinstance(type_, GraphQLEnumType):
            for name, value in type_.values.items():
                found[f"Enum value {type_}.{name}"] = value.deprecation_reason
    return found


def _deprecations(old: Reasons, new: Reasons) -> Iterator[Change]:
    for place, reason in new.items():
        if reason and old.get(place, reason) is None:
            yield Change(Risk.SAFE, "DEPRECATED", f"{place} was deprecated: {reason}")


def _in_both(old: dict[str, T], new: dict[str, T]) -> Iterator[tuple[T, T]]:
    """The new and the old of each name that both have."""
    return ((one, old[name]) for name, one in new.items() if name in old)
