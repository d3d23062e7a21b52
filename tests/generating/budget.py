"""How much of an operation is left to be written, and which names its answers go by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from graphql import GraphQLObjectType

MOST_ALIASES = MOST_DIRECTIVES = 45
DEEPEST = 15  # levels of fields


@dataclass(slots=True)
class Size:
    """Of a part of a document, its fragments expanded; `height` in levels of fields."""

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

    def onwards(self) -> Size:
        """What is counted on with, while height and variables begin anew."""
        return Size(self.fields, self.aliases, self.directives)

    def since(self, before: Size, depth: int) -> Size:
        """The size of what was written since then, at this depth."""
        return Size(
            self.fields - before.fields,
            self.aliases - before.aliases,
            self.directives - before.directives,
            self.height - depth,
            self.variables,
        )

    def has_room(self, other: Size, depth: int) -> bool:
        return (
            self.aliases + other.aliases <= MOST_ALIASES
            and self.directives + other.directives <= MOST_DIRECTIVES
            and depth + other.height <= DEEPEST
        )


@dataclass(frozen=True, slots=True)
class Key:
    """What stands under a name of the response: a field with its arguments, in a type."""

    parent: object
    type_: str
    field: str

    def goes_with(self, other: Key) -> bool:
        """Whether both may have one name: they merge, or never meet."""
        if self.type_ != other.type_:
            return False
        if self.field == other.field:
            return True
        are_objects = all(isinstance(one.parent, GraphQLObjectType) for one in (self, other))
        return are_objects and self.parent is not other.parent


class Keys:
    """The names of the response, the same all over a document."""

    def __init__(self) -> None:
        self._known: dict[str, list[Key]] = {}

    def choose(self, key: Key, names: Iterable[str]) -> str | None:
        """The first of the names that can stand for it."""
        for name in names:
            known = self._known.setdefault(name, [])
            if all(key.goes_with(other) for other in known):
                known.append(key)
                return name
        return None
