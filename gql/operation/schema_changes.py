"""The differences of two GraphQL schemas, by what they may do to documents written before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from graphql import (
    GraphQLEnumType,
    GraphQLError,
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
    found = [
        *(
            Change(Risk.BREAKING, c.type.name, c.description)
            for c in find_breaking_changes(old, new)
        ),
        *(
            Change(Risk.DANGEROUS, c.type.name, c.description)
            for c in find_dangerous_changes(old, new)
        ),
        *_safe_changes(old, new),
    ]
    worst_first = list(Risk)
    return sorted(found, key=lambda one: (worst_first.index(one.risk), one.kind, one.sentence))


def _safe_changes(old: GraphQLSchema, new: GraphQLSchema) -> Iterator[Change]:
    """What graphql-core leaves out: additions that no document can meet, and deprecations."""
    for name in sorted(new.type_map.keys() - old.type_map.keys()):
        yield Change(Risk.SAFE, "TYPE_ADDED", f"{name} was added.")
    for type_, before in _in_both(old.type_map, new.type_map):
        if isinstance(type_, WithFields) and isinstance(before, WithFields):
            yield from _field_changes(before, type_)
        if isinstance(type_, GraphQLEnumType) and isinstance(before, GraphQLEnumType):
            for value, was in _in_both(before.values, type_.values):
                if value.deprecation_reason and not was.deprecation_reason:
                    name = next(key for key, one in type_.values.items() if one is value)
                    yield _deprecated(f"{type_.name}.{name}", value.deprecation_reason)


def _field_changes(old: WithFields, new: WithFields) -> Iterator[Change]:
    for name, field in new.fields.items():
        place = f"{new.name}.{name}"
        was = old.fields.get(name)
        if was is None:
            yield Change(Risk.SAFE, "FIELD_ADDED", f"{place} was added.")
            continue
        if field.deprecation_reason and not was.deprecation_reason:
            yield _deprecated(place, field.deprecation_reason)
        # only a null that no longer comes: any other change of type is breaking
        if str(field.type).replace("!", "") == str(was.type).replace("!", "") and len(
            str(field.type)
        ) > len(str(was.type)):
            sentence = f"{place} changed type from {was.type} to {field.type}."
            yield Change(Risk.SAFE, "FIELD_NO_LONGER_NULL", sentence)


def _deprecated(place: str, reason: str) -> Change:
    return Change(Risk.SAFE, "DEPRECATED", f"{place} was deprecated: {reason}")


def _in_both(old: dict[str, T], new: dict[str, T]) -> Iterator[tuple[T, T]]:
    """The new and the old of each name that both have."""
    return ((one, old[name]) for name, one in new.items() if name in old)
