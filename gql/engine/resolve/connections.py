"""The resolver of connections: pages and counts, each for all parents at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from graphql import GraphQLResolveInfo

from gql.db import Record, Statement
from gql.engine.connection import Connection, Slice
from gql.engine.connection_arguments import requested_page
from gql.engine.connection_sql import ConnectionSelect
from gql.engine.context import Context
from gql.engine.declare import declaration as declare
from gql.engine.declare.declaration import Arguments
from gql.engine.declare.declared_field import DeclaredField
from gql.engine.declare.record_type import KEY, instance, source_of
from gql.engine.declare.target import targets
from gql.engine.facets import FacetRequest, Facets
from gql.engine.page import Page
from gql.engine.resolve.batches import by_key, field_name
from gql.engine.resolve.selected_columns import PAGED, columns, lazy_columns
from gql.engine.resolve.statements import ConnectionStatements

CountStatement = Callable[[ConnectionStatements, list[int] | None], tuple[Statement, list[object]]]
"""The statement of the counts of a connection, for these keys, and its values."""


def connection(
    field: DeclaredField, declared: declare.Paginated, source: Any, info: Any, arguments: Arguments
) -> Any:
    """A Connection that reads its page and its count when a field selects them."""
    guard = declared.guard
    if guard and (getattr(source, guard.column) is None or not guard.permits(info.context)):
        return None
    cls = targets(field)[0]
    request = requested_page(cls, declared, arguments)
    select = ConnectionSelect(source_of(cls), declared, request.filters)
    statements = ConnectionStatements(field_name(info), select)
    key = getattr(source, KEY) if declared.by or declared.via else None
    read_total: Any = partial(load_total, info.context, statements, key)
    if declared.total and not request.filters:
        read_total = partial(known_total, getattr(source, declared.total))
    return Connection(
        read_slice=partial(load_slice, info, cls, statements, request.page, key),
        count_records=info.context.count_records,
        read_total=read_total,
        facet_source=Facets(FacetRequest(select, key)),
    )


def load_total(
    context: Context,
    statements: ConnectionStatements,
    key: int | None,
    counting: CountStatement = ConnectionStatements.total,
) -> Awaitable[int]:
    """The number of records of one parent, counted together with those of the others.

    `counting`: the statement that counts them.
    """
    name = ("total", counting, _loader_key(statements))
    return context.load(name, lambda: partial(_fetch_totals, context, statements, counting), key)


async def _fetch_totals(
    context: Context, statements: ConnectionStatements, counting: CountStatement, keys: list[Any]
) -> list[int]:
    text, values = counting(statements, _parent_keys(keys))
    counts = {record["k"]: record["count"] for record in await context.db.fetch(text, *values)}
    return [counts[key] for key in keys]


def load_slice(
    info: GraphQLResolveInfo[Any],
    cls: type,
    statements: ConnectionStatements,
    page: Page,
    key: int | None,
) -> Awaitable[Slice]:
    """The page of one parent, read together with the pages of the others."""
    lazy = lazy_columns(info, (cls,), PAGED)
    name = ("page", _loader_key(statements), page, lazy)
    batch = partial(_fetch_slices, info.context, cls, statements, page, lazy)
    return info.context.load(name, lambda: batch, key)  # type: ignore[no-any-return]


async def _fetch_slices(
    context: Context,
    cls: type,
    statements: ConnectionStatements,
    page: Page,
    lazy: frozenset[str],
    keys: list[Any],
) -> list[Slice]:
    # each key reads one record more than its page, and the last +1 tells that there are too many:
    # the statement stops there instead of loading what may not be returned
    most = context.max_nodes + len(keys)
    text, values = statements.page(columns((cls,), lazy), page, _parent_keys(keys), most + 1)
    records = await context.db.fetch(text, *values)
    if len(records) > most:
        context.count_records(len(records))  # raises LimitExceeded
    groups = by_key(records, keys)
    # a page beyond the end of a list has something before it, unless the list is empty
    beyond = [key for key, group in zip(keys, groups, strict=True) if page.offset and not group]
    filled = await _filled(context, statements, beyond) if beyond else set()
    return [_cut(group, cls, page, key in filled) for key, group in zip(keys, groups, strict=True)]


async def _filled(
    context: Context, statements: ConnectionStatements, keys: list[Any]
) -> set[int | None]:
    """Those of the keys that have any record."""
    text, values = statements.any(_parent_keys(keys))
    return {record["k"] for record in await context.db.fetch(text, *values) if record["any"]}


def _parent_keys(keys: list[Any]) -> list[int] | None:
    """The keys as a parameter; None for a connection of Query, whose only key is None."""
    return None if keys == [None] else keys


def _loader_key(statements: ConnectionStatements) -> tuple[object, ...]:
    """A hashable name of the loader: fields with equal statements and values share one."""
    # repr, as the values of filters may be lists
    return (statements.name, tuple((f.sql, repr(f.values)) for f in statements.select.filters))


def _cut(records: list[Record], cls: type, page: Page, is_filled: bool) -> Slice:
    """The page without the record beyond it, in the order of the connection, with cursors.

    `is_filled`: the page is empty, and the list is not.
    """
    more = len(records) > page.size
    kept = records[: page.size]
    if page.backwards:
        kept = kept[::-1]
    sort_columns = [f"o{i}" for i in range(len(page.order.keys))]
    return Slice(
        nodes=[instance(cls, record) for record in kept],
        cursors=[page.order.cursor([record[name] for name in sort_columns]) for record in kept],
        # the side that was not read: a cursor there means that its own record lies beyond (Relay
        # leaves the case open)
        has_next=page.before is not None if page.backwards else more,
        has_previous=more if page.backwards else _is_something_skipped(records, page, is_filled),
    )


def _is_something_skipped(records: list[Record], page: Page, is_filled: bool) -> bool:
    if page.around is not None:
        return bool(records) and records[0]["skipped"] > 0
    return page.after is not None or (page.offset > 0 and (bool(records) or is_filled))


async def known_total(count: int) -> int:
    """A count that the parent has in a column, where an awaitable is expected."""
    return count
