"""One thing that a plan waits for: a statement with all that can be read at once, the functions
beside it, and the batched functions of what came of both.

The next stage reads the records whose ids are known only then. `x` holds what was read: a slot for
each statement, each function and each batch.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gql.db import Statement
from gql.engine.plan.call import Call
from gql.engine.plan.select import NULL, Bounds, Nested, Numbers, Row

MOST_SHAPES = 16  # of one statement: orders, filters and places that its variables may ask for


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the operation with the arguments of a call."""

    slot: int
    function: Callable[..., Any]
    call: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A function of the keys of many records; its values are kept by key."""

    slot: int
    name: str
    function: Callable[..., Any]
    call: int
    keys: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """A statement as certain arguments shape it; `places` are its values: (call, which of them)."""

    statement: Statement
    places: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Stage:
    """`row` holds everything that its statement reads."""

    number: int
    slot: int
    row: Row
    functions: list[Function] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    wanted: list[tuple[int, list[str]]] = field(default_factory=list)
    alone: Nested | None = None
    shaping: list[int] = field(default_factory=list)
    letters: int = 0
    _shaped: OrderedDict[Hashable, Shaped | None] = field(default_factory=OrderedDict)

    def settle(self, calls: Sequence[Call | None]) -> None:
        """When all of it is known: a list that is the only thing to read is the statement itself,
        which saves an array around it; and the text depends only on what is not literal."""
        self.shaping = [at for at, call in enumerate(calls) if call is None or call.varies]
        if len(self.row.entries) == 1 and isinstance(self.row.entries[0], Nested):
            self.alone = self.row.entries[0]
            self.alone.row.is_flat = True

    def read(self, records: list[Any]) -> Any:
        """What the row of the stage is in Python."""
        return [records] if self.alone else records[0]

    def shaped(self, name: str, bounds: Bounds) -> Shaped | None:
        """The statement for these bounds; None where they ask for nothing."""
        shape = tuple([bounds[at].shape for at in self.shaping])
        if shape in self._shaped:
            self._shaped.move_to_end(shape)
            return self._shaped[shape]
        shaped = self._shaped[shape] = self._shape(name, bounds)
        if len(self._shaped) > MOST_SHAPES:
            self._shaped.popitem(last=False)
        self.letters = sum(len(one.statement.text) for one in self._shaped.values() if one)
        return shaped

    def _shape(self, name: str, bounds: Bounds) -> Shaped | None:
        numbers = Numbers()
        text = self._text(bounds, numbers)
        return Shaped(Statement(name, text), tuple(numbers.places)) if text else None

    def _text(self, bounds: Bounds, numbers: Numbers) -> str | None:
        if self.alone:
            read = self.alone.select.text(bounds, numbers)
            return f"select {self.alone.row.sql(bounds, numbers)}\nfrom {read}" if read else None
        texts = [entry.text(bounds, numbers) for entry in self.row.entries]
        return None if all(text == NULL for text in texts) else f"select {', '.join(texts)}"
