"""The from items of a statement, one class for each kind of relation.

`key` is the SQL of the parent's column that its records refer to, such as `t3.id`. A `limit` or
`call` is the number of a bound call, whose values become parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

from gql.engine.connection_arguments import RequestedPage
from gql.engine.declare.declaration import Preferred, ToMany
from gql.engine.declare.link import Link
from gql.engine.declare.record_type import RecordSource
from gql.engine.order import Order
from gql.engine.plan.call import RefusedCall
from gql.engine.plan.parameters import Bounds, Columns, StatementParameters
from gql.engine.plan.select import FromItem
from gql.engine.preferred_sql import preferred_id, records_with_id
from gql.engine.select_sql import (
    conditions,
    indented,
    neighbour_select,
    own_key_and_from,
    select_list,
)
from gql.engine.thread_sql import PLACE, ThreadSelect


@dataclass(frozen=True, slots=True)
class Unordered(FromItem):
    """Base of those with one record at most, or whose order does not matter."""

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return 0, False


@dataclass(frozen=True, slots=True)
class NoRecords(Unordered):
    """What surrounds all records: a stage that reads lists and no record of its own."""

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> None:
        return None


@dataclass(frozen=True, slots=True)
class ById(Unordered):
    """The record whose id is the key; `kind` is a condition on the parent, for unions."""

    view: str
    key: str
    kind: str | None = None

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str:
        where = f"t.id = {self.key}" + (f" and {self.kind}" if self.kind else "")
        # `offset 0` keeps the planner from pulling the subselect up into a join. A generic query
        # plan does not know the limit of the outer list, which is a parameter, and might then read
        # the whole table; so it stays one index lookup a row. `limit 1` would do too, but is slower
        return f"select {select_list(columns)}\nfrom {self.view} t\nwhere {where}\noffset 0"


@dataclass(frozen=True, slots=True)
class NeighbourOf(Unordered):
    """The next or previous record in an order; `keys` are the parent's sort keys as SQL, the
    filters those of a call."""

    source: RecordSource
    sorting: Order
    keys: tuple[str, ...]
    ahead: bool
    call: int

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str:
        view, bound = self.source.view, bounds[self.call]
        if isinstance(bound, RefusedCall):
            return f"select {select_list(columns)}\nfrom {view} t\nwhere false"
        met = conditions(self.source, bound.given.filters, parameters.for_call(self.call))
        return neighbour_select(view, columns, self.sorting, self.keys, self.ahead, met)


@dataclass(frozen=True, slots=True)
class ByUniqueColumn(Unordered):
    """The record with a value in a unique column; or one that it is linked to, if the call has a
    language chain that finds one."""

    view: str
    call: int
    preferred: Preferred | None = None

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str | None:
        bound = bounds[self.call]
        if isinstance(bound, RefusedCall) or bound.given is None:
            return None
        column, cast = bound.given
        # a column may be unique by rule and not by index (old addresses): then the oldest, as on
        # the reference path
        value = parameters.for_call(self.call).add(None, cast)
        if self.preferred and len(bound.values) > 1:
            ranges = parameters.add(None, "text[]")
            own = f"o.{self.preferred.language}"
            chosen = preferred_id(self.preferred.via, "o.id", own, ranges)
            found = (
                f"select coalesce((\n{indented(chosen)}\n), o.id) as id\nfrom {self.view} o\n"
                f"where o.{column} = {value}\norder by o.id\nlimit 1"
            )
            return records_with_id(self.view, columns, found)
        return (
            f"select {select_list(columns)}\nfrom {self.view} t\n"
            f"where t.{column} = {value}\norder by t.id\nlimit 1"
        )


@dataclass(frozen=True, slots=True)
class PreferredOf(Unordered):
    """The record or one that it is linked to, chosen by the language chain of a call.

    `key` and `language` are the parent's as SQL.
    """

    view: str
    via: Link
    key: str
    language: str
    call: int

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str:
        ranges = "null::text[]"  # nothing is in it; a join has a text all the same
        if not isinstance(bounds[self.call], RefusedCall):
            ranges = parameters.for_call(self.call).add(None, "text[]")
        chosen = preferred_id(self.via, self.key, self.language, ranges)
        return records_with_id(self.view, columns, chosen)


@dataclass(frozen=True, slots=True)
class ByIds(Unordered):
    """The records with these ids: the `at`-th list of a call. Nothing is read for an empty one.

    `key` is the type of the ids in SQL.
    """

    view: str
    call: int
    at: int
    key: str

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str | None:
        bound = bounds[self.call]
        if isinstance(bound, RefusedCall) or not bound.values[self.at]:
            return None
        ids = parameters.for_call(self.call, self.at).add(None, f"{self.key}[]")
        return f"select {select_list(columns)}\nfrom {self.view} t\nwhere t.id = any({ids})"


@dataclass(frozen=True, slots=True)
class WholeList(FromItem):
    """The whole sorted list of a to-many relation."""

    view: str
    declared: ToMany
    key: str
    call: int

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str:
        sort_columns = [f"{key} as o{i}" for i, key in enumerate(self._keys("t"))]
        return (
            f"select {select_list(columns, sort_columns)}\nfrom {self.flat_text('t', parameters)}"
        )

    def flat_text(self, name: str, parameters: StatementParameters) -> str:
        """The text after `from` without a derived table, with the records named `name`."""
        own_key, source = own_key_and_from(self.view, self.declared.by, self.declared.via, name)
        return (
            f"{source}\nwhere {own_key} = {self.key}\norder by {', '.join(self._keys(name))}\n"
            f"limit {parameters.for_call(self.call).add(None, 'bigint')}"
        )

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return len(self._keys("t")), False

    def _keys(self, name: str) -> list[str]:
        via = self.declared.via
        own = [f"l.{via.sort}"] if via and via.sort else []
        return [*own, *(f"{name}.{column}" for column in self.declared.sort), f"{name}.id"]


@dataclass(frozen=True, slots=True)
class AncestorsOf(FromItem):
    """The ancestors of a record, from the root down; `path` is the array of their ids as SQL."""

    view: str
    path: str
    key: str
    call: int

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str:
        return (
            f"select {select_list(columns, ('cardinality(t.path) as o0', 't.id as o1'))}\n"
            f"from {self.view} t\nwhere t.id = any({self.path}) and t.id <> {self.key}\n"
            f"order by o0, o1\nlimit {parameters.for_call(self.call).add(None, 'bigint')}"
        )

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return 2, False


@dataclass(frozen=True, slots=True)
class RepliesOf(FromItem):
    """The replies below a root comment in reading order, with the bounds of a call."""

    source: RecordSource
    siblings: Order
    key: str
    call: int
    limit: int

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str | None:
        if isinstance(bounds[self.call], RefusedCall):
            return None
        request: RequestedPage = bounds[self.call].given
        met = conditions(self.source, request.filters, parameters.for_call(self.call))
        depth, first = parameters.add(None, "integer"), parameters.add(None, "bigint")
        around = None if request.page.around is None else parameters.add(None, "bigint")
        limit = parameters.for_call(self.limit).add(None, "bigint")
        view, roots = self.source.view, f"(values ({self.key}))"
        thread = ThreadSelect(view, self.siblings, met, roots, depth, first, limit, around)
        return thread.text(columns, f"h.{PLACE}", f"h.{PLACE}")

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        return 1, False
