"""The arguments of a field, some of them, in an order of chance."""

from __future__ import annotations

import random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLField,
    Undefined,
    get_named_type,
    is_list_type,
    is_required_argument,
)
from graphql.type import get_nullable_type

from tests.generating.values import Reference, Values, literal
from tests.generating.variables import Variables
from tests.generating.words import LARGEST, Name, Place

DEFAULT_SIZE = 10
OFTEN = {"previewToken": 0.02}  # what nobody signed ends a plan
GUESS = 3  # of the length of a list without a size


class Arguments:
    def __init__(self, chance: random.Random, values: Values, variables: Variables) -> None:
        self.chance = chance
        self.values = values
        self.variables = variables

    def of(self, parent: Any, name: str, field: GraphQLField, most: int) -> tuple[str, int]:
        """In parentheses, or nothing; and how many records the field gives about.

        Lists are asked for so that they have at most `most` records, if that can be said.
        """
        chosen = self._chosen(field, most)
        found: dict[str, Any] = {}
        for one in sorted(chosen, key=lambda one: one != "orderBy"):
            argument = field.args[one]
            cursors = _cursors(parent.name, name, field, found.get("orderBy"))
            place = Place(f"{parent.name}.{name}", one, most, cursors)
            found[one] = self._value(argument, place)
        names = list(found)
        self.chance.shuffle(names)
        given = ", ".join(f"{one}: {literal(found[one])}" for one in names)
        return f"({given})" if given else "", self._count(field, found, most)

    def _value(self, argument: GraphQLArgument, place: Place) -> Any:
        has_default = argument.default_value is not Undefined
        return self.values.value(
            argument.type, place, self.variables.refer, has_default=has_default
        )

    def _chosen(self, field: GraphQLField, most: int) -> list[str]:
        chosen = {name for name in field.args if self.chance.random() < OFTEN.get(name, 0.3)}
        if {"first", "last"} <= chosen and self.chance.random() < 0.9:
            chosen.remove(self.chance.choice(("first", "last")))
        if "first" in field.args and most < DEFAULT_SIZE and not chosen & {"first", "last"}:
            chosen.add("first")
        return [
            name
            for name, argument in field.args.items()
            if name in chosen or is_required_argument(argument)
        ]

    def _count(self, field: GraphQLField, found: dict[str, Any], most: int) -> int:
        if "first" in field.args:
            size = found.get("first", found.get("last", DEFAULT_SIZE))
            is_known = isinstance(size, int)
            return max(1, min(size, LARGEST)) if is_known else min(most, LARGEST)
        return GUESS if is_list_type(get_nullable_type(field.type)) else 1


def _cursors(parent: str, name: str, field: GraphQLField, order: Any) -> tuple[str, ...]:
    """The keys of the cursors that fit, as Words has them."""
    if "orderBy" not in field.args:
        return (f"{parent}.{name}",)
    order_by = field.args["orderBy"]
    enum = get_named_type(order_by.type)
    if isinstance(order, Reference):
        return tuple(f"{enum.name}.{value}" for value in enum.values)
    default = order_by.ast_node.default_value.value
    return (f"{enum.name}.{order if isinstance(order, Name) else default}",)
