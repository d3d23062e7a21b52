"""The parts of SQL that both paths share: from a declaration to a select.

Every name in the SQL comes from a declaration, every value of a client is a parameter. In each
text `t` is the record's view, `l` a link view, and `o0`, `o1` … are the columns sorted by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gql.engine.declare.filter import Filter
from gql.engine.declare.link import Link
from gql.engine.declare.record_type import RecordSource
from gql.engine.order import Key, Order


@dataclass(slots=True)
class Parameters:
    """The values of a statement, numbered $1, $2 … in the order in which they are added."""

    values: list[object] = field(default_factory=list)

    @property
    def next_number(self) -> int:
        """The number of the parameter that is added next."""
        return len(self.values) + 1

    def add(self, value: object, cast: str = "") -> str:
        """Add a value; return its placeholder, such as `$2::bigint`."""
        self.values.append(value)
        return f"${len(self.values)}" + (f"::{cast}" if cast else "")


def neighbour_select(
    view: str,
    columns: Mapping[str, str],
    order: Order,
    own_keys: tuple[str, ...],
    ahead: bool,
    met: Sequence[str],
) -> str:
    """The next record in an order after the one whose sort keys are the SQL expressions
    `own_keys`, or the previous one unless `ahead`, of those that meet conditions."""
    forward = ahead != order.descending
    names = [f"t.{key.column}" for key in order.keys]
    nearer = beyond(names, ">" if forward else "<", own_keys)
    return (
        f"select {select_list(columns)}\nfrom {view} t\n"
        f"where {' and '.join([nearer, *met])}\n"
        f"order by {order_by(order.keys, None, not forward)}\nlimit 1"
    )


def conditions(
    source: RecordSource, filters: Sequence[Filter], parameters: Parameters
) -> list[str]:
    """The conditions on `t` that filters stand for. Adds their values."""
    shown = is_listed(source, filters)
    listed = " and c.is_listed" if shown else ""
    met = [
        one.sql.format(*(parameters.add(value) for value in one.values), listed=listed)
        for one in filters
    ]
    return [*met, "t.is_listed"] if shown else met


def is_listed(source: RecordSource, filters: Sequence[Filter]) -> bool:
    """Whether a list holds only records with is_listed."""
    # HELD comments of the viewer, and others, only if a filter on the status names them
    return source.listed and not any(one.lists_all for one in filters)


def beyond(
    names: Sequence[str], sign: str, values: Sequence[str], *, inclusive: bool = False
) -> str:
    """The condition that sort keys are beyond these values, one after the other (`<` or `>`)."""
    # A row comparison is one range scan of the index on (key, id); `a > x or (a = x and …)` is not.
    # The first key again by itself: where a view bounds it too (published_at <= now()), the scan
    # would begin at that bound, and step over everything that lies before the values.
    compared = f"({', '.join(names)}) {sign}{'=' if inclusive else ''} ({', '.join(values)})"
    return f"{names[0]} {sign}= {values[0]} and {compared}"


def own_key_and_from(
    view: str, by: str | None, via: Link | None, name: str = "t"
) -> tuple[str, str]:
    """The column that holds the id of the parent, and the `from` of the records named `name`."""
    if via and via.by_id:
        # in a join, parts of the view might be read whole for each record
        return (
            f"l.{via.own}",
            f"{via.view} l\ncross join lateral ("
            f"select * from {view} o where o.id = l.{via.other} offset 0) {name}",
        )
    if via:
        return f"l.{via.own}", f"{via.view} l\njoin {view} {name} on {name}.id = l.{via.other}"
    return f"{name}.{by}", f"{view} {name}"


def select_list(columns: Mapping[str, str], more: Sequence[str] = ()) -> str:
    """Columns of `t` under the names of their attributes, then further expressions."""
    named = [f't.{column} as "{attribute}"' for attribute, column in columns.items()]
    return ", ".join([*named, *more])


def key_column(key: Key, link: Link | None) -> str:
    """A sort key as SQL: the link's copy of the column where it has one."""
    if key.expression:
        return key.expression
    # sorted by columns of the link alone, a page is a range scan of the link's index; sorted by
    # those of `t`, every linked record is read and sorted first
    if link and key.column == "id":
        return f"l.{link.other}"
    return f"{'l' if link and key.column in link.repeats else 't'}.{key.column}"


def order_by(keys: tuple[Key, ...], link: Link | None, descending: bool) -> str:
    """The expressions of an `order by`, all in one direction."""
    return ", ".join(f"{key_column(key, link)}{' desc' if descending else ''}" for key in keys)


def indented(text: str) -> str:
    """A select by two spaces further in, for people who read the statement."""
    return "\n".join(f"  {line}" for line in text.splitlines())
