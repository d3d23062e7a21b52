"""`quire sdl --check`: what a front end that was built on another schema would meet here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
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

from gql.cli.options import EXIT_FAILED, EXIT_OK
from gql.errors import InputRefused

MAX_FILE_SIZE = 10_000_000  # bytes: some eighty times the schema itself

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
        """A line of the report."""
        return f"{self.risk.value:<9}  {self.kind:<28}  {self.sentence}"


def check_schema(file: Path, schema: GraphQLSchema) -> int:
    """Print how `schema` differs from that of a file, worst first, then how many of each risk.

    Returns 1 if something is breaking. Raises InputRefused for a file that is no schema.
    """
    changes = schema_changes(read_schema(file), schema)
    for change in changes:
        print(change.line())
    counts = Counter(change.risk for change in changes)
    print(", ".join(f"{counts[risk]} {risk.value}" for risk in Risk))
    return EXIT_FAILED if counts[Risk.BREAKING] else EXIT_OK


def read_schema(file: Path) -> GraphQLSchema:
    """The schema in a file, in the schema definition language. Raises InputRefused."""
    try:
        with file.open("rb") as opened:
            text = opened.read(MAX_FILE_SIZE + 1)
        if len(text) > MAX_FILE_SIZE:
            raise InputRefused(f"{file} has more than {MAX_FILE_SIZE:,} bytes: is it a schema?")
        schema = build_schema(text.decode())
        assert_valid_schema(schema)
    except OSError as error:
        raise InputRefused(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputRefused(f"{file} is not UTF-8 text.") from error
    except (GraphQLError, TypeError, RecursionError) as error:
        first = next(iter(str(error).splitlines()), type(error).__name__)
        place = _line_of(error)
        raise InputRefused(f"{file} is no GraphQL schema{place}: {first}") from error
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
