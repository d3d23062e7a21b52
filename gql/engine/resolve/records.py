"""One record by a unique column or a language chain, batched with all others of an operation."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo

from gql.db import Statement
from gql.engine.context import Context
from gql.engine.declare.declaration import Preferred
from gql.engine.declare.record_type import instance, source_of
from gql.engine.resolve import statements
from gql.engine.resolve.batches import fetch_one_each
from gql.engine.resolve.selected_columns import columns, lazy_columns


def record(
    info: GraphQLResolveInfo[Any],
    cls: type,
    key: int | UUID,
    view: str | None = None,
    links: Mapping[str, str] | None = None,
) -> Awaitable[Any]:
    """The record of a type with this id, or None, batched with all others of the operation."""
    lazy = lazy_columns(info, (cls,))
    return by_column(info, cls, "id", source_of(cls).key, key, lazy, view, links)


def by_column(
    info: GraphQLResolveInfo[Any],
    cls: type,
    column: str,
    cast: str,
    key: Any,
    lazy: frozenset[str],
    view: str | None = None,
    links: Mapping[str, str] | None = None,
) -> Awaitable[Any]:
    """The record with this value in a unique column of its view, or of another view."""
    name = f"{view or cls.__name__}.by_{column}"
    # the text names the loader: with other lazy columns it is another statement, and so a batch of
    # its own
    source = view or source_of(cls).view
    statement = statements.by_key(name, source, columns((cls,), lazy), column, cast)
    batch = partial(fetch_one_each, info.context, statement, cls, links=links)
    loaded: Awaitable[Any] = info.context.load(statement.text, lambda: batch, key)
    return loaded


def preferred(
    info: GraphQLResolveInfo[Any],
    cls: type,
    declared: Preferred,
    key: tuple[int, str],
    chain: list[str],
) -> Awaitable[Any]:
    """Of a record, by id and language, and those it is linked to, the first of a language chain."""
    selected = columns((cls,), lazy_columns(info, (cls,)))
    name = f"{cls.__name__}.in_languages"
    statement = statements.preferred(name, source_of(cls).view, selected, declared)
    batch = partial(_fetch_preferred, info.context, statement, cls, chain)
    loaded: Awaitable[Any] = info.context.load((statement.text, tuple(chain)), lambda: batch, key)
    return loaded


async def _fetch_preferred(
    context: Context, statement: Statement, cls: type, chain: list[str], keys: list[Any]
) -> list[Any]:
    ids, languages = zip(*keys, strict=True)
    records = await context.db.fetch(statement, list(ids), list(languages), chain)
    found: dict[Any, Any] = {(r["k"], r["k_language"]): instance(cls, r) for r in records}
    return [found.get(key) for key in keys]
