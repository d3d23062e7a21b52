"""A page that a client asks for: first/after or last/before, checked once, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gql.engine.order import Order
from gql.errors import BadPageSize

DEFAULT_SIZE = 10
LARGEST = 100


@dataclass(frozen=True, slots=True)
class Page:
    """How many, from which end, between which places of an order.

    Hashable, so that equal pages are loaded together.
    """

    size: int
    order: Order
    backwards: bool = False
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None

    @property
    def descending(self) -> bool:
        """The direction in which it is read: from its end, backwards."""
        return self.order.descending != self.backwards

    @classmethod
    def of(
        cls,
        order: Order,
        *,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Page:
        """Raises BadPageSize and BadCursor."""
        if first is not None and last is not None:
            raise BadPageSize("Ask for first or for last, not for both.")
        return cls(
            page_size("last" if last is not None else "first", last if first is None else first),
            order,
            backwards=last is not None,
            after=None if after is None else tuple(order.values(after)),
            before=None if before is None else tuple(order.values(before)),
        )


def page_size(argument: str, value: int | None, default: int = DEFAULT_SIZE) -> int:
    """The value of an argument that bounds a list. Raises BadPageSize."""
    if value is None:
        return default
    if not 1 <= value <= LARGEST:
        raise BadPageSize(
            f"{argument} is {value}; ask for 1 to {LARGEST}.", argument=argument, allowed=LARGEST
        )
    return value
