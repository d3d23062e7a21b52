"""The SQL of the reference path: one statement for all parents of a batch.

$1 is the list of their keys, and the column `k` tells to which of them a record belongs. Lists
are sorted by it and then by an order that ends in the id: row order is never left to a join.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gql.db import Statement
from gql.engine.connection_arguments import RequestedPage
from gql.engine.connection_sql import ConnectionSelect
from gql.engine.declare.declaration import Neighbour, Preferred, ToMany
from gql.engine.declare.filter import Filter
from gql.engine.declare.record_type import RecordSource
from gql.engine.order import Order
from gql.engine.page import Page
from gql.engine.preferred_sql import preferred_id, records_with_id
from gql.engine.select_sql import (
    Parameters,
    conditions,
    indented,
    neighbour_select,
    own_key_and_from,
    select_list,
)
from gql.engine.thread_sql import PLACE, ThreadSelect, count_of_threads

_KEYS = "unnest($1::bigint[]) as k (key)"


def by_key(name: str, view: str, columns: Mapping[str, str], key: str, cast: str) -> Statement:
    """Records by a unique column. `id desc`: the oldest comes last, see `fetch_one_each`."""
    return Statement(
        name,
        f"select t.{key} as k, {select_list(columns)}\n"
        f"from {view} t\nwhere t.{key} = any($1::{cast}[])\norder by t.{key}, t.id desc",
    )


def to_many(name: str, view: str, columns: Mapping[str, str], declared: ToMany) -> Statement:
    """The whole sorted list of each key."""
    own, source = own_key_and_from(view, declared.by, declared.via)
    sort = [f"l.{declared.via.sort}"] if declared.via and declared.via.sort else []
    sort += [f"t.{column}" for column in declared.sort]
    return Statement(
        name,
        f"select {own} as k, {select_list(columns)}\nfrom {source}\n"
        f"where {own} = any($1::bigint[])\norder by {', '.join([own, *sort, 't.id'])}",
    )


def ancestors(name: str, view: str, columns: Mapping[str, str]) -> Statement:
    """The ancestors of each key, from the root down."""
    # lateral: a join with any(s.path) may read the whole table, as no index has a part in it
    return Statement(
        name,
        f"select s.id as k, t.*\nfrom {view} s\ncross join lateral (\n"
        f"  select {select_list(columns, ('cardinality(t.path) as o0', 't.id as o1'))}\n"
        f"  from {view} t\n  where t.id = any(s.path) and t.id <> s.id\n  offset 0\n) t\n"
        "where s.id = any($1::bigint[])\norder by s.id, t.o0, t.o1",
    )


def neighbour(
    name: str,
    columns: Mapping[str, str],
    source: RecordSource,
    declared: Neighbour,
    filters: Sequence[Filter],
) -> tuple[Statement, list[object]]:
    """The next or previous record of each key in an order, and the values after the keys."""
    order, view, parameters = source.order(declared.order), source.view, Parameters([None])
    met = conditions(source, filters, parameters)
    own = tuple(f"s.{key.column}" for key in order.keys)
    # lateral: the limit inside applies to each key, and each is one step in an index
    nearest = neighbour_select(view, columns, order, own, declared.ahead, met)
    text = (
        f"select s.id as k, t.*\nfrom {view} s\ncross join lateral (\n"
        f"{indented(nearest)}\n) t\nwhere s.id = any($1::bigint[])"
    )
    return Statement(name, text), parameters.values[1:]


def preferred(name: str, view: str, columns: Mapping[str, str], declared: Preferred) -> Statement:
    """Of each key with its language ($2), the first of a language chain ($3), itself included."""
    chosen = preferred_id(declared.via, "k.key", "k.language", "$3::text[]")
    return Statement(
        name,
        "select k.key as k, k.language as k_language, t.*\n"
        "from unnest($1::bigint[], $2::text[]) as k (key, language)\ncross join lateral (\n"
        f"{indented(records_with_id(view, columns, chosen))}\n) t",
    )


def replies(
    name: str,
    columns: Mapping[str, str],
    source: RecordSource,
    siblings: Order,
    request: RequestedPage,
    bounds: tuple[int, int],
    roots: list[int],
    max_records: int,
) -> tuple[Statement, list[object]]:
    """The replies below each root in reading order, within bounds (max_depth, replies_first)."""
    parameters = Parameters([roots])
    around = request.page.around
    thread = ThreadSelect(
        source.view,
        siblings,
        conditions(source, request.filters, parameters),
        "unnest($1::bigint[])",
        parameters.add(bounds[0], "integer"),
        parameters.add(bounds[1], "bigint"),
        parameters.add(max_records, "bigint"),
        None if around is None else parameters.add(around, "bigint"),
    )
    text = thread.text(columns, "h.key as k", f"h.key, h.{PLACE}")
    return Statement(name, text), parameters.values


@dataclass(frozen=True, slots=True)
class ConnectionStatements:
    """The statements of a connection field, for all parents of a batch.

    `keys` is None for a connection that has no parent, such as `Query.posts`.
    """

    name: str
    select: ConnectionSelect

    def page(
        self, columns: Mapping[str, str], page: Page, keys: list[int] | None, max_records: int
    ) -> tuple[Statement, list[object]]:
        """The page of each key and one record beyond it; `max_records` in all.

        `o0`, `o1` … are the values sorted by, of which cursors are built; around a record `skipped`
        is how many are before the page. Returns the statement and its values.
        """
        parameters = Parameters([keys] if keys is not None else [])
        if keys is None:
            text = self.select.rows(columns, page, parameters, None)
            text = text.replace("select ", "select null as k, ", 1)
            return Statement(self.name, text), parameters.values
        body = self.select.rows(columns, page, parameters, "k.key")
        direction = " desc" if page.descending else ""
        outer = ", ".join(f"t.o{i}{direction}" for i in range(len(page.order.keys)))
        # the order again outside: a lateral join keeps the inner one only as long as the planner
        # chooses a nested loop
        text = (
            f"select k.key as k, t.*\nfrom {_KEYS}\ncross join lateral (\n{indented(body)}\n) t\n"
            f"order by k.key, {outer}\nlimit {parameters.add(max_records, 'bigint')}"
        )
        return Statement(self.name, text), parameters.values

    def any(self, keys: list[int] | None) -> tuple[Statement, list[object]]:
        """Whether each key has any record, in the column `any`."""
        parameters = Parameters([keys] if keys is not None else [])
        exists = self.select.exists(parameters, None if keys is None else "k.key")
        source = "" if keys is None else f"\nfrom {_KEYS}"
        key = "null" if keys is None else "k.key"
        text = f"select {key} as k, {exists} as any{source}"
        return Statement(f"{self.name}.any", text), parameters.values

    def total(self, keys: list[int] | None) -> tuple[Statement, list[object]]:
        """The number of records of each key in the column `count`."""
        parameters = Parameters([keys] if keys is not None else [])
        name = f"{self.name}.totalCount"
        if keys is None:
            counted = self.select.count(parameters, None)
            text = counted.replace(
                "select count(*)::integer", "select null as k, count(*)::integer as count", 1
            )
        else:
            # a subselect, not a group by: keys without records get their 0
            text = _counted(self.select.count(parameters, "k.key"))
        return Statement(name, text), parameters.values

    def total_of_threads(self, keys: list[int] | None) -> tuple[Statement, list[object]]:
        """The same of the comments in threads, at any depth."""
        parameters = Parameters([keys])
        text = _counted(count_of_threads(self.select, parameters, "k.key"))
        return Statement(f"{self.name}.totalCount", text), parameters.values


def _counted(select: str) -> str:
    return f"select k.key as k, (\n{indented(select)}\n) as count\nfrom {_KEYS}"
