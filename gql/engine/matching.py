"""All records that a `where` matches: a select of them, and what finding them costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gql.engine.declare.cache_tags import RecordTags
from gql.engine.declare.filter import Filter, Reach
from gql.engine.declare.record_type import source_of
from gql.engine.declare.where import filters_of
from gql.engine.list_sizes import Scan
from gql.engine.select_sql import Parameters, conditions


@dataclass(frozen=True, slots=True)
class Matching:
    """A select of columns of the records, and its values, from $1 on."""

    text: str
    values: tuple[object, ...]


def matching(cls: type, where: Any, *columns: str) -> Matching:
    """The records of a type that a `where` matches. Raises BadInput and LimitExceeded."""
    source, parameters = source_of(cls), Parameters()
    filters = filters_of(where, listed=source.listed)
    met = conditions(source, filters, parameters)
    where_text = f"\nwhere {' and '.join(met)}" if met else ""
    selected = ", ".join(f"t.{column}" for column in columns)
    text = f"select {selected}\nfrom {source.view} t{where_text}"
    return Matching(text, tuple(parameters.values))


def matching_reads(cls: Callable[[], type]) -> Callable[..., tuple[Scan | None, int]]:
    """What a function reads that has all records of a type matched by its argument `where`: for
    `engine.read(reads=)`. The type is late, as types import each other."""

    def reads(where: Any = None, **_: Any) -> tuple[Scan | None, int]:
        source = source_of(cls())
        filters = filters_of(where or None, listed=source.listed)
        return filtered(Scan(source.view), filters), sum(one.cost for one in filters)

    return reads


def matching_tags(cls: Callable[[], type]) -> Callable[..., list[str]]:
    """The cache tags of such a function: for `engine.read(tags=)`."""

    def tags(value: Any, where: Any = None, **_: Any) -> list[str]:
        source = source_of(cls())
        filters = filters_of(where or None, listed=source.listed)
        own = source.tags or RecordTags()
        marks = [mark for one in filters for mark in one.marks]
        return [*own.of_list(marks), *(tag for one in filters for tag in one.tags)]

    return tags


def filtered(listed: Scan, filters: Sequence[Filter], *, linked: bool = False) -> Scan | None:
    """What is looked at of a list to find all that match. None: an index finds the records.

    `linked`: it is read through a link, whose index knows nothing of the filters.
    """
    if not linked and any(one.reach is Reach.FEW for one in filters):
        return None
    keys = [one.keys for one in filters if one.reach is Reach.OF_KEYS]
    if keys and not linked:
        listed = replace(listed, parent=listed.view, lists=min(keys))  # the lists of these records
    rows = sum(one.rows for one in filters if one.reach is not Reach.WORDS)
    return replace(listed, rows=listed.rows + rows)
