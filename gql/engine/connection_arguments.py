"""Arguments of connections and discussions → what is read. Both paths validate them here."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from gql.engine.declare import declaration as declare
from gql.engine.declare.declaration import Arguments
from gql.engine.declare.filter import Filter, Reach
from gql.engine.declare.record_type import source_of
from gql.engine.declare.where import filters_of
from gql.engine.global_id import key_of
from gql.engine.order import Order
from gql.engine.page import Page, page_size
from gql.errors import BadInput

MAX_DEPTH = 500

# the cursor of a reply is that of its root, a dot, and its own id; cursors are URL-safe base64,
# which has no dot
_REPLY_CURSOR = re.compile(r"(.+)\.[1-9][0-9]{0,18}")


@dataclass(slots=True)
class Threads:
    """How discussions are shown where an operation does not say.

    State of the process, as plans bind arguments without a context: the service keeps it as the
    site has it.
    """

    depth: int = 10


THREADS = Threads()


@dataclass(frozen=True, slots=True)
class RequestedPage:
    """The page of a connection that a client requests, and the filters of its `where`."""

    page: Page
    filters: tuple[Filter, ...] = ()


def requested_page(cls: type, declared: declare.Paginated, arguments: Arguments) -> RequestedPage:
    """The page of records of `cls` that the arguments of a connection request.

    Raises BadPageSize, BadCursor, BadInput and LimitExceeded.
    """
    remaining = dict(arguments)
    filters = filters_of(remaining.pop("where", None), listed=source_of(cls).listed)
    order = declared.fixed or _order(cls, declared, remaining, filters)
    if declared.via and not remaining.pop("include_children", True):
        # an index has the direct ones; only to count them are all looked at
        filters += (Filter(f"l.{declared.via.direct}", reach=Reach.NEARLY_ALL),)
    return RequestedPage(_page(cls, order, remaining), _ranked(order, filters))


def requested_threads(
    cls: type, declared: declare.Threaded, arguments: Arguments
) -> tuple[RequestedPage, tuple[int, int]]:
    """A page of root comments, and (max_depth, replies_first) as bounds on their replies.

    Its filters are for the replies too. Raises BadPageSize, BadCursor, BadInput and LimitExceeded.
    """
    remaining = dict(arguments)
    bounds = _bounds(remaining.pop("max_depth", None), remaining.pop("replies_first"))
    filters = filters_of(remaining.pop("where", None), listed=source_of(cls).listed)
    order = _order(cls, declared, remaining, filters)
    page = _page_of_roots(cls, order, remaining)
    return RequestedPage(page, _ranked(order, filters)), bounds


def _order(
    cls: type,
    declared: declare.Paginated,
    remaining: dict[str, Any],
    filters: tuple[Filter, ...],
) -> Order:
    source = source_of(cls)
    order = usual = source.order(str(declared.order))
    if "order_by" in remaining:
        order = source.orders[remaining.pop("order_by")]
    # a search page whose box is empty is the usual list: there are no words to rank by
    if order.is_by_words and not any(one.ranked for one in filters):
        order = usual
    if source.lead and remaining.pop(source.lead.argument, None):
        return order.led_by(source.lead.column)
    return order


def _ranked(order: Order, filters: tuple[Filter, ...]) -> tuple[Filter, ...]:
    """The filters of a list in this order: fewer matches can be ranked than be found."""
    if not order.is_by_words:
        return filters
    return tuple(replace(one, sql=one.ranked) if one.ranked else one for one in filters)


def _bounds(max_depth: int | None, replies_first: int) -> tuple[int, int]:
    if max_depth is None:
        max_depth = THREADS.depth
    if not 0 <= max_depth <= MAX_DEPTH:
        raise BadInput(f"maxDepth is {max_depth}; ask for 0 to {MAX_DEPTH}.", argument="maxDepth")
    return max_depth, page_size("repliesFirst", replies_first)


def _page(cls: type, order: Order, arguments: dict[str, Any]) -> Page:
    if arguments.get("around") is not None:
        arguments["around"] = key_of(arguments["around"], cls.__name__)
    return Page.from_arguments(order, **arguments)


def _page_of_roots(cls: type, order: Order, arguments: dict[str, Any]) -> Page:
    """The page of roots; the cursor of a reply counts as the cursor of its root."""
    for name in ("after", "before"):
        if reply := _REPLY_CURSOR.fullmatch(arguments.get(name) or ""):
            arguments[name] = reply[1]
    return _page(cls, order, arguments)
