"""Facets: how many records of a whole list are linked to which others, or have which value.

A field `facets` of a connection has the list as its attribute `request`; functions of the types
below it count for all lists of an operation at once, with one statement for those that are alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gql.db import Record, Statement
from gql.engine.connection_sql import ConnectionSelect
from gql.engine.context import Context
from gql.engine.declare.link import Link
from gql.engine.select_sql import Parameters, indented

MAX_FACET_RECORDS = 10_000  # of a list, in its usual order, are counted
ROWS_OF_A_FACET = 8  # looked at for each record: itself, its links, and what it is linked to


@dataclass(frozen=True, slots=True, eq=False)
class FacetRequest:
    """The whole list of a connection with its filters: that of `key`, or one of Query."""

    select: ConnectionSelect
    key: int | None

    @property
    def name(self) -> str:
        """Equal for lists of the same kind with the same filters, whoever's they are."""
        return repr((self.select.declared, self.select.filters))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FacetRequest) and (self.name, self.key) == (other.name, other.key)

    def __hash__(self) -> int:
        return hash((self.name, self.key))


@dataclass(frozen=True, slots=True)
class Facets:
    """The value of a field `facets`."""

    request: FacetRequest


async def linked_counts(
    context: Context, requests: Sequence[tuple[FacetRequest]], link: Link, view: str, first: int
) -> list[list[Record]]:
    """For each list the records of `view` that most of it is linked to: their id `value`, `count`.

    `link` leads from the records of the list to those of the view.
    """
    # one index lookup for each record of the list: with a join, Postgres may read all links
    linked = (
        f"cross join lateral (select l.{link.other} as value from {link.view} l "
        f"where l.{link.own} = m.id offset 0) f"
    )
    seen = f"where exists (select from {view} o where o.id = g.value)"

    def text(listed: str, limit: str) -> str:
        return _counted(f"({listed}) m\n{linked}", seen, "g.count desc, g.value", limit)

    return await _counts(context, f"facets.{view}", requests, "t.id", text, first)


async def year_counts(
    context: Context, requests: Sequence[tuple[FacetRequest]], column: str, first: int
) -> list[list[Record]]:
    """For each list the years of a time, in UTC, the last one first: `value` and `count`."""
    year = f"extract(year from t.{column} at time zone 'UTC')::integer"

    def text(listed: str, limit: str) -> str:
        return _counted(f"({listed}) f", "where g.value is not null", "g.value desc", limit)

    return await _counts(context, "facets.year", requests, f"{year} as value", text, first)


def _counted(source: str, where: str, order: str, limit: str) -> str:
    grouped = f"select f.value, count(*)::integer as count\nfrom {source}\ngroup by 1"
    return (
        f"select g.value, g.count\nfrom (\n{indented(grouped)}\n) g\n"
        f"{where}\norder by {order}\nlimit {limit}"
    )


async def _counts(
    context: Context,
    name: str,
    requests: Sequence[tuple[FacetRequest]],
    column: str,
    text: Callable[[str, str], str],
    first: int,
) -> list[list[Record]]:
    found: dict[FacetRequest, list[Record]] = defaultdict(list)
    alike: dict[str, list[FacetRequest]] = defaultdict(list)
    for (request,) in requests:
        alike[request.name].append(request)
    for group in alike.values():
        of_keys = {request.key: request for request in group}
        statement, values = _statement(name, group[0].select, [*of_keys], column, text, first)
        for record in await context.db.fetch(statement, *values):
            found[of_keys[record["k"]]].append(record)
    return [found[request] for (request,) in requests]


def _statement(
    name: str,
    select: ConnectionSelect,
    keys: list[int | None],
    column: str,
    text: Callable[[str, str], str],
    first: int,
) -> tuple[Statement, list[object]]:
    """The statement of the counts of lists that are alike; its column `k` tells whose they are."""
    nested = keys != [None]
    parameters = Parameters([keys] if nested else [])
    listed = select.listed(column, MAX_FACET_RECORDS, parameters, "k.key" if nested else None)
    counted = text(listed, parameters.add(first, "bigint"))
    source = "unnest($1::bigint[])" if nested else "(values (null::bigint))"
    lateral = f"select k.key as k, c.*\nfrom {source} as k (key)\ncross join lateral (\n"
    # in the order of each list: a row number, as the order of values differs from facet to facet
    numbered = f"select n.*, row_number() over () as place\nfrom (\n{indented(counted)}\n) n"
    return (
        Statement(name, f"{lateral}{indented(numbered)}\n) c\norder by k.key, c.place"),
        parameters.values,
    )
