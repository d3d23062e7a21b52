"""The page that a client requests: by cursors as in Relay, by offset, or around a record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gql.engine.order import Order
from gql.errors import BadInput, BadPageSize

DEFAULT_PAGE_SIZE = 10
MAX_PAGE_SIZE = 100
# records: no page begins further on by number. Skipped records are read, so this is also how far
# the place of a record is counted
MAX_OFFSET = 10_000
_REACHES = (0, 100, 1_000, MAX_OFFSET)


@dataclass(frozen=True, slots=True)
class Page:
    """How many records, from which end of an order, between which cursors.

    `after` and `before` are decoded cursors: the values of the order's keys. `offset` is how many
    records are skipped, `around` the id of a record: the page of its list that holds it is read.
    Hashable, so that equal pages of different parents share one loader.
    """

    size: int
    order: Order
    backwards: bool = False
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None
    offset: int = 0
    around: int | None = None

    @property
    def reach(self) -> int:
        """The power of ten up to which records are skipped: part of the statement's text."""
        return next(reach for reach in _REACHES if self.offset <= reach)

    @property
    def cursors(self) -> list[tuple[tuple[Any, ...], bool]]:
        """The cursors that are given, and of each whether the page is after it."""
        given = ((self.after, True), (self.before, False))
        return [(cursor, is_after) for cursor, is_after in given if cursor is not None]

    def marks(self, cursor: tuple[Any, ...]) -> tuple[Any, ...]:
        """The values of a cursor that become parameters; which records lead is part of the text."""
        return cursor[1:] if self.order.lead else cursor

    @property
    def shape(self) -> tuple[object, ...]:
        """All that the text of its statement depends on."""
        begins = [(is_after, self.order.lead and cursor[0]) for cursor, is_after in self.cursors]
        return (self.order.name, self.backwards, *begins, self.reach, self.around is None)

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
        offset: int | None = None,
        around: int | None = None,
    ) -> Page:
        """The page that the arguments of a connection request.

        Raises BadPageSize, BadCursor, and BadInput for an offset or for two ways to say where.
        """
        if first is not None and last is not None:
            raise BadPageSize("Ask for first or for last, not for both.")
        _check_place({"after": after, "last": last, "before": before}, offset, around)
        # `first` with `before` is allowed, as in Relay's algorithm: cursors cut the list, then the
        # size applies
        return cls(
            page_size("last" if last is not None else "first", last if first is None else first),
            order,
            backwards=last is not None,
            after=None if after is None else tuple(order.values(after)),
            before=None if before is None else tuple(order.values(before)),
            offset=offset or 0,
            around=around,
        )


def _check_place(cursors: dict[str, object], offset: int | None, around: int | None) -> None:
    """Raise BadInput for an offset out of range, and where two arguments say where to begin."""
    if offset is not None and not 0 <= offset <= MAX_OFFSET:
        raise BadInput(
            f"offset is {offset}; ask for 0 to {MAX_OFFSET}, and go on with after.",
            argument="offset",
        )
    places = {**cursors, "offset": offset, "around": around}
    given = [name for name, value in places.items() if value is not None]
    for name in ("around", "offset"):
        # both count from the start of the whole list, which a cursor cuts off and `last` turns
        if name in given and len(given) > 1:
            raise BadInput(
                f"{name} says where the page is: leave out {given[given[0] == name]}.",
                argument=name,
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
