"""Fields whose value comes from one record or object: columns, attributes, computed values."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import cache
from typing import Any, get_type_hints

from graphql import (
    GraphQLEnumType,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from gql.engine.declare import declaration as declare
from gql.engine.declare.moment import Moment
from gql.engine.declare.record_type import KEY
from gql.engine.plan import scalars
from gql.engine.plan.call import BoundCall
from gql.engine.plan.compiler import Compiler
from gql.engine.plan.row import DOCUMENT_VALUE, SHORT_VALUE
from gql.engine.plan.scope import Compiled, ObjectScope, RecordScope
from gql.engine.plan.selected_field import SelectedField

# of calling a function, and of rendering a list that it returns, in values of a row
WORK_OF_CALL, WORK_OF_LIST = 10, 200


def global_id(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.GlobalId
) -> Compiled:
    """The global id: the type is known, only the key is read."""
    return Compiled(f"encode_id({field.parent.name!r}, {scope.text(KEY)})")


def column(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Column
) -> Compiled:
    """A column, read as text where that is enough for its scalar."""
    if argument := scope.argument(declared.name):
        return completed(compiler, scope, field, argument)
    type_: Any = get_nullable_type(field.definition.type)
    nullable = not is_non_null_type(field.definition.type)
    if not is_leaf_type(type_):
        return completed(compiler, scope, field, scope.value(declared.name))
    _add_enum(compiler, type_, nullable=nullable)
    is_time = type_.name == scalars.TIME
    text = scope.text(declared.name, is_time=is_time, is_lazy=declared.is_lazy)
    value = scalars.leaf_code_of_text(text, type_, nullable=nullable, is_wide=declared.name == KEY)
    return (
        Compiled(value) if value else completed(compiler, scope, field, scope.value(declared.name))
    )


def attribute(compiler: Compiler, scope: ObjectScope, field: SelectedField) -> Compiled:
    """An attribute of an object that a function returned, or the value of a method without
    arguments."""
    value = scope.value(field.strawberry_field.python_name)
    return completed(
        compiler, scope, field, f"{value}()" if field.strawberry_field.base_resolver else value
    )


def column_by(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.ColumnBy
) -> Compiled:
    """One of several text columns; the statement reads only the chosen one."""

    def chosen(arguments: dict[str, Any]) -> BoundCall:
        (column,) = declared.lazy(arguments)
        return BoundCall(given=column, shape=column)

    call = compiler.add_call(field, chosen)
    return completed(
        compiler,
        scope,
        field,
        compiler.checked_code(call, scope.chosen_column(call, declared.size)),
    )


def computed(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Computed
) -> Compiled:
    """A call of a function with columns of the record."""
    scope.row.work += (
        WORK_OF_LIST if is_list_type(get_nullable_type(field.definition.type)) else WORK_OF_CALL
    )
    kinds = parameter_types(declared.function)[declared.with_context :]
    given = [
        _argument(scope, name, kind, is_lazy=declared.is_lazy)
        for name, kind in zip(declared.needs, kinds, strict=False)
    ]
    if declared.with_context:
        given.insert(0, "context")
    if field.strawberry_field.arguments:
        given.append(compiler.arguments_code(compiler.add_call(field)))
    value = f"{compiler.add_constant('compute', declared.function)}({', '.join(given)})"
    if type_hints(declared.function).get("return") is str:
        return Compiled(value)  # a str is never null, and String needs no check
    return completed(compiler, scope, field, value)


# annotations are texts, which typing compiles anew each time
type_hints = cache(get_type_hints)


@cache
def parameter_types(function: Any) -> list[Any]:
    """The annotations of a function's parameters; a NewType counts as its supertype."""
    hints = type_hints(function)
    names = inspect.signature(function).parameters
    return [getattr(hints.get(name), "__supertype__", hints.get(name)) for name in names]


def _argument(scope: RecordScope, name: str, kind: Any, *, is_lazy: bool) -> str:
    """A column as the argument of a function, as text wherever that can become its type."""
    if argument := scope.argument(name):
        return argument
    if kind in (str, str | None):
        return scope.text(name, is_lazy=is_lazy)
    if kind is bool:
        return f"BOOLEANS[{scope.text(name)}]"
    if kind in (Moment, Moment | None):
        return f"maybe(moment, {scope.text(name, is_time=True)})"
    return scope.value(name, DOCUMENT_VALUE if is_lazy else SHORT_VALUE)


def part(
    compiler: Compiler, scope: RecordScope, field: SelectedField, declared: declare.Part
) -> Compiled:
    """The same record under another type; its arguments become attributes of the record."""
    (type_,) = compiler.object_types(field)
    check = declared.check
    if check is None:
        return compiler.compile_selection(scope, type_, field)

    def checked(arguments: dict[str, Any]) -> BoundCall:
        check(**arguments)
        return BoundCall(given=arguments)

    call = compiler.add_call(field, checked)
    given = {
        name: compiler.argument_code(call, name) for name in inspect.signature(check).parameters
    }
    compiled = compiler.compile_selection(replace(scope, arguments=given), type_, field)
    return replace(compiled, value=compiler.checked_code(call, compiled.value))


def completed(
    compiler: Compiler, scope: RecordScope | ObjectScope, field: SelectedField, value: str
) -> Compiled:
    """The value of a Python expression, completed as the type of the field requires.

    As CompleteValue of the GraphQL specification (6.4.3): lists and objects are rendered, nulls and
    leaves checked.
    """
    return _completed(compiler, scope, field, field.definition.type, value, scope.loops)


def _completed(
    compiler: Compiler,
    scope: RecordScope | ObjectScope,
    field: SelectedField,
    type_: Any,
    value: str,
    loops: str,
) -> Compiled:
    nullable = not is_non_null_type(type_)
    inner = get_nullable_type(type_)
    if is_leaf_type(inner):
        _add_enum(compiler, inner, nullable=nullable)
        return Compiled(scalars.leaf_code(value, inner, nullable=nullable))
    # a function for each list and object, as the expression of the value is used once only and
    # may be a call
    name = f"o{compiler.next_number()}"
    if is_list_type(inner):
        loops = f"{loops} for {name} in {value} or ()"
        compiled = _completed(compiler, scope, field, inner.of_type, name, loops)
        render = compiler.add_function(
            "list", "items", f"return [{compiled.value} for {name} in items]"
        )
    else:
        loops = f"{loops} for {name} in ({value},) if {name} is not None"
        compiled = compiler.compile_selection(
            ObjectScope(name, scope.stage, scope.multiplicity, loops, scope.round), inner, field
        )
        render = compiler.add_function("object", name, f"return {compiled.value}")
    checked = f"maybe({render}, {value})" if nullable else f"{render}(present({value}))"
    return replace(compiled, value=checked)


def _add_enum(compiler: Compiler, type_: Any, *, nullable: bool) -> None:
    if isinstance(type_, GraphQLEnumType):
        name = scalars.enum(type_, nullable=nullable)
        compiler.constants[name] = scalars.enum_names(type_, nullable=nullable)
