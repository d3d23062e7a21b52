"""One record by arguments: by a unique key, or by a language chain."""

from __future__ import annotations

from typing import cast

from gql.engine.declare import declaration as declare
from gql.engine.declare.language_chain import language_chain
from gql.engine.declare.one_of import chosen_key, lookup_tags
from gql.engine.declare.record_type import KEY
from gql.engine.global_id import key_of
from gql.engine.plan.call import BoundCall, PreviewRequested
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.from_clause import ByUniqueColumn, PreferredOf
from gql.engine.plan.object_type import class_of, view_of
from gql.engine.plan.relations import nested, one_and_most, one_record, summed
from gql.engine.plan.scope import Compiled, RecordScope
from gql.engine.plan.selected_field import SelectedField
from gql.engine.plan.tags import passed


def lookup(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Lookup
) -> Compiled:
    """One record of Query, as a list of one row or none: its key is a parameter."""
    (type_,) = compiler.object_types(field)
    name, tags = class_of(type_).__name__, compiler.tags_of(type_, field)

    def chosen(arguments: dict[str, object]) -> BoundCall:
        if arguments.get(declare.PREVIEW_TOKEN):
            raise PreviewRequested
        languages = arguments.get(declare.LANGUAGES)
        chain = (language_chain(cast("list[str]", languages)),) if languages is not None else ()
        if "id" in arguments:
            column, value = "id", key_of(str(arguments["id"]), name)
        else:
            column, value = chosen_key(arguments["by"], name)
        if value is None:
            return BoundCall()
        type_name = "bigint" if column == "id" else "text"
        return BoundCall(
            (column, type_name),
            (value, *chain),
            (column, bool(chain)),
            tags=tuple(lookup_tags(arguments.get("by"), column, value, tags)),
            tags_if_absent=tuple(tags.of_absent()),
        )

    call = compiler.add_call(field, chosen)
    source = ByUniqueColumn(view_of(type_), call, declared.preferred)
    below, listed = nested(compiler, scope, source, scope.multiplicity)
    compiled = compiler.compile_selection(below, type_, field)
    render = compiler.add_function("row", below.row.name, f"return {compiled.value}")
    found = f"first({render}, {listed})"
    return Compiled(
        f"(b[{call}].used() and {passed(f'tag_absent(names, b[{call}].tags_if_absent', found)})",
        one_and_most([compiled.cost]),
        summed(below.row.name, listed, compiled.count) if compiled.count else "",
    )


def preferred(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Preferred
) -> Compiled:
    """The record or one that it is linked to, joined: the first of a language chain."""
    (type_,) = compiler.object_types(field)

    def chain(arguments: dict[str, object]) -> BoundCall:
        languages = language_chain(cast("list[str]", arguments[declare.LANGUAGES]))
        return BoundCall(given=True, values=(languages,))

    call = compiler.add_call(field, chain)
    source = PreferredOf(
        view_of(type_),
        declared.via,
        scope.column_sql(KEY),
        scope.column_sql(declared.language),
        call,
    )
    joined = scope.join_one(compiler.next_number(), source)
    compiled = compiler.compile_selection(joined, type_, field)
    value = f"({compiled.value} if {joined.is_present()} else None)"
    return Compiled(compiler.checked_code(call, value), *one_record([(joined, compiled)]))
