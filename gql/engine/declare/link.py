"""Links: the views that say which records of one type belong to which of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from gql.engine.order import Order


@dataclass(frozen=True, slots=True)
class Link:
    """A view that links two types many-to-many, as an association table does.

    `own` is its column with the id of the declaring type, `other` the one with the id of the
    target; `sort` orders the targets. `repeats` are columns of the target that the view has too:
    sorted by them, a page is one range scan of the link's index. `direct` is its column that is
    false where the link is by way of a record below, as that of a post in a child category.
    `by_id`: whole lists look each record up by itself, as the view of the target has parts.
    `listed`: it has is_listed, false where the target has.
    """

    view: str
    own: str
    other: str
    sort: str | None = None
    repeats: tuple[str, ...] = ()
    direct: str | None = None
    by_id: bool = False
    listed: bool = False

    def has(self, order: Order) -> bool:
        """Whether the view has all columns of an order, the id of the target among them."""
        return all(key.column in ("id", *self.repeats) for key in order.own_keys)

    def within(self, links: Mapping[str, str]) -> Link:
        """The same through the view that `links` has in place of its own, if any."""
        return replace(self, view=links.get(self.view, self.view))
