"""The parts of SQL that both paths share: from a declaration to a select.

Every name in the SQL comes from a declaration, every value of a client is a parameter. In each
text `t` is the record's view, `l` a link view, and `o0`, `o1` … are the columns sorted by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gql.engine.declare.declaration import Paginated, Threaded
from gql.engine.declare.filter import Filter
from gql.engine.declare.link import Link
from gql.engine.declare.record_type import RecordSource
from gql.engine.order import ID, Key, Order
from gql.engine.page import MAX_OFFSET, MAX_PAGE_SIZE, Page

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

        Adds parameters in this order: values of the filters, of `after`, of `before`; `around` and
        the size; the limit; the offset. Around a record, `skipped` is how many are before the page.
        """
        met = conditions(self.source, self.filters, parameters)
        listed = [*self._own(key), *met]
        if page.around is not None:
            target = self._is_target(page, met, parameters)
            return self._of_places(columns, page, self._around(listed, target, page, parameters))
        listed += self._cursor_conditions(parameters, page)
        if page.offset:
            return self._of_places(columns, page, self._skipping(listed, page, parameters))
        # The constant limit is for the planner: it takes a parameter for a tenth of the table, and
        # sorted all 10,000 posts for a page of 50 (PostgreSQL 15: 25 ms, with it 4 ms).
        longest_page = self._nearest(columns, listed, page, page.descending, MAX_PAGE_SIZE + 1)
        places = _places(page)
        names = [*(f'"{attribute}"' for attribute in columns), *places]
        # one record more than the page: that it exists is hasNextPage, without a count
        return (
            f"select {', '.join(names)}\nfrom (\n{indented(longest_page)}\n) longest_page\n"
            f"order by {_in_direction(places, page.descending)}\n"
            f"limit {parameters.add(page.size + 1, 'bigint')}"
        )

    def count(self, parameters: Parameters, key: str | None) -> str:
        """The number of records that belong to `key`. Adds the values of the filters."""
        # a select of its own: `count(*) over ()` in the page would read the whole list for
        # every page, and give nothing where the page is empty
        return f"select count(*)::integer\n{self._all(parameters, key)}"

    def exists(self, parameters: Parameters, key: str | None) -> str:
        """Whether any record belongs to `key`, as an expression. Adds the values of the filters."""
        return f"exists (\nselect\n{self._all(parameters, key)}\n)"

    def _all(self, parameters: Parameters, key: str | None) -> str:
        met = conditions(self.source, self.filters, parameters)
        return f"from {self._from()}\n{_where([*self._own(key), *met])}".rstrip()

    def _nearest(
        self,
        columns: Mapping[str, str],
        conditions: list[str],
        page: Page,
        descending: bool,
        most: int,
    ) -> str:
        """The first records that meet conditions: the columns, and what they are sorted by."""
        link, keys = self.declared.via, page.order.keys
        sort_columns = [f"{name} as o{i}" for i, name in enumerate(self._by(page))]
        return (
            f"select {select_list(columns, sort_columns)}\n"
            f"from {self._from()}\n{_where(conditions)}"
            f"order by {order_by(keys, link, descending)}\nlimit {most}"
        )

    def _of_places(self, columns: Mapping[str, str], page: Page, places: str) -> str:
        """The columns of the records whose places in the order another select finds."""
        # apart from the search for them: what a view computes, it would for all that are skipped
        keys = _places(page)
        found = [*keys, *(["skipped"] if page.around is not None else [])]
        names = [*(f't."{attribute}"' for attribute in columns), *(f"p.{name}" for name in found)]
        return (
            f"select {', '.join(names)}\nfrom (\n{indented(places)}\n) p\ncross join lateral (\n"
            f"  select {select_list(columns, ['t.id as key'])}\n  from {self.source.view} t\n"
            f"  where t.id = p.{keys[-1]}\n  offset 0\n) t\n"
            f"order by {_in_direction([f'p.{name}' for name in keys], page.descending)}"
        )

    def _skipping(self, conditions: list[str], page: Page, parameters: Parameters) -> str:
        """The places of a page that begins after `page.offset` records."""
        nearest = self._nearest(
            {}, conditions, page, page.descending, page.reach + MAX_PAGE_SIZE + 1
        )
        places = _places(page)
        return (
            f"select {', '.join(places)}\nfrom (\n{indented(nearest)}\n) longest_page\n"
            f"order by {_in_direction(places, page.descending)}\n"
            f"limit {parameters.add(page.size + 1, 'bigint')} "
            f"offset {parameters.add(page.offset, 'bigint')}"
        )

    def _around(
        self, conditions: list[str], target: str, page: Page, parameters: Parameters
    ) -> str:
        """The places of the page that holds the record `page.around`, if it is in the list.

        The page begins where one would that is read from the start: so many records are before
        the record as are left when those before it fill pages.
        """
        places, by, down = _places(page), self._by(page), page.order.descending
        own = [f"a.{name}" for name in places]
        found = self._nearest({}, [*conditions, target], page, down, 1)
        size = parameters.add(page.size, "bigint")
        above = f"counted.before % {size}"
        before = [*conditions, _beyond(by, ">" if down else "<", own)]
        onwards = [*conditions, _beyond(by, "<" if down else ">", own, inclusive=True)]
        # with an order, so that they are the nearest, and an index has them
        counted = self._nearest({}, before, page, not down, MAX_OFFSET)
        arms = (
            (self._nearest({}, before, page, not down, MAX_PAGE_SIZE), not down, above),
            (
                self._nearest({}, onwards, page, down, MAX_PAGE_SIZE + 1),
                down,
                f"{parameters.add(page.size + 1, 'bigint')} - {above}",
            ),
        )
        near = "\nunion all\n".join(
            f"(select *\nfrom (\n{indented(arm)}\n) nearest\n"
            f"order by {_in_direction(places, descending)}\nlimit {limit})"
            for arm, descending, limit in arms
        )
        names = ", ".join(f"near.{name}" for name in places)
        return (
            f"select {names}, counted.before - {above} as skipped\n"
            f"from (\n{indented(found)}\n) a\n"
            f"cross join lateral (\n  select count(*) as before from (\n{indented(counted)}\n) b\n"
            f") counted\ncross join lateral (\n{indented(near)}\n) near"
        )

    def _is_target(self, page: Page, met: list[str], parameters: Parameters) -> str:
        """The condition that a record is the one that the page is read around.

        Of threads it is the root of that one, if all that are above it meet the conditions too.
        """
        number, view = parameters.add(page.around, "bigint"), self.source.view
        name = _key_column(ID, self.declared.via)
        if not isinstance(self.declared, Threaded):
            return f"{name} = {number}"
        path = f"(select s.path from {view} s where s.id = {number})"
        missed = f"({' and '.join(met)}) is not true"
        return (
            f"{name} = ({path})[1] and not exists (\n"
            f"  select from {view} t where t.id = any({path}::bigint[]) and {missed}\n)"
        )

    def _by(self, page: Page) -> list[str]:
        return [_key_column(key, self.declared.via) for key in page.order.keys]

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

    def _own(self, key: str | None) -> list[str]:
        """The conditions that a record is in the list of its parent, whatever is filtered."""
        own_key = own_key_and_from(self.source.view, self.declared.by, self.declared.via)[0]
        own = [f"{own_key} = {key}"] if key else []
        return [*own, "t.parent_id is null"] if isinstance(self.declared, Threaded) else own

    def _cursor_conditions(self, parameters: Parameters, page: Page) -> list[str]:
        conditions = []
        beyond, ahead = ("<", ">") if page.order.descending else (">", "<")
        for cursor, sign in ((page.after, beyond), (page.before, ahead)):
            if cursor is not None:
                values = [
                    parameters.add(value, key.type)
                    for value, key in zip(cursor, page.order.keys, strict=True)
                ]
                conditions.append(_beyond(self._by(page), sign, values))
        return conditions


def conditions(
    source: RecordSource, filters: Sequence[Filter], parameters: Parameters
) -> list[str]:
    """The conditions on `t` that filters stand for. Adds their values."""
    met = [one.sql.format(*(parameters.add(value) for value in one.values)) for one in filters]
    # HELD comments of the viewer, and others, only if a filter on the status names them
    if source.listed and not any(one.lists_all for one in filters):
        met.append("t.is_listed")
    return met


def _places(page: Page) -> list[str]:
    """The names of the columns with the values that a page is sorted by."""
    return [f"o{i}" for i in range(len(page.order.keys))]


def _in_direction(names: Sequence[str], descending: bool) -> str:
    return ", ".join(f"{name}{' desc' if descending else ''}" for name in names)


def _where(conditions: Sequence[str]) -> str:
    return f"where {' and '.join(conditions)}\n" if conditions else ""


def _beyond(
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
