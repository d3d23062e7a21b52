"""The parameters of a statement that is built once and sent with many values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gql.engine.plan.call import BoundCall
from gql.engine.select_sql import Parameters

NULL = "null"
Bounds = Sequence[BoundCall]  # by the numbers of the calls: `b` of the generated code
Columns = Mapping[str, str]  # attribute → column


@dataclass(slots=True)
class StatementParameters(Parameters):
    """Numbers the placeholders of a text, and remembers where each value will come from.

    `origins`: for $1, $2 … the call and the index in its `values`. The values themselves differ
    from request to request, so `add` ignores the one it is passed. `collects`: what cache tags are
    made of is read, too.
    """

    collects: bool = False
    origins: list[tuple[int, int]] = field(default_factory=list)
    _call: int = -1
    _next: int = 0

    def for_call(self, call: int, first: int = 0) -> StatementParameters:
        """Take what is added next from the values of this call, starting at index `first`."""
        self._call, self._next = call, first
        return self

    @property
    def next_number(self) -> int:
        return len(self.origins) + 1

    def add(self, value: object, cast: str = "") -> str:
        self.origins.append((self._call, self._next))
        self._next += 1
        return f"${len(self.origins)}" + (f"::{cast}" if cast else "")
