"""Random selection sets: fields with arguments and directives, fragments, type conditions."""

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
from tests.generating.budget import MAX_DEPTH, ResponseField, ResponseKeys, Size
from tests.generating.sample_values import SampleValues
from tests.generating.values import Values
from tests.generating.variables import Variables

# among them names that generated code uses itself, and Python keywords
ALIASES = ("a", "b", "c", "x", "id", "name", "title", "nodes", "most", "context", "r1", "__class__",
           "None", "import", "k", "kind", "_", "found", "present", "keys")  # fmt: skip
# null or empty for most viewers: chosen rarely, or half of all answers would say nothing
OF_STAFF = {
    "revisions",
    "previews",
    "private",
    "moderationLog",
    "version",
    "hasDraft",
    "meta",
    "account",
    "draft",
}
MAX_NESTED_CONDITIONS = 2  # inline fragments in inline fragments


@dataclass(frozen=True, slots=True)
class Limits:
    """About how many fields an operation has, how many of them in one selection set, and how many
    records nested lists return."""

    fields: int
    width: int
    records: int


@dataclass(frozen=True, slots=True)
class SelectionPosition:
    """The position of a selection set in an operation.

    `repeated`: how often it is executed, as the lists around it multiply. `conditions`: the type
    conditions between it and its field.
    """

    depth: int = 1
    repeated: int = 1
    conditions: int = 0

    def below(self, count: int) -> SelectionPosition:
        return SelectionPosition(self.depth + 1, self.repeated * count)

    def within(self) -> SelectionPosition:
        return SelectionPosition(self.depth, self.repeated, self.conditions + 1)


@dataclass(frozen=True, slots=True)
class _Fragment:
    name: str
    size: Size


