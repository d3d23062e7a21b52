"""The resolver of discussions: a page of root comments, each followed by its replies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from graphql import GraphQLResolveInfo

from gql.engine.connection import Slice
from gql.engine.connection_arguments import RequestedPage, requested_threads
from gql.engine.connection_sql import ConnectionSelect
from gql.engine.declare import declaration as declare
from gql.engine.declare.declaration import Arguments
from gql.engine.declare.declared_field import DeclaredField
from gql.engine.declare.record_type import KEY, instance, source_of, type_of_kind
from gql.engine.declare.target import targets
from gql.engine.resolve.batches import by_key, field_name
from gql.engine.resolve.connections import known_total, load_slice, load_total
from gql.engine.resolve.selected_columns import PAGED, columns, lazy_columns
from gql.engine.resolve.statements import ConnectionStatements
from gql.engine.resolve.statements import replies as replies_statement


@dataclass(frozen=True, slots=True)
class ThreadEdge:
    """A comment in a discussion.

    `hidden_replies` is the number of its direct replies that are not on the page, `replies_cursor`
    the cursor after the last that is; None: none is, or all are.
    """

    node: Any
    cursor: str
    depth: int
    hidden_replies: int
    replies_cursor: str | None


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of threads: all of their comments in reading order."""

    edges: list[ThreadEdge]
    has_next: bool
    has_previous: bool


def threads(
    field: DeclaredField, declared: declare.Threaded, source: Any, info: Any, arguments: Arguments
) -> Any:
    """The connection type of the field, with the functions that read its threads and counts."""
    cls = type_of_kind(declared.kind)
    request, bounds = requested_threads(cls, declared, arguments)
    statements = ConnectionStatements(
        field_name(info), ConnectionSelect(source_of(cls), declared, request.filters)
    )
    key = getattr(source, KEY)
    read_roots = partial(load_slice, info, cls, statements, request.page, key)
    read_total: Any = partial(known_total, getattr(source, str(declared.total)))
    if request.filters:
        count = ConnectionStatements.total_of_threads
        read_total = partial(load_total, info.context, statements, key, count)
    return targets(field)[0](
        read_threads=partial(_fetch_threads, info, cls, declared, read_roots, request, bounds),
        count_records=info.context.count_records,
        read_root_count=partial(load_total, info.context, statements, key),
        read_total=read_total,
    )


async def _fetch_threads(
    info: GraphQLResolveInfo[Any],
    cls: type,
    declared: declare.Threaded,
    read_roots: Any,
    request: RequestedPage,
    bounds: tuple[int, int],
) -> ThreadPage:
    roots: Slice = await read_roots()
    filters = repr([(one.sql, one.values) for one in request.filters])
    lazy = lazy_columns(info, (cls,), PAGED)
    name = (declared, field_name(info), bounds, request.page.around, filters, lazy)
    batch = partial(_fetch_replies, info, cls, declared, request, bounds)
    # all loads first, then the awaits: the loader gets every root in one turn of the loop
    below = [
        await replies
        for replies in [
            info.context.load(name, lambda: batch, getattr(r, KEY)) for r in roots.nodes
        ]
    ]
    edges = [
        edge
        for root, cursor, replies in zip(roots.nodes, roots.cursors, below, strict=True)
        for edge in _edges(cls, declared, bounds[1], root, cursor, replies)
    ]
    return ThreadPage(edges, roots.has_next, roots.has_previous)


async def _fetch_replies(
    info: GraphQLResolveInfo[Any],
    cls: type,
    declared: declare.Threaded,
    request: RequestedPage,
    bounds: tuple[int, int],
    roots: list[int],
) -> list[list[Any]]:
    lazy = lazy_columns(info, (cls,), PAGED)
    source = source_of(cls)
    most = info.context.max_nodes
    text, values = replies_statement(
        f"{field_name(info)}.replies",
        columns((cls,), lazy),
        source,
        source.order(declared.replies),
        request,
        bounds,
        roots,
        most + 1,
    )
    records = await info.context.db.fetch(text, *values)
    if len(records) > most:
        info.context.count_records(len(records))  # raises LimitExceeded
    return [[instance(cls, record) for record in group] for group in by_key(records, roots)]


def _edges(
    cls: type, declared: declare.Threaded, first: int, root: Any, cursor: str, replies: list[Any]
) -> list[ThreadEdge]:
    """The edges of a root and its replies, which come in reading order."""
    siblings = source_of(cls).order(declared.replies)
    # a held comment that its author sees is on the page, but reply_count does not count it
    counted: dict[int, list[Any]] = {}
    for reply in replies:
        if getattr(reply, declared.counted) is not None:
            counted.setdefault(reply.parent_id, []).append(reply)
    return [
        ThreadEdge(
            node,
            cursor if node is root else f"{cursor}.{getattr(node, KEY)}",
            node.depth,
            max(0, node.reply_count - len(below := counted.get(getattr(node, KEY), []))),
            # one that the page was read around may stand apart from the first ones
            siblings.cursor([below[:first][-1].published_at, getattr(below[:first][-1], KEY)])
            if below and len(below) < node.reply_count
            else None,
        )
        for node in (root, *replies)
    ]
