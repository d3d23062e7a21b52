"""Connections within a statement: the page, its edges and pageInfo, the total count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graphql import GraphQLObjectType

from gql.engine.connection_arguments import RequestedPage, requested_page
from gql.engine.connection_sql import ConnectionSelect
from gql.engine.declare import declaration as declare
from gql.engine.declare.record_type import KEY, source_of
from gql.engine.list_sizes import Scan
from gql.engine.order import Order
from gql.engine.page import Page
from gql.engine.plan.call import BoundCall, BoundPage
from gql.engine.plan.collecting import is_within_known, of_parent
from gql.engine.plan.compiler import Compiler, PageScope
from gql.engine.plan.known_page import ReadAhead, given, known_order, rows_are_exact, selected
from gql.engine.plan.object_type import class_of
from gql.engine.plan.page_scans import facet_scan, scans, skip_scan
from gql.engine.plan.page_source import CursorValue, IsFilled, PageOf, SkippedCount, TotalCount
from gql.engine.plan.relations import nested, summed
from gql.engine.plan.scope import Compiled, RecordScope
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.tags import bind_list
from gql.engine.plan.values import completed

FACET_LOOKUPS = 2  # the list itself, and what its records are linked to


def connection(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Paginated
) -> Compiled:
    """A connection: a page as an array of rows, a count as a value beside it."""
    (type_,) = compiler.object_types(field)
    node = compiler.node_type(type_)
    cls = class_of(node)
    is_nested = bool(declared.by or declared.via)
    listed = Scan(
        declared.via.view if declared.via else source_of(cls).view,
        source_of(class_of(field.parent)).view if is_nested else "",
        rows=2 if declared.via else 1,  # the link, and the record
    )

    ahead, tags = ReadAhead(), compiler.tags_of(node, field)

    def bound(arguments: dict[str, Any]) -> BoundCall:
        request = requested_page(cls, declared, arguments)
        found = page_bound(request, ahead)
        found.page_scan, found.count_scan = scans(cls, request, listed, declared)
        found.skip_scan = skip_scan(request.page, listed)
        found.facet_scan = facet_scan(request, listed, declared)
        bind_list(found, tags, declared, request)
        found.select = ConnectionSelect(source_of(cls), declared, request.filters)
        return found

    key = scope.column_sql(KEY) if is_nested else None
    source = PageOf(source_of(cls), declared, key, compiler.add_call(field, bound))
    order, rows_are_page = known_order(cls, declared, field), rows_are_exact(compiler, type_, field)
    page = ConnectionScope(
        compiler,
        scope,
        source,
        node,
        declared.total,
        order,
        rows_are_page,
        ahead,
        given(field) & {"offset", "around"},
        is_nested and is_within_known(field, declared, cls),
    )
    compiled = page.compile(type_, field)
    value = of_parent(compiler, scope, field, declared, source.call, compiled.value)
    compiled = replace(compiled, value=value)
    if not declared.guard:
        return compiled
    permits = compiler.add_constant("permits", declared.guard.permits)
    is_seen = f"{scope.text(declared.guard.column)} is not None and {permits}(context)"
    count = f"({compiled.count} if {is_seen} else 0)" if compiled.count else ""
    return replace(compiled, value=f"({compiled.value} if {is_seen} else None)", count=count)


def page_bound(request: RequestedPage, ahead: ReadAhead) -> BoundPage:
    """The bound call of a page; its values in the order of `ConnectionSelect.rows`."""
    page: Page = request.page
    return BoundPage(
        given=request,
        values=(
            *(value for one in request.filters for value in one.values),
            *(value for cursor, _ in page.cursors for value in page.marks(cursor)),
            *(() if page.around is None else (page.around, page.size)),
            page.size + ahead.is_needed,
            *((page.offset,) if page.offset else ()),
        ),
        size=page.size,
        backwards=page.backwards,
        # all that the text depends on: with another filter, order or cursor it is another statement
        shape=(tuple((one.sql, one.linked) for one in request.filters), page.shape),
        rows=page.size,
        cost=sum(one.cost for one in request.filters),
    )


@dataclass
class ConnectionScope(PageScope):
    """A connection that is being compiled; its rows are read if a selected field needs them.

    `order` and `rows_are_page` are what is known at compile time: see `known_order` and
    `rows_are_exact`. `skips` are those of the arguments offset and around that are written.
    """

    compiler: Compiler
    scope: RecordScope
    source: PageOf
    node: GraphQLObjectType
    total_column: str | None
    order: Order | None
    rows_are_page: bool
    ahead: ReadAhead
    skips: set[str]
    is_within_known: bool

    @property
    def bound_code(self) -> str:
        """The Python expression of its bound call."""
        return f"b[{self.source.call}]"

    @cached_property
    def below(self) -> RecordScope:
        """The scope of the nodes: one record for each row of the page."""
        return self._nested[0]

    @cached_property
    def rows(self) -> str:
        """The Python expression of the rows that were read."""
        return self._nested[1]

    @property
    def page_rows(self) -> str:
        """The Python expression of the rows of the page."""
        return self.rows if self.rows_are_page else f"{self.bound_code}.kept({self.rows})"

    def compile(self, type_: GraphQLObjectType, field: SelectedField) -> Compiled:
        """What is selected of the connection. Its arguments are checked even if nothing is read."""
        compiled = self.compiler.compile_selection(self, type_, field)
        checked = replace(
            compiled, value=self.compiler.checked_code(self.source.call, compiled.value)
        )
        names = selected(self.compiler, type_, field)
        if names & {"nodes", "edges", "pageInfo"}:
            # pageInfo of which nothing is selected, too: the reference path reads its page
            self._add_scans("page_scan", *(["skip_scan"] if self.skips else []))
        if "pageInfo" not in names or names & {"nodes", "edges"}:
            return checked
        # to know where a page lies, its rows are read
        rows = f"{self.bound_code}.rows"
        return replace(checked, cost=f"{rows} + {compiled.cost}" if compiled.cost else rows)

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        match field.name:
            case "nodes":
                return self._map_rows(compiler.compile_selection(self.below, self.node, field))
            case "edges":
                (edge,) = compiler.object_types(field)
                return self._map_rows(compiler.compile_selection(EdgeScope(self), edge, field))
            case "pageInfo":
                (info,) = compiler.object_types(field)
                return compiler.compile_selection(PageInfoScope(self), info, field)
            case "totalCount":
                return Compiled(f"int32({self.total_code(self.total_column)})")
            case "facets":
                return self._facets(compiler, field)
            case _:
                return compiler.unsupported()

    def _facets(self, compiler: Compiler, field: SelectedField) -> Compiled:
        """What counts the whole list, once for each facet."""
        (type_,) = compiler.object_types(field)
        for _ in selected(compiler, type_, field) - {"__typename"}:
            self._add_scans("facet_scan", lookups=FACET_LOOKUPS)
        key = self.scope.value(KEY) if self.source.key else "None"
        return completed(compiler, self.scope, field, f"{self.bound_code}.facets({key})")

    def cursor_code(self) -> str:
        """The Python expression of the cursor of a row."""
        below = self.below
        # of a known order the keys are columns, which the selection may read anyway; of another one
        # they are o0, o1 … of the select
        if self.order:
            keys = [
                below.text(key.column, is_time=key.type == "timestamptz") for key in self.order.keys
            ]
        else:
            keys = [
                below.row.text(CursorValue(below.select, self.source, at))
                for at in range(self._max_keys())
            ]
        return f"{self.bound_code}.cursor({', '.join(keys)})"

    def has_previous_code(self) -> str:
        """The Python expression of pageInfo.hasPreviousPage."""
        if not self.skips:
            return f"{self.bound_code}.has_previous({self.rows})"
        row, skipped, is_filled = self.below.row, "None", "False"
        if "around" in self.skips:
            before = row.text(SkippedCount(self.below.select, self.source))
            skipped = f"head({before} for {row.name} in {self.rows} or ())"
        if "offset" in self.skips:
            is_filled = self.scope.row.value(IsFilled(self.source))
        return f"{self.bound_code}.skips({self.rows}, {skipped}, {is_filled})"

    def _max_keys(self) -> int:
        """The most keys of any order: a variable may choose it, positions in a row are fixed."""
        fixed = self.source.declared.fixed
        orders = [fixed] if fixed else source_of(class_of(self.node)).orders.values()
        leads = source_of(class_of(self.node)).lead is not None
        return max(len(order.keys) for order in orders) + leads

    def _map_rows(self, compiled: Compiled) -> Compiled:
        name = self.below.row.name
        render = self.compiler.add_function("row", name, f"return {compiled.value}")
        return Compiled(
            f"[*map({render}, {self.page_rows})]",
            f"{self.bound_code}.rows * (1 + {compiled.cost or 0})",
            summed(name, self.page_rows, compiled.count) if compiled.count else "",
        )

    def total_code(self, known: str | None = None, *, in_threads: bool = False) -> str:
        """The Python expression of the number of records on all pages; see TotalCount."""
        self._add_scans("count_scan")
        column = self.scope.column_sql(known) if known else None
        return self.scope.row.value(TotalCount(self.source, column, in_threads))

    def _add_scans(self, *names: str, lookups: int = 1) -> None:
        """Price what the page, or the count, reads from end to end for each parent.

        `lookups`: how often as many rows are read as the list itself is found among.
        """
        scans = [f"{self.bound_code}.{name}" for name in names]
        if self.source.declared.reads:
            scans += lookups * [self.compiler.add_constant("scan", self.source.declared.reads)]
        self.compiler.scans += [(self.scope.multiplicity, scan) for scan in scans]

    @cached_property
    def _nested(self) -> tuple[RecordScope, str]:
        multiplicity = f"{self.scope.multiplicity} * {self.bound_code}.rows"
        kept = "" if self.rows_are_page else f"{self.bound_code}.kept"
        below, rows = nested(self.compiler, self.scope, self.source, multiplicity, kept)
        return replace(below, is_within_known=self.is_within_known), rows


@dataclass(frozen=True, slots=True)
class EdgeScope(PageScope):
    """An edge: the row of its node, and a cursor."""

    page: ConnectionScope

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        match field.name:
            case "cursor":
                return Compiled(self.page.cursor_code())
            case "node":
                return compiler.compile_selection(self.page.below, self.page.node, field)
            case _:
                return compiler.unsupported()


@dataclass(frozen=True, slots=True)
class PageInfoScope(PageScope):
    """The pageInfo of a connection. Its flags are why a row beyond the page is read."""

    page: ConnectionScope

    def compile_field(self, compiler: Compiler, field: SelectedField) -> Compiled:
        page = self.page
        row = page.below.row.name
        match field.name:
            case "hasNextPage":
                page.ahead.is_needed = True
                return Compiled(f"{page.bound_code}.has_next({page.rows})")
            case "hasPreviousPage":
                page.ahead.is_needed = True
                return Compiled(page.has_previous_code())
            case "startCursor":
                return Compiled(f"head({page.cursor_code()} for {row} in {page.page_rows})")
            case "endCursor":
                return Compiled(
                    f"head({page.cursor_code()} for {row} in reversed({page.page_rows}))"
                )
            case _:
                return compiler.unsupported()
