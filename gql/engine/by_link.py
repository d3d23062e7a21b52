"""A list that a filter narrows to what is linked to one record, read through its links.

Walked in its own order, the list of an author who has written little is looked at nearly whole for
a page of it; and how much that is, Postgres cannot tell where a view has parts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gql.engine.declare.declaration import Paginated, Threaded
from gql.engine.declare.filter import Filter
from gql.engine.order import Order

Narrowed = tuple[Paginated, tuple[Filter, ...]]


def by_link(declared: Paginated, filters: Sequence[Filter], order: Order) -> Narrowed | None:
    """The list as that of the linked record, and its filters; None where it is no such list.

    Only of records that are listed, in an order whose columns the links have: then a page of it is
    a range scan of their index.
    """
    if declared.via or declared.by or order.lead or isinstance(declared, Threaded):
        return None
    for at, one in enumerate(filters):
        if one.link and one.link.has(order):
            linked = replace(one, sql=one.linked)
            return replace(declared, via=one.link), (*filters[:at], linked, *filters[at + 1 :])
    return None
