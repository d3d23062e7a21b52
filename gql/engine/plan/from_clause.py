"""Where the records of a select come from: a declaration, seen from the record that it stands on.

`key` is the column of that record by which the others belong to it, as SQL spells it there.
"""

from __future__ import annotations

from dataclasses import dataclass

from gql.engine.declare.declaration import Connected, Members
from gql.engine.filter import Filter
from gql.engine.order import Order
from gql.engine.plan.call import Refusal
from gql.engine.plan.select import Bounds, Columns, Numbers
from gql.engine.record import Source
from gql.engine.statement import LISTED, Paging, beside, joined, selected


@dataclass(frozen=True, slots=True)
class Single:
    """No order: it yields one record at most, or its order does not matter."""

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return 0, False


@dataclass(frozen=True, slots=True)
class Nothing(Single):
    """Outside all records."""

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> None:
        return None


@dataclass(frozen=True, slots=True)
class ById(Single):
    """The record whose id is the key; `kind` is a condition on the other side."""

    view: str
    key: str
    kind: str | None = None

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str:
        where = f"t.id = {self.key}" + (f" and {self.kind}" if self.kind else "")
        # keeps it a look at an index for each row, where a join might read a whole table: nobody
        # knows how many rows a limit that is a parameter lets through. "limit 1" takes longer
        return f"select {selected(columns)}\nfrom {self.view} t\nwhere {where}\noffset 0"


@dataclass(frozen=True, slots=True)
class Beside(Single):
    """The record next to this one in an order."""

    source: Source
    sorting: Order
    keys: tuple[str, ...]
    ahead: bool

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str:
        own = self.source
        return beside(own.view, columns, self.sorting, self.keys, self.ahead, own.listed)


@dataclass(frozen=True, slots=True)
class Lookup(Single):
    """The record with a value in a unique column; the oldest where it is shared after all."""

    view: str
    call: int

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str | None:
        bound = bounds[self.call]
        if isinstance(bound, Refusal) or bound.given is None:
            return None
        column, cast = bound.given
        value = numbers.of(self.call).add(None, cast)
        return (
            f"select {selected(columns)}\nfrom {self.view} t\n"
            f"where t.{column} = {value}\norder by t.id\nlimit 1"
        )


@dataclass(frozen=True, slots=True)
class ByIds(Single):
    """The records with these ids: the `at`-th list of a call. None where it is empty."""

    view: str
    call: int
    at: int

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str | None:
        bound = bounds[self.call]
        if isinstance(bound, Refusal) or not bound.values[self.at]:
            return None
        ids = numbers.of(self.call, self.at).add(None, "bigint[]")
        return f"select {selected(columns)}\nfrom {self.view} t\nwhere t.id = any({ids})"


@dataclass(frozen=True, slots=True)
class Whole:
    """All members, in order."""

    view: str
    declared: Members
    key: str
    call: int

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str:
        marks = [f"{key} as o{i}" for i, key in enumerate(self._keys("t"))]
        return f"select {selected(columns, marks)}\nfrom {self.plainly('t', numbers)}"

    def plainly(self, name: str, numbers: Numbers) -> str:
        """What stands behind `from`, with the records under that name."""
        own, source = joined(self.view, self.declared.by, self.declared.via, name)
        return (
            f"{source}\nwhere {own} = {self.key}\norder by {', '.join(self._keys(name))}\n"
            f"limit {numbers.of(self.call).add(None, 'bigint')}"
        )

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return len(self._keys("t")), False

    def _keys(self, name: str) -> list[str]:
        via = self.declared.via
        own = [f"l.{via.sort}"] if via and via.sort else []
        return [*own, *(f"{name}.{column}" for column in self.declared.sort), f"{name}.id"]


@dataclass(frozen=True, slots=True)
class Above:
    """The records above one in its tree, from the root down. `path` is the column of their ids."""

    view: str
    path: str
    key: str
    call: int

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str:
        return (
            f"select {selected(columns, ('cardinality(t.path) as o0', 't.id as o1'))}\n"
            f"from {self.view} t\nwhere t.id = any({self.path}) and t.id <> {self.key}\n"
            f"order by o0, o1\nlimit {numbers.of(self.call).add(None, 'bigint')}"
        )

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return 2, False


@dataclass(frozen=True, slots=True)
class Below:
    """What stands below a root in reading order, as deep and as wide as the call says."""

    source: Source
    key: str
    call: int
    limit: int

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str | None:
        if isinstance(bounds[self.call], Refusal):
            return None
        depth = numbers.of(self.call).add(None, "integer")
        widest = numbers.add(None, "integer")
        return (
            f"select {selected(columns, ('t.place as o0',))}\nfrom {self.source.view} t\n"
            f"where t.root_id = {self.key} and t.depth between 1 and {depth} "
            f"and t.widest <= {widest}{LISTED if self.source.listed else ''}\n"
            f"order by t.place\nlimit {numbers.of(self.limit).add(None, 'bigint')}"
        )

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return 1, False


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of a connection: filters, order and place are those of a call."""

    source: Source
    declared: Connected
    key: str | None
    call: int

    def text(self, columns: Columns, bounds: Bounds, numbers: Numbers) -> str | None:
        if isinstance(bounds[self.call], Refusal):
            return None
        asked = bounds[self.call].given
        paging = Paging("", self.source, self.declared, asked.filters)
        return paging.rows(columns, asked.page, numbers.of(self.call), self.key)

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        page = bounds[self.call].given.page
        return len(page.order.keys), page.descending

    def count(self, bounds: Bounds, numbers: Numbers) -> str:
        filters: tuple[Filter, ...] = bounds[self.call].given.filters
        return Paging("", self.source, self.declared, filters).count(
            numbers.of(self.call), self.key
        )
