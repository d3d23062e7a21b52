"""A stage of a plan: one statement, the functions that run beside it, then batched functions.

All that SQL can reach is read by the statement of the first stage. Another stage follows only where
ids are known to Python alone, such as search results. `x` in the generated code has a slot for the
result of each statement, function and batch.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gql.db import Statement
from gql.engine.plan.call import Call
from gql.engine.plan.parameters import NULL, Bounds, StatementParameters
from gql.engine.plan.row import NestedRows, Row

MAX_SHAPES = 16  # texts of one statement: variables choose orders, filters and cursors


@dataclass(frozen=True, slots=True)
class Function:
    """A function (context, **arguments) and the slot of its value; `call` has the arguments."""

    slot: int
    function: Callable[..., Any]
    call: int


@dataclass(frozen=True, slots=True)
class Batch:
    """A function of many keys; its slot gets a dict key → value. `keys` is a Python expression.

    `round`: after how many rounds of others it is called, whose values its keys are of.
    """

    slot: int
    name: str
    function: Callable[..., Any]
    call: int
    keys: str
    round: int = 0


@dataclass(frozen=True, slots=True)
class ShapedStatement:
    """One text of a statement; `origins` are its values as (call, index in the call's values)."""

    statement: Statement
    origins: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Stage:
    """`row` contains all lists that its statement reads; `wanted` the ids that the next stage reads
    (call, and a Python expression for the ids of each type)."""

    number: int
    slot: int
    row: Row
    functions: list[Function] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    wanted: list[tuple[int, list[str]]] = field(default_factory=list)
    single_list: NestedRows | None = None
    varying_calls: list[int] = field(default_factory=list)
    text_length: int = 0
    _statements: OrderedDict[Hashable, ShapedStatement | None] = field(default_factory=OrderedDict)

    def finalize(self, calls: Sequence[Call | None]) -> None:
        """Called when all of it is compiled."""
        # the text depends only on calls with variables, and on those that an earlier stage binds
        # (None): the shapes of the others never change
        self.varying_calls = [at for at, call in enumerate(calls) if call is None or call.varies]
        # a single list becomes the statement itself: its rows are top-level rows, without an array
        # around them
        if len(self.row.values) == 1 and isinstance(self.row.values[0], NestedRows):
            self.single_list = self.row.values[0]
            self.single_list.row.is_flat = True

    def row_value(self, records: list[Any]) -> Any:
        """The value of `row` from the records of the statement."""
        return [records] if self.single_list else records[0]

    def statement_for(
        self, name: str, bounds: Bounds, *, collects: bool = False
    ) -> ShapedStatement | None:
        """The statement for these bound calls; None where they read nothing. `collects`: with what
        cache tags are made of.

        Cached by shape: an equal text is a prepared statement on the connections that sent it.
        """
        shape = (collects, *[bounds[at].shape for at in self.varying_calls])
        if shape in self._statements:
            self._statements.move_to_end(shape)
            return self._statements[shape]
        shaped = self._statements[shape] = self._shape(name, bounds, collects)
        if len(self._statements) > MAX_SHAPES:
            self._statements.popitem(last=False)
        # read by Plan.size, which bounds the memory of all plans
        self.text_length = sum(len(one.statement.text) for one in self._statements.values() if one)
        return shaped

    def size_statement(self, name: str, bounds: Bounds) -> ShapedStatement:
        """The statement of `size`: about how many bytes the response will take of what is read.

        Built anew each time: few operations may return so much that it is asked for.
        """
        parameters = StatementParameters()
        lists = [value for value in self.row.values if isinstance(value, NestedRows)]
        sizes = " + ".join(one.size_sql(bounds, parameters) for one in lists) or "0"
        text = f"select ({sizes})::bigint as size"
        return ShapedStatement(Statement(f"{name}.size", text), tuple(parameters.origins))

    def _shape(self, name: str, bounds: Bounds, collects: bool) -> ShapedStatement | None:
        parameters = StatementParameters(collects=collects)
        text = self._text(bounds, parameters)
        return ShapedStatement(Statement(name, text), tuple(parameters.origins)) if text else None

    def _text(self, bounds: Bounds, parameters: StatementParameters) -> str | None:
        if self.single_list:
            read = self.single_list.select.text(bounds, parameters)
            return (
                f"select {self.single_list.row.sql(bounds, parameters)}\nfrom {read}"
                if read
                else None
            )
        texts = [value.text(bounds, parameters) for value in self.row.values]
        return None if all(text == NULL for text in texts) else f"select {', '.join(texts)}"
