"""From declarations to SQL. Every name comes from a declaration, every value is a parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gql.db import Statement
from gql.engine.declare.declaration import Connected, Link, Members
from gql.engine.filter import Filter
from gql.engine.order import Key, Order
from gql.engine.page import Page
from gql.engine.record import Source

KEYS = "unnest($1::bigint[]) as k (key)"
LISTED = " and t.is_listed"


@dataclass(slots=True)
class Parameters:
    """The values of a statement, numbered as they are added."""

    values: list[object] = field(default_factory=list)

    def add(self, value: object, cast: str = "") -> str:
        self.values.append(value)
        return f"${len(self.values)}" + (f"::{cast}" if cast else "")


def by_key(name: str, view: str, columns: Mapping[str, str], key: str, cast: str) -> Statement:
    """Records by a unique column; `k` is its value."""
    return Statement(
        name,
        f"select t.{key} as k, {selected(columns)}\n"
        f"from {view} t\nwhere t.{key} = any($1::{cast}[])\norder by t.{key}, t.id desc",
    )


def members(name: str, view: str, columns: Mapping[str, str], declared: Members) -> Statement:
    """All records of each key, in order; `k` is the key."""
    own, source = joined(view, declared.by, declared.via)
    sort = [f"l.{declared.via.sort}"] if declared.via and declared.via.sort else []
    sort += [f"t.{column}" for column in declared.sort]
    return Statement(
        name,
        f"select {own} as k, {selected(columns)}\nfrom {source}\n"
        f"where {own} = any($1::bigint[])\norder by {', '.join([own, *sort, 't.id'])}",
    )


def ancestors(name: str, view: str, columns: Mapping[str, str]) -> Statement:
    """The records above each key, from the root down; `k` is the key."""
    return Statement(
        name,
        f"select s.id as k, {selected(columns)}\nfrom {view} s\n"
        f"join {view} t on t.id = any(s.path) and t.id <> s.id\n"
        "where s.id = any($1::bigint[])\norder by s.id, cardinality(t.path), t.id",
    )


def neighbour(
    name: str, view: str, columns: Mapping[str, str], order: Order, ahead: bool, listed: bool
) -> Statement:
    """The record next to each key; `k` is the key."""
    own = tuple(f"s.{key.column}" for key in order.keys)
    return Statement(
        name,
        f"select s.id as k, t.*\nfrom {view} s\ncross join lateral (\n"
        f"{_indented(beside(view, columns, order, own, ahead, listed))}\n) t\n"
        "where s.id = any($1::bigint[])",
    )


def beside(
    view: str,
    columns: Mapping[str, str],
    order: Order,
    own: tuple[str, ...],
    ahead: bool,
    listed: bool,
) -> str:
    """The record next to the place in an order at which `own` stands."""
    forward = ahead != order.descending
    theirs = ", ".join(f"t.{key.column}" for key in order.keys)
    return (
        f"select {selected(columns)}\nfrom {view} t\n"
        f"where ({theirs}) {'>' if forward else '<'} ({', '.join(own)})"
        f"{LISTED if listed else ''}\n"
        f"order by {_sort(order.keys, None, not forward)}\nlimit 1"
    )


def replies(name: str, view: str, columns: Mapping[str, str], listed: bool) -> Statement:
    """What stands below each root ($1) in reading order:

    not deeper than $2, not beyond the first $3 replies to each; $4 in all.
    """
    return Statement(
        name,
        f"select t.root_id as k, {selected(columns)}\nfrom {view} t\n"
        "where t.root_id = any($1::bigint[]) and t.depth between 1 and $2 and t.widest <= $3"
        f"{LISTED if listed else ''}\n"
        "order by t.root_id, t.place\nlimit $4",
    )


@dataclass(frozen=True, slots=True)
class Paging:
    """A connection's page: what it is declared as and what a client asked."""

    name: str
    source: Source
    declared: Connected
    filters: tuple[Filter, ...] = ()

    def page(
        self, columns: Mapping[str, str], page: Page, keys: list[int] | None, most: int
    ) -> tuple[Statement, list[object]]:
        """A page and one record more, for each key; `k` is the key and `o0`, `o1` … are those of
        the order."""
        parameters = Parameters([keys] if keys is not None else [])
        if keys is None:
            text = self.rows(columns, page, parameters, None)
            text = text.replace("select ", "select null as k, ", 1)
            return Statement(self.name, text), parameters.values
        body = self.rows(columns, page, parameters, "k.key")
        direction = " desc" if page.descending else ""
        outer = ", ".join(f"t.o{i}{direction}" for i in range(len(page.order.keys)))
        text = (
            f"select k.key as k, t.*\nfrom {KEYS}\ncross join lateral (\n{_indented(body)}\n) t\n"
            f"order by k.key, {outer}\nlimit {parameters.add(most, 'bigint')}"
        )
        return Statement(self.name, text), parameters.values

    def rows(
        self, columns: Mapping[str, str], page: Page, parameters: Parameters, key: str | None
    ) -> str:
        """A page of what belongs to a key, with a record beyond it. Adds, in this order: the values
        of the filters, of `after`, of `before`, and how many."""
        link, keys = self.declared.via, page.order.keys
        marks = [f"{_name(key, link)} as o{i}" for i, key in enumerate(keys)]
        return (
            f"select {selected(columns, marks)}\n"
            f"from {self._source()}\n{self._where(parameters, key, page)}"
            f"order by {_sort(keys, link, page.descending)}\n"
            f"limit {parameters.add(page.size + 1, 'bigint')}"
        )

    def total(self, keys: list[int] | None) -> tuple[Statement, list[object]]:
        """How many records each key has; `k` is the key."""
        parameters = Parameters([keys] if keys is not None else [])
        name = f"{self.name}.totalCount"
        if keys is None:
            counted = self.count(parameters, None)
            text = counted.replace(
                "select count(*)::integer", "select null as k, count(*)::integer as count", 1
            )
        else:
            counted = _indented(self.count(parameters, "k.key"))
            text = f"select k.key as k, (\n{counted}\n) as count\nfrom {KEYS}"
        return Statement(name, text), parameters.values

    def count(self, parameters: Parameters, key: str | None) -> str:
        """How many records belong to a key. Adds the values of the filters."""
        counted = f"from {self._source()}\n{self._where(parameters, key)}".rstrip()
        return f"select count(*)::integer\n{counted}"

    def _source(self) -> str:
        return joined(self.source.view, self.declared.by, self.declared.via)[1]

    def _where(self, parameters: Parameters, key: str | None, page: Page | None = None) -> str:
        own = joined(self.source.view, self.declared.by, self.declared.via)[0]
        conditions = [f"{own} = {key}"] if key else []
        conditions += [
            asked.sql.format(*(parameters.add(value) for value in asked.values))
            for asked in self.filters
        ]
        if self.source.listed and not any(asked.lists_all for asked in self.filters):
            conditions.append("t.is_listed")
        if page:
            conditions += self._bounds(parameters, page)
        return f"where {' and '.join(conditions)}\n" if conditions else ""

    def _bounds(self, parameters: Parameters, page: Page) -> list[str]:
        names = ", ".join(_name(key, self.declared.via) for key in page.order.keys)
        bounds = []
        beyond, ahead = ("<", ">") if page.order.descending else (">", "<")
        for place, sign in ((page.after, beyond), (page.before, ahead)):
            if place is not None:
                values = ", ".join(
                    parameters.add(value, key.type)
                    for value, key in zip(place, page.order.keys, strict=True)
                )
                bounds.append(f"({names}) {sign} ({values})")
        return bounds


def joined(view: str, by: str | None, via: Link | None, name: str = "t") -> tuple[str, str]:
    """The column that holds our key, and the source of the records, under that name."""
    if via:
        return f"l.{via.own}", f"{via.view} l\njoin {view} {name} on {name}.id = l.{via.other}"
    return f"{name}.{by}", f"{view} {name}"


def selected(columns: Mapping[str, str], more: Sequence[str] = ()) -> str:
    named = [f't.{column} as "{attribute}"' for attribute, column in columns.items()]
    return ", ".join([*named, *more])


def _name(key: Key, link: Link | None) -> str:
    """Where a link repeats a key, the link's is sorted by: its index holds it."""
    if link and key.column == "id":
        return f"l.{link.other}"
    return f"{'l' if link and key.column in link.repeats else 't'}.{key.column}"


def _sort(keys: tuple[Key, ...], link: Link | None, descending: bool) -> str:
    return ", ".join(f"{_name(key, link)}{' desc' if descending else ''}" for key in keys)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
