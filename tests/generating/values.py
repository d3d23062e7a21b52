"""Values of any input type: as literals with variables among them, or as plain JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    get_named_type,
    is_list_type,
    is_required_input_field,
)

from tests.generating.words import Name, Place, Words

NULLS = 0.05
Spelled = Callable[[Any, Place, bool], str | None]
"""A variable for a type and a place, which may have a default of its own; None for a literal."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable, where a literal could stand."""

    name: str


class Values:
    """Draws values. `refer` may put a variable in the place of any of them."""

    def __init__(self, chance: random.Random, words: Words) -> None:
        self.chance = chance
        self.words = words

    def value(
        self, type_: Any, place: Place, refer: Spelled | None = None, *, has_default: bool = False
    ) -> Any:
        if refer and (name := refer(type_, place, has_default)):
            return Reference(name)
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif self.chance.random() < NULLS:
            return None
        if is_list_type(type_):
            return self._list(type_, place, refer)
        if isinstance(type_, GraphQLEnumType):
            return Name(self.chance.choice(list(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            return self._input(type_, place, refer)
        return self.words.scalar(self.chance, place, type_.name)

    def wrong(self, type_: Any) -> Any:
        """What the type does not take."""
        return self.words.wrong(self.chance, get_named_type(type_).name)

    def _list(self, type_: Any, place: Place, refer: Spelled | None) -> Any:
        if self.chance.random() < 0.1:  # one value stands for a list of one
            return self.value(type_.of_type, place)
        count = self.chance.choice((0, 1, 2, 2, 3, 5))
        return [self.value(type_.of_type, place, refer) for _ in range(count)]

    def _input(self, type_: GraphQLInputObjectType, place: Place, refer: Spelled | None) -> Any:
        names = list(type_.fields)
        count = 1 if type_.is_one_of else self.chance.randint(0, 3)
        chosen = set(self.chance.sample(names, min(count, len(names))))
        found = {}
        for name, field in type_.fields.items():
            if name in chosen or is_required_input_field(field):
                wanted = GraphQLNonNull(field.type) if type_.is_one_of else field.type
                found[name] = self.value(wanted, place.below(type_.name, name), refer)
        return found


def literal(value: Any) -> str:
    """A value as GraphQL spells it."""
    match value:
        case Reference(name):
            return f"${name}"
        case Name():
            return str(value)
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return "{" + ", ".join(f"{name}: {literal(one)}" for name, one in value.items()) + "}"
        case _:
            return json.dumps(value, ensure_ascii=False)
