"""The variables of a document: declared once, given anew for each request."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLBoolean, GraphQLNonNull

from tests.generating.values import Values, literal
from tests.generating.words import Place

ODD_NAMES = ("b", "x", "context", "most", "import", "None", "__class__", "r1", "self", "_")
SWITCH = Place("", "if")


@dataclass(frozen=True, slots=True)
class Variable:
    """`type_`: as it is declared; `wanted`: where it stands. `default`: its literal."""

    name: str
    type_: Any
    wanted: str
    place: Place
    default: str | None

    @property
    def is_optional(self) -> bool:
        return self.default is not None or not isinstance(self.type_, GraphQLNonNull)

    def __str__(self) -> str:
        return f"${self.name}: {self.type_}" + (f" = {self.default}" if self.default else "")


class Variables:
    """Those of one document. `used` is told the name of each that is referred to."""

    def __init__(self, chance: random.Random, values: Values, used: Callable[[str], None]) -> None:
        self.chance = chance
        self.values = values
        self.used = used
        self.known: dict[str, Variable] = {}

    def refer(self, type_: Any, place: Place, has_default: bool = False) -> str | None:
        """The name of a variable that may stand there; mostly None: a literal does."""
        if self.chance.random() > 0.25:
            return None
        fitting = [
            one for one in self.known.values() if one.place == place and one.wanted == str(type_)
        ]
        if fitting and self.chance.random() < 0.5:
            found = self.chance.choice(fitting)
        else:
            found = self._new(type_, place, has_default)
        self.used(found.name)
        return found.name

    def switch(self) -> str:
        """The condition of a @skip or an @include: a literal, or a variable."""
        if self.chance.random() < 0.4:
            return self.chance.choice(("true", "false"))
        known = [one for one in self.known.values() if one.place is SWITCH]
        if known and (len(known) > 2 or self.chance.random() < 0.5):
            found = self.chance.choice(known)
        else:
            found = self._switch()
        self.used(found.name)
        return f"${found.name}"

    def given(self, names: Iterable[str]) -> dict[str, Any]:
        """Values for one request: some left out, some null, few wrong."""
        found: dict[str, Any] = {}
        for variable in (self.known[name] for name in names):
            chance = self.chance.random()
            if chance < (0.2 if variable.is_optional else 0.002):
                continue
            if chance > 0.994:
                found[variable.name] = self.values.wrong(variable.type_)
            else:
                found[variable.name] = self.values.value(variable.type_, variable.place)
        return found

    def _new(self, wanted: Any, place: Place, has_default: bool) -> Variable:
        type_, needs_default = self._type(wanted, place, has_default)
        default = None
        if needs_default or self.chance.random() < 0.3:
            value = self.values.value(wanted if needs_default else type_, place)
            default = literal(value)
        return self._declared(type_, str(wanted), place, default)

    def _switch(self) -> Variable:
        default = self.chance.choice((None, "true", "false"))
        # a nullable one may be given as null, though where it stands null is not allowed
        is_loose = default is not None and self.chance.random() < 0.15
        type_ = GraphQLBoolean if is_loose else GraphQLNonNull(GraphQLBoolean)
        return self._declared(type_, "Boolean!", SWITCH, default)

    def _declared(self, type_: Any, wanted: str, place: Place, default: str | None) -> Variable:
        name = f"v{len(self.known)}"
        if self.chance.random() < 0.2 and (odd := self.chance.choice(ODD_NAMES)) not in self.known:
            name = odd
        self.known[name] = Variable(name, type_, wanted, place, default)
        return self.known[name]

    def _type(self, wanted: Any, place: Place, has_default: bool) -> tuple[Any, bool]:
        """The type to declare for a variable that stands where another is wanted, and whether it
        needs a default to stand there."""
        chance = self.chance.random()
        if not isinstance(wanted, GraphQLNonNull):
            return (GraphQLNonNull(wanted) if chance < 0.3 else wanted), False
        if has_default and chance < 0.3:
            return wanted.of_type, False
        is_one_of = place.owner.endswith("By")
        return (wanted.of_type, True) if chance > 0.9 and not is_one_of else (wanted, False)
