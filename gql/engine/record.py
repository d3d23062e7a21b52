"""A record as an instance of the GraphQL type that shows it:

the columns that were read are its attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any, TypeVar, dataclass_transform

import strawberry
from strawberry.utils.str_converters import to_camel_case

from gql.db import Record
from gql.engine.declare.declaration import DECLARATION, Declaration
from gql.engine.global_id import node_types
from gql.engine.order import Order

T = TypeVar("T")
KEY = "database_id"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the records of a type come from.

    `view` is its own; `pool` a wider one that holds other types too, told apart by the column
    `kind`, whose value
    for this type is `kind`. `where` and `orders` are what its connections may be asked. `listed`:
    the view has a column is_listed, and lists hold only where it is true, unless they are filtered
    by what says otherwise.
    """

    view: str
    pool: str | None
    kind: str
    where: type | None
    orders: Mapping[Enum, Order]
    listed: bool = False

    def order(self, name: str) -> Order:
        """The order of this name."""
        return next(order for member, order in self.orders.items() if member.name == name)


_sources: dict[type, Source] = {}
_pools: dict[str, dict[str, type]] = {}


@dataclass_transform(kw_only_default=True)
def record_type(
    view: str,
    *,
    pool: str | None = None,
    where: type | None = None,
    orders: Mapping[Any, Order] | None = None,
    listed: bool = False,
) -> Callable[[type[T]], type[T]]:
    """Makes a class a GraphQL type whose instances are records of a view; its docstring is the
    description."""

    def decorate(cls: type[T]) -> type[T]:
        made = strawberry.type(cls, description=" ".join((cls.__doc__ or "").split()))
        kind = cls.__name__.upper()
        _sources[made] = Source(view, pool, kind, where, orders or {}, listed)
        node_types[cls.__name__] = made
        if pool:
            _pools.setdefault(pool, {})[kind] = made
        return made

    return decorate


def source_of(cls: type) -> Source:
    return _sources[cls]


def pool_members(pool: str) -> tuple[type, ...]:
    return tuple(_pools[pool].values())


def of_kind(kind: str) -> type:
    """The type whose records carry this kind."""
    return next(cls for cls, source in _sources.items() if source.kind == kind)


def instance(cls: type[T], values: Mapping[str, Any] | Record) -> T:
    """A record as an instance, without __init__: only the columns that were read are there."""
    made = cls.__new__(cls)
    made.__dict__.update(values)
    return made


@cache
def declared_fields(cls: type) -> dict[str, Declaration]:
    """GraphQL name → declaration, for every declared field of a type."""
    return {
        to_camel_case(field.python_name): field.metadata[DECLARATION]
        for field in cls.__strawberry_definition__.fields  # type: ignore[attr-defined]
        if DECLARATION in field.metadata
    }


@cache
def columns(classes: tuple[type, ...], lazy: frozenset[str]) -> dict[str, str]:
    """Attribute → column:

    the id, what is always read of these types, and the lazy columns that were selected.
    """
    found: dict[str, str] = {}
    for cls in classes:
        for declaration in declared_fields(cls).values():
            found |= declaration.columns()
    found.pop(KEY, None)
    return {KEY: "id"} | found | {name: name for name in sorted(lazy)}
