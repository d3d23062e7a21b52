"""The SQL of connections, for both paths: a page, the number of records, whether there is any.

In each text `t` is the record's view, `l` a link view, and `o0`, `o1` … are the columns sorted by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gql.engine.by_link import by_link
from gql.engine.declare.declaration import Paginated, Threaded
from gql.engine.declare.filter import Filter
from gql.engine.declare.record_type import RecordSource
from gql.engine.order import ID
from gql.engine.page import MAX_OFFSET, MAX_PAGE_SIZE, Page
from gql.engine.select_sql import (
    Parameters,
    beyond,
    conditions,
    indented,
    is_listed,
    key_column,
    order_by,
    own_key_and_from,
    select_list,
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
        if self._shown and (narrowed := by_link(self.declared, self.filters, page.order)):
            return ConnectionSelect(self.source, *narrowed).rows(columns, page, parameters, key)
        page = self._with_words(page, parameters.next_number)
        met = conditions(self.source, self.filters, parameters)
        listed = [*self._own(key), *met]
        if page.around is not None:
            target = self._is_target(page, met, parameters)
            return self._of_places(columns, page, self._around(listed, target, page, parameters))
        # The constant limit is for the planner: it takes a parameter for a tenth of the table, and
        # sorted all 10,000 posts for a page of 50 (PostgreSQL 15: 25 ms, with it 4 ms).
        most = page.reach + MAX_PAGE_SIZE + 1
        selected = {} if page.offset else columns
        if page.order.lead:
            longest_page = self._led(selected, key, met, page, parameters, most)
        else:
            listed += self._beyond_cursors(page, self._by(page), parameters)
            longest_page = self._nearest(selected, listed, page, page.descending, most)
        if page.offset:
            return self._of_places(columns, page, self._skipping(longest_page, page, parameters))
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

    def listed(self, column: str, most: int, parameters: Parameters, key: str | None) -> str:
        """A column of the first `most` records that belong to `key`. Adds the values of the
        filters."""
        order = self.declared.fixed or self.source.order(str(self.declared.order))
        by = order_by(order.keys, self.declared.via, order.descending)
        return f"select {column}\n{self._all(parameters, key)}\norder by {by}\nlimit {most}"

    def _with_words(self, page: Page, number: int) -> Page:
        """The page with the parameter of the words that it is sorted by, if it is; `number` is that
        of the first filter's first value."""
        if not page.order.is_by_words:
            return page
        at = next(i for i, one in enumerate(self.filters) if one.ranked)
        number += sum(len(one.values) for one in self.filters[:at])
        return replace(page, order=page.order.with_words(f"${number}"))

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

    def _led(
        self,
        columns: Mapping[str, str],
        key: str | None,
        met: list[str],
        page: Page,
        parameters: Parameters,
        most: int,
    ) -> str:
        """The first records of a page: of those that lead, then of the others, each in their order.

        Those that lead are few, and an index has them: whether they are linked is looked up after.
        """
        cursors = [(c[0], sign, _marks(page, c, parameters)) for c, sign in _signed(page)]
        arms = []
        for leads in (True, False):
            link = None if leads else self.declared.via
            by = [key_column(one, link) for one in page.order.own_keys]
            flag = page.order.flag(leads=leads)
            sort_columns = [f"{name} as o{i}" for i, name in enumerate([f"{flag}::bigint", *by])]
            source, own = self._leading(key) if leads else (self._from(), self._own(key))
            is_one = f"t.{page.order.lead}" if leads else f"not t.{page.order.lead}"
            listed = [*own, is_one, *met, *_beyond_flags(flag, by, cursors)]
            arms.append(
                f"(select {select_list(columns, sort_columns)}\nfrom {source}\n{_where(listed)}"
                f"order by {_in_direction(by, page.descending)}\nlimit {most})"
            )
        return "\nunion all\n".join(arms)

    def _leading(self, key: str | None) -> tuple[str, list[str]]:
        """The `from` of records that lead, and the conditions that they are in the list."""
        view, link = self.source.view, self.declared.via
        if not link:
            return f"{view} t", self._own(key)
        is_linked = f"o.{link.own} = {key} and o.{link.other} = t.id"
        linked = f"select * from {link.view} o where {is_linked} offset 0"
        return f"{view} t\ncross join lateral ({linked}) l", []

    def _skipping(self, nearest: str, page: Page, parameters: Parameters) -> str:
        """The places of a page that begins after `page.offset` records."""
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
        before = [*conditions, beyond(by, ">" if down else "<", own)]
        onwards = [*conditions, beyond(by, "<" if down else ">", own, inclusive=True)]
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
        name = key_column(ID, self.declared.via)
        if not isinstance(self.declared, Threaded):
            return f"{name} = {number}"
        path = f"(select s.path from {view} s where s.id = {number})"
        missed = f"({' and '.join(met)}) is not true"
        return (
            f"{name} = ({path})[1] and not exists (\n"
            f"  select from {view} t where t.id = any({path}::bigint[]) and {missed}\n)"
        )

    def _by(self, page: Page) -> list[str]:
        return [key_column(key, self.declared.via) for key in page.order.keys]

    def _from(self) -> str:
        view, link = self.source.view, self.declared.via
        if not link:
            return f"{view} t"
        # one index lookup for each link: with a join, Postgres may read the whole view instead,
        # where it consists of several parts (those of signed-in viewers)
        return (
            f"{link.view} l\ncross join lateral ("
            f"select * from {view} o where o.id = l.{link.other}{self._shown} offset 0) t"
        )

    @property
    def _shown(self) -> str:
        """What leaves out of a view, for each record, the parts without anything that is listed."""
        return " and o.is_listed" if is_listed(self.source, self.filters) else ""

    def _own(self, key: str | None) -> list[str]:
        """The conditions that a record is in the list of its parent, whatever is filtered."""
        own_key = own_key_and_from(self.source.view, self.declared.by, self.declared.via)[0]
        own = [f"{own_key} = {key}"] if key else []
        if self.declared.via and self.declared.via.listed and self._shown:
            own.append("l.is_listed")
        return [*own, "t.parent_id is null"] if isinstance(self.declared, Threaded) else own

    def _beyond_cursors(self, page: Page, by: list[str], parameters: Parameters) -> list[str]:
        signed = _signed(page)
        return [beyond(by, sign, _marks(page, cursor, parameters)) for cursor, sign in signed]


