"""Selections: fields with arguments and directives, fragments, type conditions."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from tests.generating.arguments import Arguments
from tests.generating.budget import DEEPEST, Key, Keys, Size
from tests.generating.values import Values
from tests.generating.variables import Variables
from tests.generating.words import Words

ALIASES = ("a", "b", "c", "x", "id", "name", "title", "nodes", "most", "context", "r1", "__class__",
           "None", "import", "k", "kind", "_", "found", "present", "keys")  # fmt: skip
FOR_STAFF = {"revisions", "private", "moderationLog"}  # refused to others, which ends a plan
MOST_CONDITIONS = 2  # inside each other


@dataclass(frozen=True, slots=True)
class Manner:
    """How much is asked: about so many fields, so many side by side, records in lists in lists."""

    fields: int
    widest: int
    most: int


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a selection stands: the depth of its fields, how often it is reached, and how many
    type conditions lie between it and its field."""

    depth: int = 1
    times: int = 1
    conditions: int = 0

    def below(self, count: int) -> Spot:
        return Spot(self.depth + 1, self.times * count)

    def within(self) -> Spot:
        return Spot(self.depth, self.times, self.conditions + 1)


@dataclass(frozen=True, slots=True)
class _Fragment:
    name: str
    size: Size


class Selections:
    """Those of one document. Fragments, names and variables are shared by its operations."""

    def __init__(
        self, schema: GraphQLSchema, chance: random.Random, words: Words, manner: Manner
    ) -> None:
        self.schema = schema
        self.chance = chance
        self.manner = manner
        self.definitions: list[str] = []
        values = Values(chance, words)
        self.variables = Variables(chance, values, self._used)
        self._arguments = Arguments(chance, values, self.variables)
        self._fragments: dict[str, list[_Fragment]] = {}
        self._keys = Keys()
        self._size = Size()

    def root(self) -> tuple[str, Size]:
        """The selection of an operation, and what it comes to."""
        query = self.schema.query_type
        assert query
        self._size = Size()
        return self._selection(query, Spot()), self._size

    def _selection(self, type_: Any, spot: Spot) -> str:
        parts = self._parts(type_, spot)
        if not parts or self.chance.random() < 0.15:
            parts.append(f"__typename{self._directives()}")
            self._size.height = max(self._size.height, spot.depth)
        if self.chance.random() < 0.2:
            self.chance.shuffle(parts)
        return "{ " + " ".join(parts) + " }"

    def _parts(self, type_: Any, spot: Spot) -> list[str]:
        parts = []
        if not isinstance(type_, GraphQLUnionType):
            parts += self._fields(type_, spot)
        if spot.conditions == MOST_CONDITIONS:
            return parts
        if self.chance.random() < 0.2 and (spread := self._spread(type_, spot)):
            parts.append(spread)
        if not isinstance(type_, GraphQLObjectType) or self.chance.random() < 0.1:
            parts += self._inline(type_, spot)
        return parts

    def _inline(self, type_: Any, spot: Spot) -> list[str]:
        """Type conditions, or none: it may hold directives all the same."""
        found = overlapping(self.schema, type_)
        chosen = self.chance.sample(found, min(self.chance.choice((1, 1, 2, 3)), len(found)))
        heads = [
            (one, "" if one is type_ and self.chance.random() < 0.3 else f" on {one.name}")
            for one in chosen
        ]
        return [
            f"...{head}{self._directives()} {self._selection(one, spot.within())}"
            for one, head in heads
        ]

    def _spread(self, type_: Any, spot: Spot) -> str | None:
        """A fragment, new or met before: shared, it merges with other selections."""
        if self.chance.random() < 0.4:
            type_ = self.chance.choice(overlapping(self.schema, type_))
        known = [
            one
            for one in self._fragments.get(type_.name, ())
            if self._size.has_room(one.size, spot.depth - 1)
        ]
        if known and self.chance.random() < 0.6:
            fragment = self.chance.choice(known)
        elif spot.depth < DEEPEST - 3 and self._has_fields_left:
            fragment = self._fragment(type_, spot)
        else:
            return None
        self._size.add(fragment.size, spot.depth - 1)
        return f"...{fragment.name}{self._directives()}"

    def _fragment(self, type_: Any, spot: Spot) -> _Fragment:
        # written as if it stood here, then taken for itself
        before = self._size
        self._size = before.onwards()
        selection = self._selection(type_, spot.within())
        size = self._size.since(before, spot.depth - 1)
        self._size = before
        name = f"F{len(self.definitions)}"
        self.definitions.append(f"fragment {name} on {type_.name} {selection}")
        fragment = _Fragment(name, size)
        self._fragments.setdefault(type_.name, []).append(fragment)
        return fragment

    def _fields(self, type_: Any, spot: Spot) -> list[str]:
        count = self.chance.randint(1, self.manner.widest)
        known = [name for name in type_.fields if name not in FOR_STAFF or self._is_rare()]
        names = self.chance.sample(known, min(len(known), count))
        if self.chance.random() < 0.1:
            names.append(names[0])
        found = (self._field(type_, name, type_.fields[name], spot) for name in names)
        return [text for text in found if text]

    @property
    def _has_fields_left(self) -> bool:
        return self._size.fields < self.manner.fields

    def _field(self, parent: Any, name: str, field: GraphQLField, spot: Spot) -> str | None:
        named = get_named_type(field.type)
        is_leaf = is_leaf_type(named)
        if not is_leaf and (spot.depth >= DEEPEST or not self._has_fields_left):
            return None
        before = dict(self._size.variables)
        most = max(1, self.manner.most // spot.times)
        arguments, count = self._arguments.of(parent, name, field, most)
        alias = self._alias(Key(parent, str(field.type), f"{name}{arguments}"), name)
        if alias is None:
            self._size.variables = before
            return None
        self._size.fields += 1
        self._size.height = max(self._size.height, spot.depth)
        head = f"{alias}{name}{arguments}{self._directives()}"
        return head if is_leaf else f"{head} {self._selection(named, spot.below(count))}"

    def _alias(self, key: Key, name: str) -> str | None:
        """What stands before the name: nothing, or an alias; None where there is no room for it."""
        own = [name] if self.chance.random() < 0.85 else []
        many = self.chance.sample(ALIASES, 3)
        found = self._keys.choose(key, [*own, *many, f"a{self.chance.randrange(10**6)}"])
        if found == name:
            return ""
        if not self._size.has_room(Size(aliases=1), 0):
            return None
        self._size.aliases += 1
        return f"{found}: "

    def _directives(self) -> str:
        if self.chance.random() > 0.06 or not self._size.has_room(Size(directives=2), 0):
            return ""
        names = self.chance.sample(("skip", "include"), self.chance.choice((1, 1, 1, 2)))
        self._size.directives += len(names)
        return "".join(f" @{name}(if: {self.variables.switch()})" for name in names)

    def _is_rare(self) -> bool:
        return self.chance.random() < 0.05

    def _used(self, name: str) -> None:
        self._size.variables[name] = None


def overlapping(schema: GraphQLSchema, type_: Any) -> list[Any]:
    """The types that something of this type can be."""
    own = _possible(schema, type_)
    composite = (GraphQLObjectType, GraphQLInterfaceType, GraphQLUnionType)
    return [
        one
        for one in schema.type_map.values()
        if isinstance(one, composite) and not one.name.startswith("__")
        if own & _possible(schema, one)
    ]


def _possible(schema: GraphQLSchema, type_: Any) -> set[str]:
    if isinstance(type_, GraphQLObjectType):
        return {type_.name}
    return {one.name for one in schema.get_possible_types(type_)}
