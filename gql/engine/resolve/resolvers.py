"""The resolver of each declaration, on top of the loaders of the operation's context.

Each takes (field, its declaration, source, info, arguments). Most are plain functions that return
the loader's future: an `async def` would make graphql-core run one more coroutine a field.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from inspect import isawaitable
from typing import Any

from graphql import GraphQLResolveInfo

from gql.engine.context import Context
from gql.engine.declare import declaration as declare
from gql.engine.declare.declaration import Arguments
from gql.engine.declare.declared_field import DeclaredField
from gql.engine.declare.embedded_record import EmbeddedRecord
from gql.engine.declare.language_chain import language_chain
from gql.engine.declare.ranked_page import RankedPage
from gql.engine.declare.record_type import KEY, instance, pool_types, source_of, type_of_kind
from gql.engine.declare.target import targets
from gql.engine.declare.where import filters_of
from gql.engine.global_id import encode_id, node_types, requested_ids
from gql.engine.resolve import connections, lookups, statements, threads
from gql.engine.resolve.batches import LINKS, fetch_list_each, fetch_one_each, field_name
from gql.engine.resolve.previews import previewed, previewing
from gql.engine.resolve.records import by_column, preferred, record
from gql.engine.resolve.selected_columns import PAGED, columns, lazy_columns


def value(
    field: DeclaredField, source: Any, info: GraphQLResolveInfo[Any], arguments: dict[str, Any]
) -> Any:
    """The value of a declared field, or an awaitable of it.

    `DeclaredField.resolve` calls it for every field that is not a plain column.
    """
    if info.context.previews:
        info = previewed(info)
    declared = field.declaration
    resolved = _RESOLVERS[type(declared)](field, declared, source, info, arguments)
    if declared.yields_records and resolved is not None:
        return _counted(info.context, resolved)
    return resolved


async def _counted(context: Context, resolved: Any) -> Any:
    """A record or a list of records, counted towards max_nodes before it is completed."""
    records = await resolved if isawaitable(resolved) else resolved
    context.count_records(len(records) if isinstance(records, list) else 1)
    return records


def _global_id(
    field: DeclaredField, declared: declare.GlobalId, source: Any, info: Any, arguments: Arguments
) -> Any:
    return encode_id(type(source).__name__, getattr(source, KEY))


def _column_by(
    field: DeclaredField, declared: declare.ColumnBy, source: Any, info: Any, arguments: Arguments
) -> Any:
    return getattr(source, declared.lazy(arguments)[0])


def _computed(
    field: DeclaredField, declared: declare.Computed, source: Any, info: Any, arguments: Arguments
) -> Any:
    values = [getattr(source, name) for name in declared.needs]
    if declared.with_context:
        values.insert(0, info.context)
    return declared.function(*values, **arguments)


def _to_one(
    field: DeclaredField, declared: declare.ToOne, source: Any, info: Any, arguments: Arguments
) -> Any:
    key = getattr(source, declared.key)
    if key is None:
        return _embedded(declared.otherwise, source)
    if declared.kind:
        cls = type_of_kind(getattr(source, declared.kind))
    else:
        cls = (
            type_of_kind(declared.otherwise.instead_of) if declared.otherwise else targets(field)[0]
        )
    loaded = record(info, cls, key, declared.view, declared.links)
    return _or_else(loaded, declared.otherwise, source) if declared.otherwise else loaded


async def _or_else(loaded: Awaitable[Any], otherwise: EmbeddedRecord, source: Any) -> Any:
    return await loaded or _embedded(otherwise, source)


def _embedded(otherwise: EmbeddedRecord | None, source: Any) -> Any:
    if otherwise is None:
        return None
    values = {name: getattr(source, column) for name, column in otherwise.columns.items()}
    return instance(type_of_kind(otherwise.kind), values | {KEY: getattr(source, KEY)})


def _to_many(
    field: DeclaredField, declared: declare.ToMany, source: Any, info: Any, arguments: Arguments
) -> Any:
    cls = targets(field)[0]
    if declared.via and (links := getattr(source, LINKS, None)):
        declared = replace(declared, via=declared.via.within(links))
    pool = source_of(cls).pool if declared.via else None
    classes = pool_types(pool) if pool else (cls,)
    lazy = lazy_columns(info, (cls,))
    selected = columns(classes, lazy) | ({"kind": "kind"} if pool else {})
    name = f"{info.parent_type.name}.{pool}" if pool else field_name(info)
    statement = statements.to_many(name, pool or source_of(cls).view, selected, declared)
    # categories and tags come from one link: both fields share the statement of their pool, and
    # each keeps the records of its own type
    batch = partial(fetch_list_each, info.context, statement, None if pool else cls)
    loaded = info.context.load(statement.text, lambda: batch, getattr(source, KEY))
    return _only(loaded, cls) if pool else loaded


async def _only(loaded: Awaitable[list[Any]], cls: type) -> list[Any]:
    return [record for record in await loaded if isinstance(record, cls)]


def _ancestors(
    field: DeclaredField, declared: declare.Ancestors, source: Any, info: Any, arguments: Arguments
) -> Any:
    cls = targets(field)[0]
    selected = columns((cls,), lazy_columns(info, (cls,)))
    statement = statements.ancestors(field_name(info), source_of(cls).view, selected)
    batch = partial(fetch_list_each, info.context, statement, cls)
    return info.context.load(statement.text, lambda: batch, getattr(source, KEY))


def _neighbour(
    field: DeclaredField, declared: declare.Neighbour, source: Any, info: Any, arguments: Arguments
) -> Any:
    cls = targets(field)[0]
    selected = columns((cls,), lazy_columns(info, (cls,)))
    own = source_of(cls)
    filters = filters_of(arguments.get("where"), listed=own.listed)
    statement, values = statements.neighbour(field_name(info), selected, own, declared, filters)
    batch = partial(fetch_one_each, info.context, statement, cls, values=values)
    # repr, as the values of filters may be lists
    name = (statement.text, repr(values))
    return info.context.load(name, lambda: batch, getattr(source, KEY))


def _preferred(
    field: DeclaredField, declared: declare.Preferred, source: Any, info: Any, arguments: Arguments
) -> Any:
    chain = language_chain(arguments[declare.LANGUAGES])
    key = getattr(source, KEY), getattr(source, declared.language)
    return preferred(info, targets(field)[0], declared, key, chain)


def _batched(
    field: DeclaredField, declared: declare.Batched, source: Any, info: Any, arguments: Arguments
) -> Any:
    needs = tuple(getattr(source, name) for name in declared.needs)
    # fields with other arguments have another loader: the function takes one set for all keys
    name = (field_name(info), repr(sorted(arguments.items())))  # a list cannot be part of a key
    batch = partial(declared.function, info.context, **arguments)
    loaded = info.context.load(name, lambda: batch, needs or getattr(source, KEY))
    return _records_by_id(info, targets(field)[0], loaded) if declared.of_ids else loaded


def _part(
    field: DeclaredField, declared: declare.Part, source: Any, info: Any, arguments: Arguments
) -> Any:
    if declared.check:
        declared.check(**arguments)
    return instance(targets(field)[0], {**vars(source), **arguments})


def _read(
    field: DeclaredField, declared: declare.Read, source: Any, info: Any, arguments: Arguments
) -> Any:
    if token := arguments.get(declare.PREVIEW_TOKEN):
        return _read_previewed(declared, info, arguments, token)
    return declared.function(info.context, **arguments)


async def _read_previewed(
    declared: declare.Read, info: Any, arguments: Arguments, token: str
) -> Any:
    return await declared.function((await previewing(info, token)).context, **arguments)


async def _refetch(
    field: DeclaredField, declared: declare.Refetch, source: Any, info: Any, arguments: Arguments
) -> Any:
    # every load is called before the first await, or each would be a batch of its own
    loading = [
        record(info, node_types[name_and_key[0]], name_and_key[1]) if name_and_key else None
        for name_and_key in requested_ids(arguments)
    ]
    records = [await one if one else None for one in loading]
    return records if "ids" in arguments else records[0]


def _ranked(
    field: DeclaredField, declared: declare.Ranked, source: Any, info: Any, arguments: Arguments
) -> Any:
    """The connection type of the field, with the functions that read its page, total, records and
    highlights."""
    request, context = declared.make_request(**arguments), info.context
    highlights = partial(declared.highlights, context, request=request)
    return targets(field)[0](
        read=partial(declared.read, context, request),
        read_total=partial(declared.total, context, request),
        read_nodes=partial(_ranked_records, info),
        read_highlight=lambda key: context.load((declared, request), lambda: highlights, key),
    )


async def _ranked_records(info: GraphQLResolveInfo[Any], page: RankedPage) -> list[Any]:
    """The records of a page of results, with the selected columns; None where one is gone."""
    info.context.count_records(len(page.records))
    loading = [
        by_column(info, cls, "id", "bigint", one["id"], lazy_columns(info, (cls,), PAGED))
        for one in page.records
        for cls in [type_of_kind(one["kind"])]
    ]
    return [await node for node in loading]


async def _records_by_id(
    info: GraphQLResolveInfo[Any], cls: type, ids: Awaitable[list[int] | None]
) -> list[Any] | None:
    if (keys := await ids) is None:
        return None
    loading = [record(info, cls, key) for key in keys]
    # an id whose record the viewer may not see is left out: the view has no row for it
    return [record for record in [await one for one in loading] if record is not None]


_RESOLVERS: dict[type, Callable[..., Any]] = {
    declare.Ancestors: _ancestors,
    declare.Batched: _batched,
    declare.ColumnBy: _column_by,
    declare.Computed: _computed,
    declare.GlobalId: _global_id,
    declare.Paginated: connections.connection,
    declare.Threaded: threads.threads,
    declare.Lookup: lookups.lookup,
    declare.ToMany: _to_many,
    declare.Neighbour: _neighbour,
    declare.Preferred: _preferred,
    declare.Part: _part,
    declare.Ranked: _ranked,
    declare.Read: _read,
    declare.Refetch: _refetch,
    declare.ToOne: _to_one,
}
