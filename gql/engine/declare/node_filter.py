"""Filters that name records: those of a list themselves, or others that they are linked to.

A set of records is named as in `by`, with one of `slugs`, `ids` and `databaseIds`, so that what a
client has need not be converted, and a list in a variable is a list of texts or numbers. Records
are looked for in the view of their type: what a viewer may not see filters nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import strawberry

from gql.engine.declare.filter import (
    Filter,
    Normalise,
    Predicate,
    Reach,
    distinct,
    negated,
    where_field,
)
from gql.engine.declare.link import Link
from gql.engine.global_id import key_of

_SLUGS = "Their slugs; 100 at most."
_IDS = "Their global ids; 100 at most. Those of another type match nothing."
_DATABASE_IDS = "Their numeric ids in the database; 100 at most."


@strawberry.input(
    one_of=True, description="Names some nodes of one type. Provide exactly one field."
)
class NodesBy:
    slugs: list[str] | None = strawberry.field(default=strawberry.UNSET, description=_SLUGS)
    ids: list[strawberry.ID] | None = strawberry.field(default=strawberry.UNSET, description=_IDS)
    database_ids: list[int] | None = strawberry.field(
        default=strawberry.UNSET, description=_DATABASE_IDS
    )


@strawberry.input(
    one_of=True, description="Names some nodes that have no slug. Provide exactly one field."
)
class NodesById:
    ids: list[strawberry.ID] | None = strawberry.field(default=strawberry.UNSET, description=_IDS)
    database_ids: list[int] | None = strawberry.field(
        default=strawberry.UNSET, description=_DATABASE_IDS
    )


@strawberry.input(description="Nodes to look for, and nodes to leave out. Both must hold.")
class NodeFilter:
    in_: NodesBy | None = strawberry.field(default=None, name="in", description="One of these.")
    not_in: NodesBy | None = strawberry.field(default=None, description="None of these.")


@strawberry.input(
    description="Nodes without a slug to look for, and nodes to leave out. Both must hold."
)
class IdFilter:
    in_: NodesById | None = strawberry.field(default=None, name="in", description="One of these.")
    not_in: NodesById | None = strawberry.field(default=None, description="None of these.")


def is_node(*type_names: str, description: str, normalise: Normalise | None = None) -> Any:
    """The record itself is one of these, or none of them."""

    def found(nodes: Any) -> Filter:
        column, cast, values = _named(nodes, type_names, normalise)
        sql = f"t.{column} = any({{}}::{cast}[])"
        return Filter(sql, (values,), reach=Reach.FEW, keys=len(values))

    def left_out(nodes: Any) -> Filter:
        one = found(nodes)
        return Filter(negated(one.sql), one.values, reach=Reach.NEARLY_ALL)

    return where_field(description, *_of(("in_", found), ("not_in", left_out)))


def refers_to(
    column: str,
    *type_names: str,
    description: str,
    view: str | None = None,
    normalise: Normalise | None = None,
    shares_slugs: bool = False,
) -> Any:
    """The column has the id of one of these records, or of none of them.

    `view` has the records; without one, whoever sees the column may see what it refers to.
    `shares_slugs`: several of them may have one slug.
    """

    def key(nodes: Any) -> Filter:
        named, cast, values = _named(nodes, type_names, normalise)
        # one alone is compared with `=`: an index on (column, order) then has them in that order
        value = f"{{}}::{cast}"
        if len(values) == 1 and not (shares_slugs and named == "slug"):
            found = f"(select o.id from {view} o where o.{named} = {value})" if view else value
            return Filter(f"t.{column} = {found}", (values[0],), reach=Reach.OF_KEYS)
        among = _ids(view, named, cast) if view else f"{value}[]"
        sql = f"t.{column} = any({among})"
        return Filter(sql, (values,), reach=Reach.OF_KEYS, keys=len(values))

    def left_out(nodes: Any) -> Filter:
        one = key(nodes)
        return Filter(negated(one.sql), one.values)

    return where_field(description, *_of(("in_", key), ("not_in", left_out)))


def linked_to(
    view: str,
    *type_names: str,
    through: Link,
    description: str,
    normalise: Normalise | None = None,
) -> Any:
    """One of these records of `view`, none or all of them are linked to this one.

    `through` has the records of the filtered list for each of the others. Its column `direct` must
    be true unless the filter has include_children.
    """
    link = through
    # the parts of the link view that hold nothing listed would be looked at for each record
    only_listed = "{listed}" if link.listed else ""

    def linked(nodes: Any, includes_children: bool) -> tuple[str, list[Any]]:
        named, cast, values = _named(nodes, type_names, normalise)
        # The others are found first, and once: a join with them would be made anew for each record
        # that is looked at.
        among = f"c.{link.own} = any({_ids(view, named, cast)})"
        only = "" if includes_children else f" and c.{link.direct}"
        met = f"c.{link.other} = t.id and {among}{only}{only_listed}"
        return f"from {link.view} c where {met}", values

    def some(nodes: Any, includes_children: bool) -> Filter:
        sql, values = linked(nodes, includes_children)
        # within `or`, Postgres might read and hash the whole link view for an `exists`
        probe = f"coalesce((select true {sql} limit 1), false)"
        found = Filter(f"exists (select {sql})", (values,), rows=1, inside=probe)
        if len(values) != 1 or not link.listed:
            return found
        return replace(found, link=link, linked=of_one(nodes, includes_children))

    def of_one(nodes: Any, includes_children: bool) -> str:
        named, cast, _ = _named(nodes, type_names, normalise)
        one = f"(select o.id from {view} o where o.{named} = ({{0}}::{cast}[])[1])"
        return f"l.{link.own} = {one}" + ("" if includes_children else f" and l.{link.direct}")

    def none(nodes: Any, includes_children: bool) -> Filter:
        sql, values = linked(nodes, includes_children)
        return Filter(f"(select true {sql} limit 1) is null", (values,), rows=1)

    def every(nodes: Any, includes_children: bool) -> Filter:
        sql, values = linked(nodes, includes_children)
        # the values are distinct, and the column unique: equal counts mean all of them
        return Filter(f"(select count(*) {sql}) = cardinality({{0}})", (values,), rows=1)

    def predicate(name: str, build: Callable[[Any, bool], Filter]) -> Predicate:
        def built(value: Any) -> Filter | None:
            nodes = getattr(value, name, None)
            return None if nodes is None else build(nodes, getattr(value, "include_children", True))

        return built

    parts = (("in_", some), ("not_in", none), ("all", every))
    return where_field(description, *(predicate(name, build) for name, build in parts))


def _ids(view: str, column: str, cast: str) -> str:
    return f"array(select o.id from {view} o where o.{column} = any({{0}}::{cast}[]))"


def _named(
    nodes: Any, type_names: tuple[str, ...], normalise: Normalise | None
) -> tuple[str, str, list[Any]]:
    """The column that names the nodes, its type, and the distinct values. Raises LimitExceeded."""
    slugs = getattr(nodes, "slugs", strawberry.UNSET)
    if slugs is not strawberry.UNSET:
        return "slug", "text", distinct([normalise(one) if normalise else one for one in slugs])
    if nodes.ids is not strawberry.UNSET:
        return "id", "bigint", distinct([key_of(one, *type_names) for one in nodes.ids])
    return "id", "bigint", distinct(nodes.database_ids)


def _of(*parts: tuple[str, Any]) -> Iterator[Predicate]:
    """A predicate for each field of a filter; null and absent ones filter nothing."""
    for name, build in parts:

        def predicate(value: Any, name: str = name, build: Any = build) -> Filter | None:
            nodes = getattr(value, name, None)
            return None if nodes is None else build(nodes)

        yield predicate
