"""Resolvers of connections:

pages and counts of all parents at once, and threads in reading order.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo

from gql.db import Record
from gql.engine.connection import Connection, Slice
from gql.engine.context import Context
from gql.engine.declare import declaration as declare
from gql.engine.declare.target import targets
from gql.engine.filter import Filter, filters_of
from gql.engine.order import Order
from gql.engine.page import Page, page_size
from gql.engine.record import KEY, columns, instance, of_kind, source_of
from gql.engine.resolve.lazy_columns import PAGED, lazy_columns
from gql.engine.statement import Paging
from gql.engine.statement import replies as replies_statement
from gql.errors import BadInput

if TYPE_CHECKING:
    from gql.engine.declare.field import DeclaredField

Arguments = Mapping[str, Any]
ROOTS = Filter("t.parent_id is null")
DEEPEST = 500
_REPLY = re.compile(r"(.+)\.[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asks of a connection: a page of what the filters let through."""

    page: Page
    filters: tuple[Filter, ...] = ()


def asked(cls: type, declared: declare.Connected, arguments: Arguments) -> Asked:
    """Raises what is wrong with the arguments."""
    given = dict(arguments)
    order = declared.fixed or _order(cls, declared, given)
    filters = filters_of(given.pop("where", None))
    return Asked(Page.of(order, **given), filters)


def asked_threads(
    cls: type, declared: declare.Threaded, arguments: Arguments
) -> tuple[Asked, tuple[int, int]]:
    """A page of roots; how deep replies go, and how many of them to each comment."""
    given = dict(arguments)
    bounds = _bounds(given.pop("max_depth"), given.pop("replies_first"))
    page = _page_of_roots(_order(cls, declared, given), given)
    return Asked(page, (ROOTS,)), bounds


def connected(
    field: DeclaredField, declared: declare.Connected, source: Any, info: Any, arguments: Arguments
) -> Any:
    """A connection that reads its slice and its count when they are asked for."""
    cls = targets(field)[0]
    found = asked(cls, declared, arguments)
    paging = Paging(_name(info), source_of(cls), declared, found.filters)
    key = getattr(source, KEY) if declared.by or declared.via else None
    read_total: Any = partial(_total, info.context, paging, key)
    if declared.total and not found.filters:
        read_total = partial(_known, getattr(source, declared.total))
    return Connection(
        read_slice=partial(_slice, info, cls, paging, found.page, key),
        hand_out=info.context.hand_out,
        read_total=read_total,
    )


@dataclass(frozen=True, slots=True)
class Place:
    """A record in a thread:

    how deep, how many direct replies are not here, and where to go on reading them.
    """

    node: Any
    cursor: str
    depth: int
    hidden_replies: int
    replies_cursor: str | None


@dataclass(frozen=True, slots=True)
class Threads:
    """A page of threads in reading order."""

    places: list[Place]
    has_next: bool
    has_previous: bool


def threaded(
    field: DeclaredField, declared: declare.Threaded, source: Any, info: Any, arguments: Arguments
) -> Any:
    """The type of the field, with what it reads:

    threads, the number of roots, the number of all.
    """
    cls = of_kind(declared.kind)
    found, bounds = asked_threads(cls, declared, arguments)
    paging = Paging(_name(info), source_of(cls), declared, found.filters)
    key = getattr(source, KEY)
    read_roots = partial(_slice, info, cls, paging, found.page, key)
    return targets(field)[0](
        read_threads=partial(_threads, info, cls, declared, read_roots, bounds),
        hand_out=info.context.hand_out,
        read_root_count=partial(_total, info.context, paging, key),
        read_total=partial(_known, getattr(source, str(declared.total))),
    )


def _order(cls: type, declared: declare.Connected, asked: dict[str, Any]) -> Order:
    orders = source_of(cls)
    if "order_by" in asked:
        return orders.orders[asked.pop("order_by")]
    return orders.order(str(declared.order))


def _bounds(max_depth: int, replies_first: int) -> tuple[int, int]:
    if not 0 <= max_depth <= DEEPEST:
        raise BadInput(f"maxDepth is {max_depth}; ask for 0 to {DEEPEST}.", argument="maxDepth")
    return max_depth, page_size("repliesFirst", replies_first)


def _page_of_roots(order: Order, asked: dict[str, Any]) -> Page:
    """A cursor of a reply stands for its thread:

    it holds the cursor of its root, then its own id.
    """
    for name in ("after", "before"):
        if reply := _REPLY.fullmatch(asked.get(name) or ""):
            asked[name] = reply[1]
    return Page.of(order, **asked)