class Selections:
    """Writes the selection sets of one document; its operations share fragments and variables."""

    def __init__(
        self, schema: GraphQLSchema, rng: random.Random, samples: SampleValues, limits: Limits
    ) -> None:
        self.schema = schema
        self.rng = rng
        self.limits = limits
        self.definitions: list[str] = []
        values = Values(rng, samples)
        self.variables = Variables(rng, values, self._used)
        self._arguments = Arguments(rng, values, self.variables)
        self._fragments: dict[str, list[_Fragment]] = {}
        self._keys = ResponseKeys()
        self._size = Size()

    def root(self) -> tuple[str, Size]:
        """The selection set of an operation, and its size."""
        query = self.schema.query_type
        assert query
        self._size = Size()
        return self._selection(query, SelectionPosition()), self._size

    def _selection(self, type_: Any, position: SelectionPosition) -> str:
        parts = self._parts(type_, position)
        if not parts or self.rng.random() < 0.15:
            parts.append(f"__typename{self._directives()}")
            self._size.height = max(self._size.height, position.depth)
        if self.rng.random() < 0.2:
            self.rng.shuffle(parts)
        return "{ " + " ".join(parts) + " }"

    def _parts(self, type_: Any, position: SelectionPosition) -> list[str]:
        parts = []
        if not isinstance(type_, GraphQLUnionType):
            parts += self._fields(type_, position)
        if position.conditions == MAX_NESTED_CONDITIONS:
            return parts
        if self.rng.random() < 0.2 and (spread := self._spread(type_, position)):
            parts.append(spread)
        if not isinstance(type_, GraphQLObjectType) or self.rng.random() < 0.1:
            parts += self._inline(type_, position)
        return parts

    def _inline(self, type_: Any, position: SelectionPosition) -> list[str]:
        """Inline fragments, also without a type condition, which GraphQL allows for directives."""
        found = overlapping(self.schema, type_)
        chosen = self.rng.sample(found, min(self.rng.choice((1, 1, 2, 3)), len(found)))
        heads = [
            (one, "" if one is type_ and self.rng.random() < 0.3 else f" on {one.name}")
            for one in chosen
        ]
        return [
            f"...{head}{self._directives()} {self._selection(one, position.within())}"
            for one, head in heads
        ]

    def _spread(self, type_: Any, position: SelectionPosition) -> str | None:
        """A spread of a new or an earlier fragment: a shared one merges with other selections."""
        if self.rng.random() < 0.4:
            type_ = self.rng.choice(overlapping(self.schema, type_))
        known = [
            one
            for one in self._fragments.get(type_.name, ())
            if self._size.has_room(one.size, position.depth - 1)
        ]
        if known and self.rng.random() < 0.6:
            fragment = self.rng.choice(known)
        elif position.depth < MAX_DEPTH - 3 and self._has_fields_left:
            fragment = self._fragment(type_, position)
        else:
            return None
        self._size.add(fragment.size, position.depth - 1)
        return f"...{fragment.name}{self._directives()}"

    def _fragment(self, type_: Any, position: SelectionPosition) -> _Fragment:
        # written with the size of the position where it is first used, then measured by itself
        before = self._size
        self._size = before.continued()
        selection = self._selection(type_, position.within())
        size = self._size.since(before, position.depth - 1)
        self._size = before
        name = f"F{len(self.definitions)}"
        self.definitions.append(f"fragment {name} on {type_.name} {selection}")
        fragment = _Fragment(name, size)
        self._fragments.setdefault(type_.name, []).append(fragment)
        return fragment

    def _fields(self, type_: Any, position: SelectionPosition) -> list[str]:
        count = self.rng.randint(1, self.limits.width)
        known = [name for name in type_.fields if name not in OF_STAFF or self._chosen_rarely()]
        names = self.rng.sample(known, min(len(known), count))
        if self.rng.random() < 0.1:
            names.append(names[0])
        found = (self._field(type_, name, type_.fields[name], position) for name in names)
        return [text for text in found if text]

    @property
    def _has_fields_left(self) -> bool:
        return self._size.fields < self.limits.fields

    def _field(
        self, parent: Any, name: str, field: GraphQLField, position: SelectionPosition
    ) -> str | None:
        named = get_named_type(field.type)
        is_leaf = is_leaf_type(named)
        if not is_leaf and (position.depth >= MAX_DEPTH or not self._has_fields_left):
            return None
        before = dict(self._size.variables)
        max_records = max(1, self.limits.records // position.repeated)
        arguments, count = self._arguments.arguments_for(parent, name, field, max_records)
        alias = self._alias(ResponseField(parent, str(field.type), f"{name}{arguments}"), name)
        if alias is None:
            self._size.variables = before
            return None
        self._size.fields += 1
        self._size.height = max(self._size.height, position.depth)
        head = f"{alias}{name}{arguments}{self._directives()}"
        return head if is_leaf else f"{head} {self._selection(named, position.below(count))}"

    def _alias(self, key: ResponseField, name: str) -> str | None:
        """The alias with its colon, or ""; None where the operation may have no more aliases."""
        own = [name] if self.rng.random() < 0.85 else []
        many = self.rng.sample(ALIASES, 3)
        found = self._keys.choose(key, [*own, *many, f"a{self.rng.randrange(10**6)}"])
        if found == name:
            return ""
        if not self._size.has_room(Size(aliases=1), 0):
            return None
        self._size.aliases += 1
        return f"{found}: "

    def _directives(self) -> str:
        if self.rng.random() > 0.06 or not self._size.has_room(Size(directives=2), 0):
            return ""
        names = self.rng.sample(("skip", "include"), self.rng.choice((1, 1, 1, 2)))
        self._size.directives += len(names)
        return "".join(f" @{name}(if: {self.variables.condition()})" for name in names)

    def _chosen_rarely(self) -> bool:
        return self.rng.random() < 0.12

    def _used(self, name: str) -> None:
        self._size.variables[name] = None


def overlapping(schema: GraphQLSchema, type_: Any) -> list[Any]:
    """The types whose fragments may be spread in this one (GraphQL 5.5.2.3)."""
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
