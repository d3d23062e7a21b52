"""GraphQL types whose instances are records of a view; their attributes are its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeVar, dataclass_transform

import strawberry

from gql.db import Record
from gql.engine.declare.cache_tags import RecordTags
from gql.engine.global_id import node_types, uuid_types
from gql.engine.order import Order

T = TypeVar("T")
KEY = "database_id"  # the attribute with the record's id; `id` is the field with the global id


@dataclass(frozen=True, slots=True)
class Lead:
    """A boolean column whose few true records a list may begin with, and the argument for that."""

    column: str
    argument: str
    about: str


@dataclass(frozen=True, slots=True)
class RecordSource:
    """Where the records of a type are read from, and how its connections filter and sort them.

    `pool` is a view over several types, told apart by its column `kind`, which is `kind` for this
    type. `listed`: the view has a column is_listed; lists contain only records where it is true,
    unless a filter names the others. `finds_page`: connections take the id of a record, to begin
    with the page that holds it. `lead`: connections may begin with some records. `key` is the type
    of its column id: bigint or uuid. `tags`: its cache tags; None: not known.
    """

    view: str
    pool: str | None
    kind: str
    where: type | None
    orders: Mapping[Enum, Order]
    listed: bool = False
    finds_page: bool = False
    lead: Lead | None = None
    key: str = "bigint"
    tags: RecordTags | None = None

    def order(self, name: str) -> Order:
        """The order whose enum member has this name."""
        return next(order for member, order in self.orders.items() if member.name == name)


_sources: dict[type, RecordSource] = {}
_pools: dict[str, dict[str, type]] = {}


@dataclass_transform(kw_only_default=True)
def record_type(
    view: str,
    *,
    pool: str | None = None,
    where: type | None = None,
    orders: Mapping[Any, Order] | None = None,
    listed: bool = False,
    finds_page: bool = False,
    lead: Lead | None = None,
    key: str = "bigint",
    tags: RecordTags | None = None,
) -> Callable[[type[T]], type[T]]:
    """Decorate a class as a GraphQL type over a view; its docstring becomes the description.

    Registers it by its kind (its name in capitals) and as a type that global ids may name.
    """

    def decorate(cls: type[T]) -> type[T]:
        # Strawberry takes no description from a docstring by itself
        type_ = strawberry.type(cls, description=" ".join((cls.__doc__ or "").split()))
        kind = cls.__name__.upper()
        _sources[type_] = RecordSource(
            view, pool, kind, where, orders or {}, listed, finds_page, lead, key, tags
        )
        node_types[cls.__name__] = type_
        if key == "uuid":
            uuid_types.add(cls.__name__)
        if pool:
            _pools.setdefault(pool, {})[kind] = type_
        return type_

    return decorate


def source_of(cls: type) -> RecordSource:
    """What `record_type` registered for a type. Raises KeyError for any other class."""
    return _sources[cls]


def is_record_type(cls: type) -> bool:
    """Whether `record_type` registered it."""
    return cls in _sources


def pool_types(pool: str) -> tuple[type, ...]:
    """The types that share a pool, in the order of their registration."""
    return tuple(_pools[pool].values())


def type_of_kind(kind: str) -> type:
    """The type whose records have this `kind`. Raises StopIteration where there is none."""
    return next(cls for cls, source in _sources.items() if source.kind == kind)


def instance(cls: type[T], values: Mapping[str, Any] | Record) -> T:
    """An instance whose attributes are the columns that were read."""
    # past __init__, which would ask for every field: only selected columns are there, and asyncpg
    # records update a dict as any mapping does
    created = cls.__new__(cls)
    created.__dict__.update(values)
    return created
