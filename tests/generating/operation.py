"""Random requests that are valid for a schema.

With enough seeds they use every field, argument, enum value and type condition.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from graphql import GraphQLSchema

from gql.operation.request import GraphQLRequest
from tests.generating.budget import Size
from tests.generating.sample_values import SampleValues
from tests.generating.selections import Limits, Selections
from tests.generating.variables import Variables

COUNTS = (1,) * 8 + (2, 3)  # of operations in a document
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
    """A random document, the same for the same seed, and requests for its operations."""

    def __init__(self, schema: GraphQLSchema, seed: int, samples: SampleValues) -> None:
        self.rng = rng = random.Random(seed)
        self._selections = Selections(schema, rng, samples, _limits(rng))
        self._variables: Variables = self._selections.variables
        names: list[str | None] = [f"Operation{n}" for n in range(rng.choice(COUNTS))]
        if len(names) == 1 and rng.random() < 0.4:
            names = [None]
        self._operations = [self._operation(name) for name in names]
        definitions = [*self._selections.definitions, *(one.text for one in self._operations)]
        rng.shuffle(definitions)
        self.text = "\n".join(definitions)

    def request(self) -> GraphQLRequest:
        """A request for one of its operations with values for its variables."""
        operation = self.rng.choice(self._operations)
        is_named = len(self._operations) > 1 or self.rng.random() < 0.5
        given = self._variables.values_for(operation.size.variables)
        return GraphQLRequest(self.text, operation.name if is_named else None, given)

    def _operation(self, name: str | None) -> _Operation:
        selection, size = self._selections.root()
        if self.rng.random() < 0.01:
            selection = f"{selection[:-1]}{self.rng.choice(INTROSPECTION)} }}"
        known = self._variables.known
        declared = ", ".join(str(known[one]) for one in size.variables)
        head = f"query {name or ''}" + (f"({declared})" if declared else "")
        is_short = not declared and name is None
        return _Operation(name, selection if is_short else f"{head} {selection}", size)


def _limits(rng: random.Random) -> Limits:
    drawn = rng.random()
    if drawn < 0.1:  # deep and narrow
        return Limits(fields=40, width=2, records=40)
    if drawn < 0.2:  # large lists in lists, up to the cost limit
        return Limits(fields=25, width=3, records=1_000_000)
    return Limits(fields=rng.choice((5, 15, 30, 30, 50)), width=4, records=150)
