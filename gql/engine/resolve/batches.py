"""From the rows of one statement to a value for each key of a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLResolveInfo

from gql.db import Record, Statement
from gql.engine.context import Context
from gql.engine.declare.record_type import instance, type_of_kind

# the attribute of a record that names link views in place of others; no column begins so
LINKS = "_links"


def by_key(records: list[Record], keys: list[Any]) -> list[list[Record]]:
    """Records grouped by their column `k`, in the order of the keys, as DataLoader expects them."""
    groups: dict[Any, list[Record]] = {key: [] for key in keys}
    for record in records:
        groups[record["k"]].append(record)
    return [groups[key] for key in keys]


def field_name(info: GraphQLResolveInfo[Any]) -> str:
    """`Post.comments`: the name of the field's statement in metrics and tests."""
    return f"{info.parent_type.name}.{info.field_name}"


async def fetch_one_each(
    context: Context,
    statement: Statement,
    cls: type,
    keys: list[Any],
    values: Sequence[object] = (),
    links: Mapping[str, str] | None = None,
) -> list[Any]:
    """The record of each key, or None. `values`: of the statement, after the keys; `links`: the
    views that its lists are read through."""
    # where several records share a key, the last one wins: statements sort so that it is the oldest
    found = await context.db.fetch(statement, keys, *values)
    records = {record["k"]: record for record in found}
    instances: dict[Any, Any] = {key: instance(cls, record) for key, record in records.items()}
    if links:
        for one in instances.values():
            setattr(one, LINKS, links)
    return [instances.get(key) for key in keys]


async def fetch_list_each(
    context: Context, statement: Statement, cls: type | None, keys: list[Any]
) -> list[list[Any]]:
    """The records of each key; without `cls`, the column `kind` of each tells its type."""
    records = await context.db.fetch(statement, keys)
    return [
        [instance(cls or type_of_kind(record["kind"]), record) for record in group]
        for group in by_key(records, keys)
    ]
