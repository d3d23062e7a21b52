"""Random values of input types: literals that may contain variables, or JSON for variables."""

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

from tests.generating.sample_values import InputPosition, Name, SampleValues

NULL_PROBABILITY = 0.05
ReferVariable = Callable[[Any, InputPosition, bool], str | None]
"""(type, position, whether that has a default) → the name of a variable; None for a literal."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable in place of a literal."""

    name: str


class Values:
    """Draws random values. `refer` may put a variable in place of any of them."""

    def __init__(self, rng: random.Random, samples: SampleValues) -> None:
        self.rng = rng
        self.samples = samples

    def value(
        self,
        type_: Any,
        position: InputPosition,
        refer: ReferVariable | None = None,
        *,
        has_default: bool = False,
    ) -> Any:
        if refer and (name := refer(type_, position, has_default)):
            return Reference(name)
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif self.rng.random() < NULL_PROBABILITY:
            return None
        if is_list_type(type_):
            return self._list(type_, position, refer)
        if isinstance(type_, GraphQLEnumType):
            return Name(self.rng.choice(list(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            return self._input(type_, position, refer)
        return self.samples.scalar(self.rng, position, type_.name)

    def wrong(self, type_: Any) -> Any:
        """A value that the type does not accept."""
        return self.samples.wrong(self.rng, get_named_type(type_).name)

    def _list(self, type_: Any, position: InputPosition, refer: ReferVariable | None) -> Any:
        if self.rng.random() < 0.1:  # list coercion: a single value is a list of one
            return self.value(type_.of_type, position)
        count = self.rng.choice((0, 1, 2, 2, 3, 5))
        return [self.value(type_.of_type, position, refer) for _ in range(count)]

    def _input(
        self, type_: GraphQLInputObjectType, position: InputPosition, refer: ReferVariable | None
    ) -> Any:
        names = self._suitable(type_, position)
        count = 1 if type_.is_one_of else self.rng.randint(0, 3)
        chosen = set(self.rng.sample(names, min(count, len(names))))
        found = {}
        for name, field in type_.fields.items():
            if name in chosen or is_required_input_field(field):
                wanted = GraphQLNonNull(field.type) if type_.is_one_of else field.type
                found[name] = self.value(wanted, position.below(type_.name, name), refer)
        return found

    def _suitable(self, type_: GraphQLInputObjectType, position: InputPosition) -> list[str]:
        """The names of its fields, without those of its own type where it is deep in itself."""
        level = sum(name in ("or", "not") for name in (*position.around, position.name))
        recurs = level < 3 and self.rng.random() < 0.3
        return [
            name
            for name, field in type_.fields.items()
            if recurs or get_named_type(field.type) is not type_
        ]


def literal(value: Any) -> str:
    """A value in GraphQL syntax."""
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
