"""What a connection may read from end to end: for its page, its count, its facets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gql.engine.connection_arguments import RequestedPage
from gql.engine.declare import declaration as declare
from gql.engine.declare.filter import Filter, Reach
from gql.engine.declare.record_type import source_of
from gql.engine.facets import MAX_FACET_RECORDS, ROWS_OF_A_FACET
from gql.engine.list_sizes import Scan
from gql.engine.matching import filtered
from gql.engine.page import MAX_OFFSET, Page


def scans(
    cls: type, request: RequestedPage, listed: Scan, declared: declare.Paginated
) -> tuple[Scan | None, Scan | None]:
    """What the page, and what the total count, reads from end to end."""
    read = counted = filtered(listed, request.filters, linked=bool(declared.via))
    if read is None:
        return None, None
    filters = [one for one in request.filters if one.reach is not Reach.WORDS]
    # an order that no index of the nested list may have: all of it is read, and sorted
    order, usual = request.page.order, declared.fixed or source_of(cls).order(str(declared.order))
    sorts = bool(declared.by) and order.own_keys != usual.keys
    if declared.via:
        sorts = not declared.via.has(order)
    if request.page.around is not None or request.page.offset:
        # the record, those before it, those after it; and whether the list has any
        read = replace(read, rows=read.rows * (4 if sorts else 2))
    counts = filters or declared.total is None
    searches = any(one.reach is not Reach.NEARLY_ALL for one in filters)
    return read if searches or sorts else None, counted if counts else None


def skip_scan(page: Page, listed: Scan) -> Scan | None:
    """What is read to skip the records before a page, by an index."""
    if page.around is None:
        return replace(listed, most=page.offset) if page.offset else None
    return replace(listed, most=MAX_OFFSET)


def facet_scan(request: RequestedPage, listed: Scan, declared: declare.Paginated) -> Scan | None:
    """What each facet of the list reads."""
    read = filtered(
        replace(listed, rows=ROWS_OF_A_FACET), request.filters, linked=bool(declared.via)
    )
    return replace(read, most=MAX_FACET_RECORDS) if read else None


def neighbour_scan(listed: Scan, filters: Sequence[Filter]) -> Scan | None:
    """What is looked at to find the next record that matches, if it may be far away."""
    searches = any(one.reach is not Reach.NEARLY_ALL for one in filters)
    return filtered(listed, filters) if searches else None
