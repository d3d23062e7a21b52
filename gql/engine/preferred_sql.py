"""SQL that chooses among a record and those that it is linked to, by a language chain."""

from __future__ import annotations

from collections.abc import Mapping

from gql.engine.declare.language_chain import folded, place_in_chain
from gql.engine.declare.link import Link
from gql.engine.select_sql import indented, select_list


def preferred_id(via: Link, key: str, language: str, ranges: str) -> str:
    """A select of the id of a record, or of one that it is linked to, by their languages.

    `key` and `language` are SQL of the record's own. No row where none is in any range.
    """
    place = place_in_chain("c.language", ranges)
    return (
        f"select c.id\nfrom (\n  select {key} as id, {folded(language)} as language\n"
        f"  union all\n  select l.{via.other}, l.{via.sort} from {via.view} l "
        f"where l.{via.own} = {key}\n) c\n"
        f"cross join lateral (select {place} as place offset 0) p\n"
        "where p.place is not null\norder by p.place, c.language, c.id\nlimit 1"
    )


def records_with_id(view: str, columns: Mapping[str, str], ids: str) -> str:
    """A select of columns of `t`, the record whose `id` another select finds."""
    # joined, and not compared with a subselect: a condition that has one is not taken into views
    # that consist of several parts, and all of each would be read
    return (
        f"select t.*\nfrom (\n{indented(ids)}\n) p\ncross join lateral (\n"
        f"  select {select_list(columns)}\n  from {view} t\n  where t.id = p.id\n  offset 0\n) t"
    )
