"""Limits of a generated operation: its size, and response keys that do not conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql import GraphQLObjectType

MAX_ALIASES = MAX_DIRECTIVES = 45  # below the limits of the service, which refuse an operation
MAX_DEPTH = 15  # levels of fields


@dataclass(slots=True)
class Size:
    """The size of a part of a document with its fragments expanded; `height` in levels of fields."""

    fields: int = 0
    aliases: int = 0
    directives: int = 0
    height: int = 0
    variables: dict[str, None] = field(default_factory=dict)

    def add(self, other: Size, depth: int = 0) -> None:
        self.fields += other.fields
        self.aliases += other.aliases
        self.directives += other.directives
        self.height = max(self.height, depth + other.height)
        self.variables |= other.variables

    def continued(self) -> Size:
        """A copy to count on with; height and variables start empty."""
        return Size(self.fields, self.aliases, self.directives)

    def since(self, before: Size, depth: int) -> Size:
        """The size of what was written since `before`, at this depth."""
        return Size(
            self.fields - before.fields,
            self.aliases - before.aliases,
            self.directives - before.directives,
            self.height - depth,
            self.variables,
        )

    def has_room(self, other: Size, depth: int) -> bool:
        """Whether `other` can be added at this depth."""
        return (
            self.aliases + other.aliases <= MAX_ALIASES
            and self.directives + other.directives <= MAX_DIRECTIVES
            and depth + other.height <= MAX_DEPTH
        )


@dataclass(frozen=True, slots=True)
class ResponseField:
    """A field with its arguments in a type, as it is selected under a response key."""

    parent: object
    type_: str
    field: str

    def can_share_key(self, other: ResponseField) -> bool:
        """Whether both may have the same key: GraphQL's rule FieldsInSetCanMerge (5.3.2)."""
        if self.type_ != other.type_:
            return False
        if self.field == other.field:
            return True
        # of different object types, only one of the two is ever executed
        are_objects = all(isinstance(one.parent, GraphQLObjectType) for one in (self, other))
        return are_objects and self.parent is not other.parent


class ResponseKeys:
    """The response keys of a document, each for fields that can merge wherever they are."""

    def __init__(self) -> None:
        self._known: dict[str, list[ResponseField]] = {}

    def choose(self, key: ResponseField, names: Iterable[str]) -> str | None:
        """The first of the names that is free for this field, which then has it; None if none is."""
        for name in names:
            known = self._known.setdefault(name, [])
            if all(key.can_share_key(other) for other in known):
                known.append(key)
                return name
        return None
