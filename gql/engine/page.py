"""The page that a client requests by first/after or last/before (Relay cursor connections)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gql.engine.order import Order
from gql.errors import BadPageSize

DEFAULT_PAGE_SIZE = 10
MAX_PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Page:
    """How many records, from which end of an order, between which cursors.

    `after` and `before` are decoded cursors: the values of the order's keys. Hashable, so that
    equal pages of different parents share one loader.
    """

    size: int
    order: Order
    backwards: bool = False
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None

    @property
    def descending(self) -> bool:
        """Whether SQL reads it downwards: `last` reads the order in reverse, from its end."""
        return self.order.descending != self.backwards

    @classmethod
    def from_arguments(
        cls,
        order: Order,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page:
        """The page that the arguments of a connection request. Raises BadPageSize and BadCursor."""
        if first is not None and last is not None:
            raise BadPageSize("Ask for first or for last, not for both.")
        # `first` with `before` is allowed, as in Relay's algorithm: cursors cut the list, then the
        # size applies
        return cls(
            page_size("last" if last is not None else "first", last if first is None else first),
            order,
            backwards=last is not None,
            after=None if after is None else tuple(order.values(after)),
            before=None if before is None else tuple(order.values(before)),
        )


def page_size(argument: str, value: int | None, default: int = DEFAULT_PAGE_SIZE) -> int:
    """The value of an argument that limits a list, `default` for null. Raises BadPageSize."""
    if value is None:
        return default
    if not 1 <= value <= MAX_PAGE_SIZE:
        raise BadPageSize(
            f"{argument} is {value}; ask for 1 to {MAX_PAGE_SIZE}.",
            argument=argument,
            allowed=MAX_PAGE_SIZE,
        )
    return value
