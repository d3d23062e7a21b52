"""The variables of a document: declared once, with other values for each request."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLBoolean, GraphQLNonNull

from tests.generating.sample_values import InputPosition
from tests.generating.values import Values, literal

RESERVED_NAMES = ("b", "x", "context", "most", "import", "None", "__class__", "r1", "self", "_")
CONDITION = InputPosition("", "if")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable: `type_` as declared, `wanted` the type of the position, `default` a literal."""

    name: str
    type_: Any
    wanted: str
    position: InputPosition
    default: str | None

    @property
    def is_optional(self) -> bool:
        return self.default is not None or not isinstance(self.type_, GraphQLNonNull)

    def __str__(self) -> str:
        return f"${self.name}: {self.type_}" + (f" = {self.default}" if self.default else "")


class Variables:
    """The variables of one document. `used` is called with the name of each that is referred to."""

    def __init__(self, rng: random.Random, values: Values, used: Callable[[str], None]) -> None:
        self.rng = rng
        self.values = values
        self.used = used
        self.known: dict[str, Variable] = {}

    def refer(self, type_: Any, position: InputPosition, has_default: bool = False) -> str | None:
        """The name of a variable that is allowed there, or None for a literal (three of four)."""
        if self.rng.random() > 0.25:
            return None
        fitting = [
            one
            for one in self.known.values()
            if one.position == position and one.wanted == str(type_)
        ]
        if fitting and self.rng.random() < 0.5:
            found = self.rng.choice(fitting)
        else:
            found = self._new(type_, position, has_default)
        self.used(found.name)
        return found.name

    def condition(self) -> str:
        """The condition of a @skip or an @include: a literal, or a variable."""
        if self.rng.random() < 0.4:
            return self.rng.choice(("true", "false"))
        known = [one for one in self.known.values() if one.position is CONDITION]
        if known and (len(known) > 2 or self.rng.random() < 0.5):
            found = self.rng.choice(known)
        else:
            found = self._new_condition()
        self.used(found.name)
        return f"${found.name}"

    def values_for(self, names: Iterable[str]) -> dict[str, Any]:
        """Values for one request: some absent, some null, a few invalid."""
        found: dict[str, Any] = {}
        for variable in (self.known[name] for name in names):
            rng = self.rng.random()
            if rng < (0.2 if variable.is_optional else 0.002):
                continue
            if rng > 0.994:
                found[variable.name] = self.values.wrong(variable.type_)
            else:
                found[variable.name] = self.values.value(variable.type_, variable.position)
        return found

    def _new(self, wanted: Any, position: InputPosition, has_default: bool) -> Variable:
        type_, needs_default = self._type(wanted, position, has_default)
        default = None
        if needs_default or self.rng.random() < 0.3:
            value = self.values.value(wanted if needs_default else type_, position)
            default = literal(value)
        return self._declared(type_, str(wanted), position, default)

    def _new_condition(self) -> Variable:
        default = self.rng.choice((None, "true", "false"))
        # a nullable variable with a default is allowed there (GraphQL 5.8.5), and may still be null
        is_loose = default is not None and self.rng.random() < 0.15
        type_ = GraphQLBoolean if is_loose else GraphQLNonNull(GraphQLBoolean)
        return self._declared(type_, "Boolean!", CONDITION, default)

    def _declared(
        self, type_: Any, wanted: str, position: InputPosition, default: str | None
    ) -> Variable:
        name = f"v{len(self.known)}"
        if self.rng.random() < 0.2 and (odd := self.rng.choice(RESERVED_NAMES)) not in self.known:
            name = odd
        self.known[name] = Variable(name, type_, wanted, position, default)
        return self.known[name]

    def _type(self, wanted: Any, position: InputPosition, has_default: bool) -> tuple[Any, bool]:
        """The type to declare for a variable at a position of another type, and whether it needs a
        default to be allowed there."""
        rng = self.rng.random()
        if not isinstance(wanted, GraphQLNonNull):
            return (GraphQLNonNull(wanted) if rng < 0.3 else wanted), False
        if has_default and rng < 0.3:
            return wanted.of_type, False
        is_one_of = position.owner.endswith(("By", "ById"))
        return (wanted.of_type, True) if rng > 0.9 and not is_one_of else (wanted, False)
