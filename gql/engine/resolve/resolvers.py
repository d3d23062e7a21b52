"""From declarations to DataLoader resolvers:

stock graphql-core runs them, and they are the reference for any faster way.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo

from gql.db import Statement
from gql.engine import statement
from gql.engine.context import Context
from gql.engine.declare import declaration as declare
from gql.engine.declare.target import targets
from gql.engine.global_id import encode_id, key_of, node_types, references
from gql.engine.one_of import given_choice
from gql.engine.record import KEY, columns, instance, of_kind, pool_members, source_of
from gql.engine.resolve import connections
from gql.engine.resolve.connections import by_key
from gql.engine.resolve.lazy_columns import PAGED, lazy_columns

if TYPE_CHECKING:
    from gql.engine.declare.field import DeclaredField

Arguments = Mapping[str, Any]


def value(
    field: DeclaredField, source: Any, info: GraphQLResolveInfo[Any], arguments: dict[str, Any]
) -> Any:
    """The value of a declared field, or an awaitable of it."""
    if info.context.previews:
        info = _previewed(info)
    declared = field.declaration
    found = _RESOLVERS[type(declared)](field, declared, source, info, arguments)
    return _counted(info.context, found) if declared.gives_records and found is not None else found


def _previewed(info: GraphQLResolveInfo[Any]) -> GraphQLResolveInfo[Any]:
    """Below a field that was asked with a preview token, what is read is what the token shows."""
    root = info.path
    while root.prev:
        root = root.prev
    return info._replace(context=info.context.previews.get(root.key, info.context))


async def _counted(context: Context, found: Any) -> Any:
    """A record, or a list of records, that is counted before it goes on."""
    records = await found if isawaitable(found) else found
    context.hand_out(len(records) if isinstance(records, list) else 1)
    return records


def record(info: GraphQLResolveInfo[Any], cls: type, key: int) -> Awaitable[Any]:
    """The record of a type with this id, or None: batched with all others of the operation."""
    return _by_column(info, cls, "id", "bigint", key, lazy_columns(info, (cls,)))


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
        cls = of_kind(getattr(source, declared.kind))
    else:
        cls = of_kind(declared.otherwise.instead_of) if declared.otherwise else targets(field)[0]
    found = record(info, cls, key)
    return _or_else(found, declared.otherwise, source) if declared.otherwise else found


async def _or_else(found: Awaitable[Any], otherwise: declare.Embedded, source: Any) -> Any:
    return await found or _embedded(otherwise, source)


def _embedded(otherwise: declare.Embedded | None, source: Any) -> Any:
    if otherwise is None:
        return None
    values = {name: getattr(source, column) for name, column in otherwise.columns.items()}
    return instance(of_kind(otherwise.kind), values | {KEY: getattr(source, KEY)})


def _members(
    field: DeclaredField, declared: declare.Members, source: Any, info: Any, arguments: Arguments
) -> Any:
    cls = targets(field)[0]
    pool = source_of(cls).pool if declared.via else None
    classes = pool_members(pool) if pool else (cls,)
    lazy = lazy_columns(info, (cls,))
    selected = columns(classes, lazy) | ({"kind": "kind"} if pool else {})
    name = f"{info.parent_type.name}.{pool}" if pool else _name(info)
    text = statement.members(name, pool or source_of(cls).view, selected, declared)
    batch = partial(_grouped, info.context, text, None if pool else cls)
    found = info.context.load(text.text, lambda: batch, getattr(source, KEY))
    return _only(found, cls) if pool else found


async def _only(found: Awaitable[list[Any]], cls: type) -> list[Any]:
    return [member for member in await found if isinstance(member, cls)]


def _ancestors(
    field: DeclaredField, declared: declare.Ancestors, source: Any, info: Any, arguments: Arguments
) -> Any:
    cls = targets(field)[0]
    selected = columns((cls,), lazy_columns(info, (cls,)))
    text = statement.ancestors(_name(info), source_of(cls).view, selected)
    batch = partial(_grouped, info.context, text, cls)
    return info.context.load(text.text, lambda: batch, getattr(source, KEY))


def _neighbour(
    field: DeclaredField, declared: declare.Neighbour, source: Any, info: Any, arguments: Arguments
) -> Any:
    cls = targets(field)[0]
    selected = columns((cls,), lazy_columns(info, (cls,)))
    own = source_of(cls)
    order = own.order(declared.order)
    text = statement.neighbour(_name(info), own.view, selected, order, declared.ahead, own.listed)
    batch = partial(_single, info.context, text, cls)
    return info.context.load(text.text, lambda: batch, getattr(source, KEY))


def _batched(
    field: DeclaredField, declared: declare.Batched, source: Any, info: Any, arguments: Arguments
) -> Any:
    needs = tuple(getattr(source, name) for name in declared.needs)
    name = (_name(info), tuple(sorted(arguments.items())))
    batch = partial(declared.function, info.context, **arguments)
    found = info.context.load(name, lambda: batch, needs or getattr(source, KEY))
    return _records(info, targets(field)[0], found) if declared.of_ids else found


def _part(
    field: DeclaredField, declared: declare.Part, source: Any, info: Any, arguments: Arguments
) -> Any:
    if declared.check:
        declared.check(**arguments)
    return instance(targets(field)[0], {**vars(source), **arguments})


def _read(
    field: DeclaredField, declared: declare.Read, source: Any, info: Any, arguments: Arguments
) -> Any:
    return declared.function(info.context, **arguments)


async def _refetch(
    field: DeclaredField, declared: declare.Refetch, source: Any, info: Any, arguments: Arguments
) -> Any:
    loading = [
        record(info, node_types[found[0]], found[1]) if found else None
        for found in references(arguments)
    ]
    records = [await one if one else None for one in loading]
    return records if "ids" in arguments else records[0]


def _ranked(
    field: DeclaredField, declared: declare.Ranked, source: Any, info: Any, arguments: Arguments
) -> Any:
    """The type of the field, with what it reads: a page, the number of all, the records of a page
    and a highlight."""
    asked, context = declared.asked(**arguments), info.context
    highlights = partial(declared.highlights, context, asked=asked)
    return targets(field)[0](
        read=partial(declared.read, context, asked),
        read_total=partial(declared.total, context, asked),
        read_nodes=partial(_found, info),
        read_highlight=lambda place: context.load((declared, asked), lambda: highlights, place),
    )


async def _found(info: GraphQLResolveInfo[Any], found: declare.Found) -> list[Any]:
    """The records that were found, with the columns selected here; None where one is gone."""
    info.context.hand_out(len(found.records))
    loading = [
        _by_column(info, cls, "id", "bigint", one["id"], lazy_columns(info, (cls,), PAGED))
        for one in found.records
        for cls in [of_kind(one["kind"])]
    ]
    return [await node for node in loading]


async def _records(
    info: GraphQLResolveInfo[Any], cls: type, ids: Awaitable[list[int]]
) -> list[Any]:
    loading = [record(info, cls, key) for key in await ids]
    return [found for found in [await one for one in loading] if found is not None]


def _lookup(
    field: DeclaredField, declared: declare.Lookup, source: Any, info: Any, arguments: Arguments
) -> Any:
    cls = targets(field)[0]
    if token := arguments.get(declare.PREVIEW_TOKEN):
        context = info.context.previews[info.path.key] = info.context.preview(token)
        info = info._replace(context=context)
    if "id" in arguments:
        return record(info, cls, key_of(arguments["id"], cls.__name__))
    chosen, given = given_choice(arguments["by"])
    if chosen == "id":
        return record(info, cls, key_of(given, cls.__name__))
    if given is None:
        return None
    return _by_column(info, cls, chosen, "text", given, lazy_columns(info, (cls,)))


def _by_column(
    info: GraphQLResolveInfo[Any], cls: type, column: str, cast: str, key: Any, lazy: frozenset[str]
) -> Awaitable[Any]:
    source = source_of(cls)
    name = f"{cls.__name__}.by_{column}"
    text = statement.by_key(name, source.view, columns((cls,), lazy), column, cast)
    batch = partial(_single, info.context, text, cls)
    found: Awaitable[Any] = info.context.load(text.text, lambda: batch, key)
    return found


async def _single(context: Context, text: Statement, cls: type, keys: list[Any]) -> list[Any]:
    records = {record["k"]: record for record in await context.db.fetch(text, keys)}
    made: dict[Any, Any] = {key: instance(cls, record) for key, record in records.items()}
    return [made.get(key) for key in keys]


async def _grouped(
    context: Context, text: Statement, cls: type | None, keys: list[Any]
) -> list[list[Any]]:
    """Records of each key; without a type, each says by its kind what it is."""
    records = await context.db.fetch(text, keys)
    return [
        [instance(cls or of_kind(record["kind"]), record) for record in group]
        for group in by_key(records, keys)
    ]


def _name(info: GraphQLResolveInfo[Any]) -> str:
    return f"{info.parent_type.name}.{info.field_name}"


_RESOLVERS: dict[type, Callable[..., Any]] = {
    declare.Ancestors: _ancestors,
    declare.Batched: _batched,
    declare.ColumnBy: _column_by,
    declare.Computed: _computed,
    declare.GlobalId: _global_id,
    declare.Connected: connections.connected,
    declare.Threaded: connections.threaded,
    declare.Lookup: _lookup,
    declare.Members: _members,
    declare.Neighbour: _neighbour,
    declare.Part: _part,
    declare.Ranked: _ranked,
    declare.Read: _read,
    declare.Refetch: _refetch,
    declare.ToOne: _to_one,
}
