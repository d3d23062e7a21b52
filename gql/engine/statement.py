"""From declarations to SQL. Every name comes from a declaration, every value is a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gql.db import Statement
from gql.engine.declaration import Connected, Link, Members
from gql.engine.filter import Filter
from gql.engine.order import Key, Order
from gql.engine.page import Page

KEYS = "unnest($1::bigint[]) as k (key)"


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
        f"select t.{key} as k, {_select(columns)}\n"
        f"from {view} t\nwhere t.{key} = any($1::{cast}[])\norder by t.{key}, t.id desc",
    )


def members(name: str, view: str, columns: Mapping[str, str], declared: Members) -> Statement:
    """All records of each key, in order; `k` is the key."""
    own, source = _joined(view, declared.by, declared.via)
    sort = [f"l.{declared.via.sort}"] if declared.via and declared.via.sort else []
    sort += [f"t.{column}" for column in declared.sort]
    return Statement(
        name,
        f"select {own} as k, {_select(columns)}\nfrom {source}\n"
        f"where {own} = any($1::bigint[])\norder by {', '.join([own, *sort, 't.id'])}",
    )


def ancestors(name: str, view: str, columns: Mapping[str, str]) -> Statement:
    """The records above each key, from the root down; `k` is the key."""
    return Statement(
        name,
        f"select s.id as k, {_select(columns)}\nfrom {view} s\n"
        f"join {view} t on t.id = any(s.path) and t.id <> s.id\n"
        "where s.id = any($1::bigint[])\norder by s.id, cardinality(t.path), t.id",
    )


def neighbour(
    name: str, view: str, columns: Mapping[str, str], order: Order, ahead: bool
) -> Statement:
    """The record next to each key; `k` is the key."""
    forward = ahead != order.descending
    own = ", ".join(f"s.{key.column}" for key in order.keys)
    theirs = ", ".join(f"t.{key.column}" for key in order.keys)
    return Statement(
        name,
        f"select s.id as k, t.*\nfrom {view} s\ncross join lateral (\n"
        f"  select {_select(columns)}\n  from {view} t\n"
        f"  where ({theirs}) {'>' if forward else '<'} ({own})\n"
        f"  order by {_sort(order.keys, None, not forward)}\n  limit 1\n) t\n"
        "where s.id = any($1::bigint[])",
    )


def replies(name: str, view: str, columns: Mapping[str, str]) -> Statement:
    """What stands below each root ($1) in reading order:

    not deeper than $2, not beyond the first $3 replies to each; $4 in all.
    """
    return Statement(
        name,
        f"select t.root_id as k, {_select(columns)}\nfrom {view} t\n"
        "where t.root_id = any($1::bigint[]) and t.depth between 1 and $2 and t.widest <= $3\n"
        "order by t.root_id, t.place\nlimit $4",
    )


@dataclass(frozen=True, slots=True)
class Paging:
    """A connection's page: what it is declared as and what a client asked."""

    name: str
    view: str
    declared: Connected
    filters: tuple[Filter, ...] = ()

    def page(
        self, columns: Mapping[str, str], page: Page, keys: list[int] | None, most: int
    ) -> tuple[Statement, list[object]]:
        """One more record than the page holds, for each key; `k` is the key and `o0`, `o1` … are
        those of the order."""
        parameters = Parameters([keys] if keys is not None else [])
        link = self.declared.via
        descending = page.order.descending != page.backwards
        order_keys = page.order.keys
        marks = ", ".join(f"{_name(key, link)} as o{i}" for i, key in enumerate(order_keys))
        body = (
            f"select {_select(columns)}, {marks}\nfrom {self._source()}\n"
            f"{self._where(parameters, page)}"
            f"order by {_sort(order_keys, link, descending)}\n"
            f"limit {parameters.add(page.size + 1, 'bigint')}"
        )
        if keys is None:
            return Statement(
                self.name, body.replace("select ", "select null as k, ", 1)
            ), parameters.values
        outer = ", ".join(f"t.o{i}{' desc' if descending else ''}" for i in range(len(order_keys)))
        text = (
            f"select k.key as k, t.*\nfrom {KEYS}\ncross join lateral (\n{_indented(body)}\n) t\n"
            f"order by k.key, {outer}\nlimit {parameters.add(most, 'bigint')}"
        )
        return Statement(self.name, text), parameters.values

    def total(self, keys: list[int] | None) -> tuple[Statement, list[object]]:
        """How many records each key has; `k` is the key."""
        parameters = Parameters([keys] if keys is not None else [])
        counted = f"from {self._source()}\n{self._where(parameters)}".rstrip()
        name = f"{self.name}.totalCount"
        if keys is None:
            text = f"select null as k, count(*)::integer as count\n{counted}"
        else:
            count = _indented(f"select count(*)::integer\n{counted}")
            text = f"select k.key as k, (\n{count}\n) as count\nfrom {KEYS}"
        return Statement(name, text), parameters.values

    def _source(self) -> str:
        return _joined(self.view, self.declared.by, self.declared.via)[1]

    def _where(self, parameters: Parameters, page: Page | None = None) -> str:
        own = _joined(self.view, self.declared.by, self.declared.via)[0]
        conditions = [f"{own} = k.key"] if self.declared.by or self.declared.via else []
        conditions += [
            asked.sql.format(*(parameters.add(value) for value in asked.values))
            for asked in self.filters
        ]
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


def _joined(view: str, by: str | None, via: Link | None) -> tuple[str, str]:
    """The column that holds our key, and the source of the records."""
    if via:
        return f"l.{via.own}", f"{via.view} l\njoin {view} t on t.id = l.{via.other}"
    return f"t.{by}", f"{view} t"


def _select(columns: Mapping[str, str]) -> str:
    return ", ".join(f't.{column} as "{attribute}"' for attribute, column in columns.items())


def _name(key: Key, link: Link | None) -> str:
    """Where a link repeats a key, the link's is sorted by: its index holds it."""
    if link and key.column == "id":
        return f"l.{link.other}"
    return f"{'l' if link and key.column in link.repeats else 't'}.{key.column}"


def _sort(keys: tuple[Key, ...], link: Link | None, descending: bool) -> str:
    return ", ".join(f"{_name(key, link)}{' desc' if descending else ''}" for key in keys)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())
