"""Random requests that are valid for a schema: every field, argument, value and type condition is
reached in time."""

from __future__ import annotations

import random
from dataclasses import dataclass

from graphql import GraphQLSchema

from gql.operation.request import GraphQLRequest
from tests.generating.budget import Size
from tests.generating.selections import Manner, Selections
from tests.generating.variables import Variables
from tests.generating.words import Words

COUNTS = (1,) * 8 + (2, 3)  # of the operations of a document
INTROSPECTION = (
    "s: __schema { queryType { name } }",
    't: __type(name: "Post") { kind fields { name type { name } } }',
    "__schema { directives { name args { name } } }",
)


@dataclass(frozen=True, slots=True)
class _Operation:
    name: str | None
    text: str
    size: Size


class Generator:
    """A document from a seed, and requests for it."""

    def __init__(self, schema: GraphQLSchema, seed: int, words: Words) -> None:
        self.chance = chance = random.Random(seed)
        self._selections = Selections(schema, chance, words, _manner(chance))
        self._variables: Variables = self._selections.variables
        names: list[str | None] = [f"Operation{n}" for n in range(chance.choice(COUNTS))]
        if len(names) == 1 and chance.random() < 0.4:
            names = [None]
        self._operations = [self._operation(name) for name in names]
        definitions = [*self._selections.definitions, *(one.text for one in self._operations)]
        chance.shuffle(definitions)
        self.text = "\n".join(definitions)

    def request(self) -> GraphQLRequest:
        """One of its operations, with values for the variables of it."""
        operation = self.chance.choice(self._operations)
        is_named = len(self._operations) > 1 or self.chance.random() < 0.5
        given = self._variables.given(operation.size.variables)
        return GraphQLRequest(self.text, operation.name if is_named else None, given)

    def _operation(self, name: str | None) -> _Operation:
        selection, size = self._selections.root()
        if self.chance.random() < 0.01:
            selection = f"{selection[:-1]}{self.chance.choice(INTROSPECTION)} }}"
        known = self._variables.known
        declared = ", ".join(str(known[one]) for one in size.variables)
        head = f"query {name or ''}" + (f"({declared})" if declared else "")
        is_short = not declared and name is None
        return _Operation(name, selection if is_short else f"{head} {selection}", size)


def _manner(chance: random.Random) -> Manner:
    drawn = chance.random()
    if drawn < 0.1:  # as deep as is allowed
        return Manner(fields=40, widest=2, most=40)
    if drawn < 0.2:  # lists in lists, as many as may be
        return Manner(fields=25, widest=3, most=1_000_000)
    return Manner(fields=chance.choice((5, 15, 30, 30, 50)), widest=4, most=150)
