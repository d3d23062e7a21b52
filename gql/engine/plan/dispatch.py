"""Which function compiles a field: by its scope and its declaration."""

from __future__ import annotations

from collections.abc import Callable

from gql.engine.declare import declaration as declare
from gql.engine.plan import functions, lookups, pages, ranked, relations, threads, values
from gql.engine.plan.compiler import Compiler, Scope
from gql.engine.plan.scope import Compiled, ObjectScope, RecordScope
from gql.engine.plan.selected_field import SelectedField

_OF_RECORDS: dict[type, Callable[..., Compiled]] = {
    declare.GlobalId: values.global_id,
    declare.Column: values.column,
    declare.ColumnBy: values.column_by,
    declare.Computed: values.computed,
    declare.Part: values.part,
    declare.ToOne: relations.to_one,
    declare.Neighbour: relations.neighbour,
    declare.Preferred: lookups.preferred,
    declare.ToMany: relations.to_many,
    declare.Ancestors: relations.ancestors,
    declare.Lookup: lookups.lookup,
    declare.Paginated: pages.connection,
    declare.Threaded: threads.threads,
    declare.Batched: functions.batched,
    declare.Read: functions.read,
    declare.Refetch: functions.refetch,
    declare.Ranked: ranked.ranked,
}


def compile_field(compiler: Compiler, scope: Scope, field: SelectedField) -> Compiled:
    """The Python of one field on a record, on a Python object, or on a part of a page."""
    if not isinstance(scope, RecordScope | ObjectScope):
        return scope.compile_field(compiler, field)
    declared = field.declaration
    if isinstance(scope, RecordScope):
        handler = _OF_RECORDS.get(type(declared))
        return handler(compiler, scope, field, declared) if handler else compiler.unsupported()
    if isinstance(declared, declare.ToOne):
        return functions.to_one(compiler, scope, field, declared)
    if isinstance(declared, declare.Batched):
        return functions.batched(compiler, scope, field, declared)
    # of an object that a function returned, plain attributes and synchronous methods are known
    is_async = (
        field.strawberry_field.base_resolver and field.strawberry_field.base_resolver.is_async
    )
    is_attribute = declared is None and not is_async and not field.strawberry_field.arguments
    return values.attribute(compiler, scope, field) if is_attribute else compiler.unsupported()
