"""The parts of SQL that both paths share: from a declaration to a select.

Every name in the SQL comes from a declaration, every value of a client is a parameter. In each
text `t` is the record's view, `l` a link view, and `o0`, `o1` … are the columns sorted by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gql.engine.declare.declaration import Link, Paginated
from gql.engine.declare.filter import Filter
from gql.engine.declare.record_type import RecordSource
from gql.engine.order import Key, Order
from gql.engine.page import MAX_PAGE_SIZE, Page

IS_LISTED = " and t.is_listed"


@dataclass(slots=True)
class Parameters:
    """The values of a statement, numbered $1, $2 … in the order in which they are added."""

    values: list[object] = field(default_factory=list)

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
    listed: bool,
) -> str:
    """The next record in an order after the one whose sort keys are the SQL expressions
    `own_keys`, or the previous one unless `ahead`."""
    forward = ahead != order.descending
    names = [f"t.{key.column}" for key in order.keys]
    return (
        f"select {select_list(columns)}\nfrom {view} t\n"
        f"where {_beyond(names, '>' if forward else '<', own_keys)}"
        f"{IS_LISTED if listed else ''}\n"
        f"order by {order_by(order.keys, None, not forward)}\nlimit 1"
    )


@dataclass(frozen=True, slots=True)
class ConnectionSelect:
    """The selects of a connection: its declaration with the filters that a client requests."""

    source: RecordSource
    declared: Paginated
    filters: tuple[Filter, ...] = ()

    def rows(
        self, columns: Mapping[str, str], page: Page, parameters: Parameters, key: str | None
    ) -> str:
        """A page of the records that belong to `key` (an SQL expression; None: of all).

        Adds parameters in this order: values of the filters, of `after`, of `before`; the limit.
        """
        link, keys = self.declared.via, page.order.keys
        sort_columns = [f"{_key_column(key, link)} as o{i}" for i, key in enumerate(keys)]
        descending = " desc" if page.descending else ""
        # The constant limit is for the planner: it takes a parameter for a tenth of the table, and
        # sorted all 10,000 posts for a page of 50 (PostgreSQL 15: 25 ms, with it 4 ms).
        longest_page = (
            f"select {select_list(columns, sort_columns)}\n"
            f"from {self._from()}\n{self._where(parameters, key, page)}"
            f"order by {order_by(keys, link, page.descending)}\nlimit {MAX_PAGE_SIZE + 1}"
        )
        names = [*(f'"{attribute}"' for attribute in columns), *(f"o{i}" for i in range(len(keys)))]
        # one record more than the page: that it exists is hasNextPage, without a count
        return (
            f"select {', '.join(names)}\nfrom (\n{indented(longest_page)}\n) longest_page\n"
            f"order by {', '.join(f'o{i}{descending}' for i in range(len(keys)))}\n"
            f"limit {parameters.add(page.size + 1, 'bigint')}"
        )

    def count(self, parameters: Parameters, key: str | None) -> str:
        """The number of records that belong to `key`. Adds the values of the filters."""
        counted = f"from {self._from()}\n{self._where(parameters, key)}".rstrip()
        # a select of its own: `count(*) over ()` in the page would read the whole list for
        # every page, and give nothing where the page is empty
        return f"select count(*)::integer\n{counted}"

    def _from(self) -> str:
        view, link = self.source.view, self.declared.via
        if not link:
            return f"{view} t"
        # one index lookup for each link: with a join, Postgres may read the whole view instead,
        # where it consists of several parts (those of signed-in viewers)
        return (
            f"{link.view} l\ncross join lateral ("
            f"select * from {view} o where o.id = l.{link.other} offset 0) t"
        )

    def _where(self, parameters: Parameters, key: str | None, page: Page | None = None) -> str:
        own_key = own_key_and_from(self.source.view, self.declared.by, self.declared.via)[0]
        conditions = [f"{own_key} = {key}"] if key else []
        conditions += [
            one.sql.format(*(parameters.add(value) for value in one.values)) for one in self.filters
        ]
        # lists leave out what is not listed (such as HELD comments of the viewer), unless a
        # filter on the status names it
        if self.source.listed and not any(one.lists_all for one in self.filters):
            conditions.append("t.is_listed")
        if page:
            conditions += self._cursor_conditions(parameters, page)
        return f"where {' and '.join(conditions)}\n" if conditions else ""

    def _cursor_conditions(self, parameters: Parameters, page: Page) -> list[str]:
        names = [_key_column(key, self.declared.via) for key in page.order.keys]
        conditions = []
        beyond, ahead = ("<", ">") if page.order.descending else (">", "<")
        for cursor, sign in ((page.after, beyond), (page.before, ahead)):
            if cursor is not None:
                values = [
                    parameters.add(value, key.type)
                    for value, key in zip(cursor, page.order.keys, strict=True)
                ]
                conditions.append(_beyond(names, sign, values))
        return conditions


def _beyond(names: Sequence[str], sign: str, values: Sequence[str]) -> str:
    """The condition that sort keys are beyond these values, one after the other (`<` or `>`)."""
    # A row comparison is one range scan of the index on (key, id); `a > x or (a = x and …)` is not.
    # The first key again by itself: where a view bounds it too (published_at <= now()), the scan
    # would begin at that bound, and step over everything that lies before the values.
    return f"{names[0]} {sign}= {values[0]} and ({', '.join(names)}) {sign} ({', '.join(values)})"


def own_key_and_from(
    view: str, by: str | None, via: Link | None, name: str = "t"
) -> tuple[str, str]:
    """The column that holds the id of the parent, and the `from` of the records named `name`."""
    if via:
        return f"l.{via.own}", f"{via.view} l\njoin {view} {name} on {name}.id = l.{via.other}"
    return f"{name}.{by}", f"{view} {name}"


def select_list(columns: Mapping[str, str], more: Sequence[str] = ()) -> str:
    """Columns of `t` under the names of their attributes, then further expressions."""
    named = [f't.{column} as "{attribute}"' for attribute, column in columns.items()]
    return ", ".join([*named, *more])


def _key_column(key: Key, link: Link | None) -> str:
    """A sort key as SQL: the link's copy of the column where it has one."""
    # sorted by columns of the link alone, a page is a range scan of the link's index; sorted by
    # those of `t`, every linked record is read and sorted first
    if link and key.column == "id":
        return f"l.{link.other}"
    return f"{'l' if link and key.column in link.repeats else 't'}.{key.column}"


def order_by(keys: tuple[Key, ...], link: Link | None, descending: bool) -> str:
    """The expressions of an `order by`, all in one direction."""
    return ", ".join(f"{_key_column(key, link)}{' desc' if descending else ''}" for key in keys)


def indented(text: str) -> str:
    """A select by two spaces further in, for people who read the statement."""
    return "\n".join(f"  {line}" for line in text.splitlines())
