"""One record by a unique column: batched with all others that the operation looks up so."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from graphql import GraphQLResolveInfo

from gql.engine.declare.record_type import source_of
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
