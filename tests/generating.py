"""Random operations that are valid for a schema: every field, argument and type condition is reached in time."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_list_type,
    is_required_argument,
)

Values = Mapping[str, Sequence[str]]


class Generator:
    """Operations from a seed. `values` are literals by scalar or argument name."""

    def __init__(self, schema: GraphQLSchema, seed: int, values: Values) -> None:
        self.schema = schema
        self.random = random.Random(seed)
        self.values = values
        self.left = 0

    def operation(self, fields: int = 30) -> str:
        """An operation of about so many fields, not deeper than what is allowed."""
        self.left = fields
        self.fragments: dict[str, list[str]] = {}
        self.definitions: list[str] = []
        query = self.schema.query_type
        assert query is not None
        asked = f"query {self._selection(query, depth=1)}"
        return "\n".join([asked, *self.definitions])

    def _selection(self, type_: Any, depth: int) -> str:
        parts = ["__typename"] if self.random.random() < 0.2 else []
        if not isinstance(type_, GraphQLUnionType) and self.random.random() < 0.25:
            parts.append(f"...{self._fragment(type_, depth)}")
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            parts += self._fields(type_, depth)
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            possible = self.schema.get_possible_types(type_)
            chosen = self.random.sample(list(possible), min(2, len(possible)))
            parts += [f"... on {one.name} {self._selection(one, depth)}" for one in chosen]
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def _fragment(self, type_: Any, depth: int) -> str:
        """The name of a fragment, new or met before: shared, it merges with other selections."""
        known = self.fragments.setdefault(type_.name, [])
        if known and self.random.random() < 0.6:
            return self.random.choice(known)
        fields = " ".join(self._fields(type_, depth)) or "__typename"
        name = f"F{len(self.definitions)}"
        self.definitions.append(f"fragment {name} on {type_.name} {{ {fields} }}")
        known.append(name)
        return name

    def _fields(self, type_: GraphQLObjectType | GraphQLInterfaceType, depth: int) -> list[str]:
        names = list(type_.fields)
        chosen = self.random.sample(names, min(len(names), self.random.randint(1, 4)))
        return [text for name in chosen if (text := self._field(name, type_.fields[name], depth))]

    def _field(self, name: str, field: GraphQLField, depth: int) -> str | None:
        named = get_named_type(field.type)
        if not is_leaf_type(named) and (depth > 9 or self.left <= 0):
            return None
        self.left -= 1
        arguments = self._arguments(field)
        # without arguments two selections of one field are merged; with them they would be at odds
        alias = f"a{self.left + 1000}: " if arguments or self.random.random() < 0.3 else ""
        below = "" if is_leaf_type(named) else " " + self._selection(named, depth + 1)
        return f"{alias}{name}{arguments}{below}"

    def _arguments(self, field: GraphQLField) -> str:
        given = [
            f"{name}: {self._value(name, argument.type)}"
            for name, argument in self._chosen(field.args)
        ]
        return f"({', '.join(given)})" if given else ""

    def _chosen(self, arguments: dict[str, GraphQLArgument]) -> list[tuple[str, GraphQLArgument]]:
        chosen = {n for n in arguments if self.random.random() < 0.35}
        if {"first", "last"} <= chosen:
            chosen.remove("last")
        return [
            (name, argument)
            for name, argument in arguments.items()
            if name in chosen or is_required_argument(argument)
        ]

    def _value(self, name: str, type_: Any) -> str:
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif self.random.random() < 0.05:
            return "null"
        if is_list_type(type_):
            return f"[{', '.join(self._value(name, type_.of_type) for _ in range(2))}]"
        if isinstance(type_, GraphQLEnumType):
            return self.random.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return self._input(type_)
        return self.random.choice(self.values.get(name) or self.values[type_.name])

    def _input(self, type_: GraphQLInputObjectType) -> str:
        names = list(type_.fields)
        count = 1 if type_.is_one_of else self.random.randint(0, 3)
        chosen = self.random.sample(names, min(count, len(names)))
        given = []
        for name in chosen:
            wanted = type_.fields[name].type
            value = self._value(name, GraphQLNonNull(wanted) if type_.is_one_of else wanted)
            given.append(f"{name}: {value}")
        return "{ " + ", ".join(given) + " }"
