"""A page of a connection inside a statement: its rows, the values of its cursors, its count."""

from __future__ import annotations

from dataclasses import dataclass

from gql.engine.connection_sql import ConnectionSelect
from gql.engine.declare.declaration import Paginated
from gql.engine.declare.filter import Filter
from gql.engine.declare.record_type import RecordSource
from gql.engine.plan.call import RefusedCall
from gql.engine.plan.parameters import NULL, Bounds, Columns, StatementParameters
from gql.engine.plan.row import RowValue
from gql.engine.plan.select import FromItem, Select
from gql.engine.thread_sql import count_of_threads


@dataclass(frozen=True, slots=True)
class PageOf(FromItem):
    """A page of a connection as a from item; filters, order and cursors are those of a call."""

    source: RecordSource
    declared: Paginated
    key: str | None
    call: int

    def text(self, columns: Columns, bounds: Bounds, parameters: StatementParameters) -> str | None:
        if isinstance(bounds[self.call], RefusedCall):
            return None
        request = bounds[self.call].given
        select = ConnectionSelect(self.source, self.declared, request.filters)
        return select.rows(columns, request.page, parameters.for_call(self.call), self.key)

    def order(self, bounds: Bounds) -> tuple[int, bool]:
        page = bounds[self.call].given.page
        return len(page.order.keys), page.descending

    def count(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """A select of the number of records on all pages."""
        return self._whole(bounds).count(parameters.for_call(self.call), self.key)

    def exists(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """Whether there is a record on any page, as an expression."""
        return self._whole(bounds).exists(parameters.for_call(self.call), self.key)

    def count_of_threads(self, bounds: Bounds, parameters: StatementParameters) -> str:
        """A select of the number of records in threads, at any depth."""
        return count_of_threads(self._whole(bounds), parameters.for_call(self.call), str(self.key))

    def _whole(self, bounds: Bounds) -> ConnectionSelect:
        filters: tuple[Filter, ...] = bounds[self.call].given.filters
        return ConnectionSelect(self.source, self.declared, filters)


@dataclass(frozen=True, slots=True)
class CursorValue(RowValue):
    """The `at`-th value that a record is sorted by, as text, for its cursor."""

    select: Select
    source: PageOf
    at: int

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        keys = bounds[self.source.call].given.page.order.keys
        if self.at >= len(keys):
            # this order has fewer keys than the longest that orderBy may choose
            return "null::text"
        return f"t{self.select.number}.o{self.at}::text"


@dataclass(frozen=True, slots=True)
class SkippedCount(RowValue):
    """How many records come before a page that was read around one, as text; null for others."""

    select: Select
    source: PageOf

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        is_known = bounds[self.source.call].given.page.around is not None
        return f"t{self.select.number}.skipped::text" if is_known else "null::text"


@dataclass(frozen=True, slots=True)
class IsFilled(RowValue):
    """Whether a list has any record, where an offset may be beyond its end."""

    source: PageOf

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        bound = bounds[self.source.call]
        if isinstance(bound, RefusedCall) or not bound.given.page.offset:
            return "false"
        return self.source.exists(bounds, parameters)


@dataclass(frozen=True, slots=True)
class TotalCount(RowValue):
    """The number of records on all pages: the column `known` while nothing is filtered, or else a
    count of its own. `in_threads`: that of their replies too."""

    source: PageOf
    known: str | None = None
    in_threads: bool = False

    def text(self, bounds: Bounds, parameters: StatementParameters) -> str:
        if isinstance(bounds[self.source.call], RefusedCall):
            return NULL
        if self.known and not bounds[self.source.call].given.filters:
            return self.known
        count = self.source.count_of_threads if self.in_threads else self.source.count
        return f"({count(bounds, parameters)})"
