"""Random arguments for a field, in random order."""

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

from tests.generating.sample_values import MAX_PAGE_SIZE, InputPosition, Name
from tests.generating.values import Reference, Values, literal
from tests.generating.variables import Variables

DEFAULT_PAGE_SIZE = 10
# of an argument being written; an invalid preview token refuses the whole operation
PROBABILITIES = {"previewToken": 0.02}
RANKED_WORDS = ("night", "the night or lamp", "lihgt")
PLACES = {"after", "before", "last"}
ASSUMED_LENGTH = 3  # of a list without a page size


class Arguments:
    """Writes arguments; variables are declared as it goes."""

    def __init__(self, rng: random.Random, values: Values, variables: Variables) -> None:
        self.rng = rng
        self.values = values
        self.variables = variables

    def arguments_for(
        self, parent: Any, name: str, field: GraphQLField, max_records: int
    ) -> tuple[str, int]:
        """The arguments in parentheses, or ""; and about how many records the field returns.

        Page sizes are chosen so that a list has at most `max_records`, where an argument can say so.
        """
        chosen = self._chosen(field, max_records)
        found: dict[str, Any] = {}
        # orderBy first: which cursors are valid depends on it
        for one in sorted(chosen, key=lambda one: one not in ("orderBy", "stickyFirst")):
            argument = field.args[one]
            cursors = _cursors(parent.name, name, field, found)
            position = InputPosition(f"{parent.name}.{name}", one, max_records, cursors)
            found[one] = self._value(argument, position)
        if found.get("orderBy") == "RELEVANCE" and self.rng.random() < 0.9:
            # sorted by words, which `where` must have
            where = found.get("where")
            if not isinstance(where, Reference):
                # words that are there already stay: they may be a variable, which has to be used
                found["where"] = {"search": self.rng.choice(RANKED_WORDS), **(where or {})}
        names = list(found)
        self.rng.shuffle(names)
        given = ", ".join(f"{one}: {literal(found[one])}" for one in names)
        return f"({given})" if given else "", self._count(field, found, max_records)

    def _value(self, argument: GraphQLArgument, position: InputPosition) -> Any:
        has_default = argument.default_value is not Undefined
        return self.values.value(
            argument.type, position, self.variables.refer, has_default=has_default
        )

    def _chosen(self, field: GraphQLField, max_records: int) -> list[str]:
        chosen = {name for name in field.args if self.rng.random() < PROBABILITIES.get(name, 0.3)}
        if {"first", "last"} <= chosen and self.rng.random() < 0.9:
            chosen.remove(self.rng.choice(("first", "last")))
        # where a page begins, one argument says; the others are refused beside it
        places = [one for one in ("around", "offset") if one in chosen]
        if places and chosen & PLACES and self.rng.random() < 0.9:
            chosen -= PLACES if self.rng.random() < 0.5 else {*places}
        if (
            "first" in field.args
            and max_records < DEFAULT_PAGE_SIZE
            and not chosen & {"first", "last"}
        ):
            chosen.add("first")
        return [
            name
            for name, argument in field.args.items()
            if name in chosen or is_required_argument(argument)
        ]

    def _count(self, field: GraphQLField, found: dict[str, Any], max_records: int) -> int:
        if "first" in field.args:
            size = found.get("first", found.get("last", DEFAULT_PAGE_SIZE))
            is_known = isinstance(size, int)
            return max(1, min(size, MAX_PAGE_SIZE)) if is_known else min(max_records, MAX_PAGE_SIZE)
        return ASSUMED_LENGTH if is_list_type(get_nullable_type(field.type)) else 1


def _cursors(parent: str, name: str, field: GraphQLField, found: dict[str, Any]) -> tuple[str, ...]:
    """The keys of SampleValues.cursors whose cursors are valid for this field and its order."""
    order = found.get("orderBy")
    lead = ".stickyFirst" if found.get("stickyFirst") is True else ""
    if "orderBy" not in field.args:
        return (f"{parent}.{name}",)
    order_by = field.args["orderBy"]
    enum = get_named_type(order_by.type)
    if isinstance(order, Reference):
        return tuple(f"{enum.name}.{value}{lead}" for value in enum.values)
    default = order_by.ast_node.default_value.value
    return (f"{enum.name}.{order if isinstance(order, Name) else default}{lead}",)
