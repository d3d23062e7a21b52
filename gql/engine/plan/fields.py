"""Which function plans a field: by what it stands on, and by its declaration."""

from __future__ import annotations

from collections.abc import Callable

from gql.engine.declare import declaration as declare
from gql.engine.plan import functions, pages, ranked, relations, threads, values
from gql.engine.plan.compiler import Asked, Compiler
from gql.engine.plan.scope import Records, Scope, Shown, Thing

_OF_RECORDS: dict[type, Callable[..., Shown]] = {
    declare.GlobalId: values.global_id,
    declare.Column: values.column,
    declare.ColumnBy: values.column_by,
    declare.Computed: values.computed,
    declare.Part: values.part,
    declare.ToOne: relations.to_one,
    declare.Neighbour: relations.neighbour,
    declare.Members: relations.members,
    declare.Ancestors: relations.ancestors,
    declare.Lookup: relations.lookup,
    declare.Connected: pages.connection,
    declare.Threaded: threads.threads,
    declare.Batched: functions.batched,
    declare.Read: functions.read,
    declare.Refetch: functions.refetch,
    declare.Ranked: ranked.ranked,
}


def show(c: Compiler, scope: Scope, asked: Asked) -> Shown:
    """What a field shows of what it stands on: records, a Python object, or a part of a page."""
    if not isinstance(scope, Records | Thing):
        return scope.field(c, asked)
    declared = asked.declaration
    if isinstance(scope, Records):
        handler = _OF_RECORDS.get(type(declared))
        return handler(c, scope, asked, declared) if handler else c.unsupported()
    if isinstance(declared, declare.ToOne):
        return functions.to_one(c, scope, asked, declared)
    waits = asked.field.base_resolver and asked.field.base_resolver.is_async
    is_attribute = declared is None and not waits and not asked.field.arguments
    return values.attribute(c, scope, asked) if is_attribute else c.unsupported()