def _signed(page: Page) -> list[tuple[tuple[Any, ...], str]]:
    """The cursors of a page, and on which side of each it is."""
    onwards, back = ("<", ">") if page.order.descending else (">", "<")
    return [(cursor, onwards if is_after else back) for cursor, is_after in page.cursors]


def _marks(page: Page, cursor: tuple[Any, ...], parameters: Parameters) -> list[str]:
    marks = zip(page.marks(cursor), page.order.own_keys, strict=True)
    return [parameters.add(value, key.type) for value, key in marks]


def _beyond_flags(flag: int, by: list[str], cursors: list[tuple[int, str, list[str]]]) -> list[str]:
    """The conditions that records with this flag are beyond cursors (flag, side, other marks)."""
    # of two flags, one is beyond the other whatever follows; equal ones leave it to the other keys
    return [
        beyond(by, sign, marks) if flag == other else "false"
        for other, sign, marks in cursors
        if flag == other or (flag > other) != (sign == ">")
    ]


def _places(page: Page) -> list[str]:
    """The names of the columns with the values that a page is sorted by."""
    return [f"o{i}" for i in range(len(page.order.keys))]


def _in_direction(names: Sequence[str], descending: bool) -> str:
    return ", ".join(f"{name}{' desc' if descending else ''}" for name in names)


def _where(conditions: Sequence[str]) -> str:
    return f"where {' and '.join(conditions)}\n" if conditions else ""