async def _threads(
    info: GraphQLResolveInfo[Any],
    cls: type,
    declared: declare.Threaded,
    read_roots: Any,
    bounds: tuple[int, int],
) -> Threads:
    roots: Slice = await read_roots()
    name = (declared, _name(info), bounds, lazy_columns(info, (cls,), PAGED))
    batch = partial(_replies, info, cls, declared, bounds)
    below = [
        await found
        for found in [info.context.load(name, lambda: batch, getattr(r, KEY)) for r in roots.nodes]
    ]
    places = [
        place
        for root, cursor, replies in zip(roots.nodes, roots.cursors, below, strict=True)
        for place in _placed(cls, declared, root, cursor, replies)
    ]
    return Threads(places, roots.has_next, roots.has_previous)


async def _replies(
    info: GraphQLResolveInfo[Any],
    cls: type,
    declared: declare.Threaded,
    bounds: tuple[int, int],
    roots: list[int],
) -> list[list[Any]]:
    lazy = lazy_columns(info, (cls,), PAGED)
    source = source_of(cls)
    text = replies_statement(
        f"{_name(info)}.replies", source.view, columns((cls,), lazy), source.listed
    )
    most = info.context.max_nodes
    records = await info.context.db.fetch(text, roots, *bounds, most + 1)
    if len(records) > most:
        info.context.hand_out(len(records))
    return [[instance(cls, record) for record in group] for group in by_key(records, roots)]


def _placed(
    cls: type, declared: declare.Threaded, root: Any, cursor: str, replies: list[Any]
) -> list[Place]:
    """Root and replies, which come in reading order, with what is hidden below each."""
    siblings = source_of(cls).order(declared.replies)
    shown: dict[int, list[Any]] = {}
    for reply in replies:
        if getattr(reply, declared.counted) is not None:
            shown.setdefault(reply.parent_id, []).append(reply)
    return [
        Place(
            node,
            cursor if node is root else f"{cursor}.{getattr(node, KEY)}",
            node.depth,
            max(0, node.reply_count - len(below := shown.get(getattr(node, KEY), []))),
            siblings.cursor([below[-1].published_at, getattr(below[-1], KEY)])
            if below and len(below) < node.reply_count
            else None,
        )
        for node in (root, *replies)
    ]


async def _known(count: int) -> int:
    return count


def _total(context: Context, paging: Paging, key: int | None) -> Awaitable[int]:
    return context.load(("total", _shape(paging)), lambda: partial(_totals, context, paging), key)


async def _totals(context: Context, paging: Paging, keys: list[Any]) -> list[int]:
    text, values = paging.total(_given(keys))
    counts = {record["k"]: record["count"] for record in await context.db.fetch(text, *values)}
    return [counts[key] for key in keys]


def _slice(
    info: GraphQLResolveInfo[Any], cls: type, paging: Paging, page: Page, key: int | None
) -> Awaitable[Slice]:
    lazy = lazy_columns(info, (cls,), PAGED)
    name = ("page", _shape(paging), page, lazy)
    batch = partial(_slices, info.context, cls, paging, page, lazy)
    return info.context.load(name, lambda: batch, key)  # type: ignore[no-any-return]


async def _slices(
    context: Context,
    cls: type,
    paging: Paging,
    page: Page,
    lazy: frozenset[str],
    keys: list[Any],
) -> list[Slice]:
    # of each key one record more than its page is read
    most = context.max_nodes + len(keys)
    text, values = paging.page(columns((cls,), lazy), page, _given(keys), most + 1)
    records = await context.db.fetch(text, *values)
    if len(records) > most:
        context.hand_out(len(records))
    return [_cut(group, cls, page) for group in by_key(records, keys)]


def _given(keys: list[Any]) -> list[int] | None:
    """Lists of the root have no parent: their one key is None."""
    return None if keys == [None] else keys


def _shape(paging: Paging) -> tuple[object, ...]:
    """What tells one connection's statements from another's:

    filters may hold lists, which have no hash.
    """
    return (paging.name, tuple((f.sql, repr(f.values)) for f in paging.filters))


def _cut(records: list[Record], cls: type, page: Page) -> Slice:
    """One record more than the page was read, to know whether there is more; the order's keys make
    the cursors."""
    more = len(records) > page.size
    kept = records[: page.size]
    if page.backwards:
        kept = kept[::-1]
    marks = [f"o{i}" for i in range(len(page.order.keys))]
    return Slice(
        nodes=[instance(cls, record) for record in kept],
        cursors=[page.order.cursor([record[mark] for mark in marks]) for record in kept],
        has_next=page.before is not None if page.backwards else more,
        has_previous=more if page.backwards else page.after is not None,
    )


def by_key(records: list[Record], keys: list[Any]) -> list[list[Record]]:
    """Records by their `k`, in the order of the keys."""
    groups: dict[Any, list[Record]] = {key: [] for key in keys}
    for record in records:
        groups[record["k"]].append(record)
    return [groups[key] for key in keys]


def _name(info: GraphQLResolveInfo[Any]) -> str:
    return f"{info.parent_type.name}.{info.field_name}"
