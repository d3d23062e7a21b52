"""Fields that lead to records in pages: a connection, its edges, and where the page lies."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from graphql import GraphQLObjectType

from gql.engine.declare import declaration as declare
from gql.engine.order import Order
from gql.engine.page import Page
from gql.engine.plan.call import Bound, PageBound
from gql.engine.plan.compiler import Asked, Compiler, class_of
from gql.engine.plan.from_clause import PageOf
from gql.engine.plan.relations import nested, summed
from gql.engine.plan.scope import Records, Shown
from gql.engine.plan.select import Count, Mark
from gql.engine.record import KEY, source_of
from gql.engine.resolve import connections
from gql.engine.resolve.connections import Asked as AskedPage


def connection(c: Compiler, scope: Records, asked: Asked, declared: declare.Connected) -> Shown:
    (type_,) = c.types(asked)
    node = c.node_type(type_)
    cls = class_of(node)

    def bound(arguments: dict[str, Any]) -> Bound:
        return page_bound(
            connections.asked(cls, declared, arguments), looks_ahead=found.looks_ahead
        )

    key = scope.sql(KEY) if declared.by or declared.via else None
    source = PageOf(source_of(cls), declared, key, c.call(asked, bound))
    order, is_whole = known_order(cls, declared, asked), reads_as_shown(c, type_, asked)
    found = Connected(c, scope, source, node, declared.total, order, is_whole)
    return found.shown(type_, asked)


def known_order(cls: type, declared: declare.Connected, asked: Asked) -> Order | None:
    """The order, where no argument says which and its keys are columns of the record."""
    arguments = asked.nodes[0].node.arguments or ()
    is_asked = any(argument.name.value == "orderBy" for argument in arguments)
    return None if declared.fixed or is_asked else source_of(cls).order(str(declared.order))


def reads_as_shown(c: Compiler, connection: GraphQLObjectType, asked: Asked) -> bool:
    """Whether the rows of a page come as they are shown: no one too many, and forwards."""
    given = {argument.name.value for argument in asked.nodes[0].node.arguments or ()}
    return not given & {"last", "before"} and "pageInfo" not in selected(c, connection, asked)


def selected(c: Compiler, connection: GraphQLObjectType, asked: Asked) -> set[str]:
    """What is asked of a connection, by the names of its fields."""
    return {nodes[0].node.name.value for nodes in c.below(connection, asked).values()}


def page_bound(asked: AskedPage, *, looks_ahead: bool) -> PageBound:
    """The values in the order in which `Paging.rows` adds them. Only to know whether the list goes
    on is a record read beyond the page."""
    page: Page = asked.page
    return PageBound(
        given=asked,
        values=(
            *(value for one in asked.filters for value in one.values),
            *(page.after or ()),
            *(page.before or ()),
            page.size + looks_ahead,
        ),
        size=page.size,
        backwards=page.backwards,
        shape=(
            tuple(one.sql for one in asked.filters),
            page.order.name,
            page.backwards,
            page.after is None,
            page.before is None,
        ),
        rows=page.size,
    )


@dataclass
class Connected:
    """A connection: its rows are read when something of them is selected."""

    c: Compiler
    scope: Records
    source: PageOf
    node: GraphQLObjectType
    total: str | None
    order: Order | None
    is_whole: bool
    looks_ahead: bool = field(default=False, init=False)

    @property
    def bound(self) -> str:
        return f"b[{self.source.call}]"

    @cached_property
    def below(self) -> Records:
        return self._nested[0]

    @cached_property
    def rows(self) -> str:
        return self._nested[1]

    @property
    def kept(self) -> str:
        return self.rows if self.is_whole else f"{self.bound}.kept({self.rows})"

    def shown(self, type_: GraphQLObjectType, asked: Asked) -> Shown:
        """Arguments are checked even where nothing of the connection is read."""
        shown = self.c.selection(self, type_, asked)
        checked = replace(shown, value=self.c.checked(self.source.call, shown.value))
        if shown.cost or "pageInfo" not in selected(self.c, type_, asked):
            return checked
        # to know where a page lies, its rows are read
        return replace(checked, cost=f"{self.bound}.rows")

    def field(self, c: Compiler, asked: Asked) -> Shown:
        match asked.name:
            case "nodes":
                return self._each(c.selection(self.below, self.node, asked))
            case "edges":
                (edge,) = c.types(asked)
                return self._each(c.selection(Edge(self), edge, asked))
            case "pageInfo":
                (info,) = c.types(asked)
                return c.selection(Info(self), info, asked)
            case "totalCount":
                return Shown(f"int32({self.counted(self.total)})")
            case _:
                return c.unsupported()

    def cursor(self) -> str:
        """The cursor of a row. Where the order is known, it is made of what may be shown anyway."""
        below = self.below
        if self.order:
            marks = [
                below.text(key.column, is_time=key.type == "timestamptz") for key in self.order.keys
            ]
        else:
            marks = [
                below.row.text(Mark(below.select, self.source, at))
                for at in range(self._most_keys())
            ]
        return f"{self.bound}.cursor({', '.join(marks)})"

    def _most_keys(self) -> int:
        """Which order it is, a variable may say."""
        fixed = self.source.declared.fixed
        orders = [fixed] if fixed else source_of(class_of(self.node)).orders.values()
        return max(len(order.keys) for order in orders)

    def _each(self, shown: Shown) -> Shown:
        name = self.below.row.name
        show = self.c.function("row", name, f"return {shown.value}")
        return Shown(
            f"[*map({show}, {self.kept})]",
            f"{self.bound}.rows * (1 + {shown.cost or 0})",
            summed(name, self.kept, shown.count) if shown.count else "",
        )

    def counted(self, known: str | None = None) -> str:
        """How many there are on all pages; `known` is a column that says so while nothing is
        filtered."""
        column = self.scope.sql(known) if known else None
        return self.scope.row.value(Count(self.source, column))

    @cached_property
    def _nested(self) -> tuple[Records, str]:
        times = f"{self.scope.times} * {self.bound}.rows"
        kept = "" if self.is_whole else f"{self.bound}.kept"
        return nested(self.c, self.scope, self.source, times, kept)


@dataclass(frozen=True, slots=True)
class Edge:
    """A node and its place in the list."""

    page: Connected

    def field(self, c: Compiler, asked: Asked) -> Shown:
        match asked.name:
            case "cursor":
                return Shown(self.page.cursor())
            case "node":
                return c.selection(self.page.below, self.page.node, asked)
            case _:
                return c.unsupported()


@dataclass(frozen=True, slots=True)
class Info:
    """Where the page lies in its list."""

    page: Connected

    def field(self, c: Compiler, asked: Asked) -> Shown:
        page = self.page
        row = page.below.row.name
        match asked.name:
            case "hasNextPage":
                page.looks_ahead = True
                return Shown(f"{page.bound}.has_next({page.rows})")
            case "hasPreviousPage":
                page.looks_ahead = True
                return Shown(f"{page.bound}.has_previous({page.rows})")
            case "startCursor":
                return Shown(f"head({page.cursor()} for {row} in {page.kept})")
            case "endCursor":
                return Shown(f"head({page.cursor()} for {row} in reversed({page.kept}))")
            case _:
                return c.unsupported()
