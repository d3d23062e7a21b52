"""Fields that are made of one record: columns, and what Python makes of them."""

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
from gql.engine.plan import scalars
from gql.engine.plan.call import Bound
from gql.engine.plan.compiler import Asked, Compiler
from gql.engine.plan.scope import Records, Shown, Thing
from gql.engine.record import KEY


def global_id(c: Compiler, scope: Records, asked: Asked, declared: declare.GlobalId) -> Shown:
    return Shown(f"encode_id({asked.parent.name!r}, {scope.text(KEY)})")


def column(c: Compiler, scope: Records, asked: Asked, declared: declare.Column) -> Shown:
    if argument := scope.argument(declared.name):
        return completed(c, scope, asked, argument)
    type_: Any = get_nullable_type(asked.definition.type)
    nullable = not is_non_null_type(asked.definition.type)
    if not is_leaf_type(type_):
        return completed(c, scope, asked, scope.value(declared.name))
    _know(c, type_, nullable=nullable)
    text = scope.text(declared.name, is_time=type_.name == scalars.TIME)
    value = scalars.of_text(text, type_, nullable=nullable, is_wide=declared.name == KEY)
    return Shown(value) if value else completed(c, scope, asked, scope.value(declared.name))


def attribute(c: Compiler, scope: Thing, asked: Asked) -> Shown:
    """An attribute of an object that a function gave, or what a method of it makes."""
    value = scope.value(asked.field.python_name)
    return completed(c, scope, asked, f"{value}()" if asked.field.base_resolver else value)


def column_by(c: Compiler, scope: Records, asked: Asked, declared: declare.ColumnBy) -> Shown:
    def chosen(arguments: dict[str, Any]) -> Bound:
        (column,) = declared.lazy(arguments)
        return Bound(given=column, shape=column)

    call = c.call(asked, chosen)
    return completed(c, scope, asked, c.checked(call, scope.chosen(call)))


def computed(c: Compiler, scope: Records, asked: Asked, declared: declare.Computed) -> Shown:
    kinds = parameter_types(declared.function)[declared.with_context :]
    given = [
        _argument(scope, name, kind) for name, kind in zip(declared.needs, kinds, strict=False)
    ]
    if declared.with_context:
        given.insert(0, "context")
    if asked.field.arguments:
        given.append(c.arguments(c.call(asked)))
    value = f"{c.name('compute', declared.function)}({', '.join(given)})"
    if get_type_hints(declared.function).get("return") is str:
        return Shown(value)  # never null, and nothing to check
    return completed(c, scope, asked, value)


@cache
def parameter_types(function: Any) -> list[Any]:
    """The annotations of a function, new types as what they are made of."""
    hints = get_type_hints(function)
    names = inspect.signature(function).parameters
    return [getattr(hints.get(name), "__supertype__", hints.get(name)) for name in names]


def _argument(scope: Records, name: str, kind: Any) -> str:
    """A column as a function takes it: as text where that is what it wants, or soon made of it."""
    if argument := scope.argument(name):
        return argument
    if kind in (str, str | None):
        return scope.text(name)
    if kind is bool:
        return f"BOOLEANS[{scope.text(name)}]"
    return scope.value(name)


def part(c: Compiler, scope: Records, asked: Asked, declared: declare.Part) -> Shown:
    (type_,) = c.types(asked)
    check = declared.check
    if check is None:
        return c.selection(scope, type_, asked)

    def checked(arguments: dict[str, Any]) -> Bound:
        check(**arguments)
        return Bound(given=arguments)

    call = c.call(asked, checked)
    given = {name: c.argument(call, name) for name in inspect.signature(check).parameters}
    shown = c.selection(replace(scope, given=given), type_, asked)
    return replace(shown, value=c.checked(call, shown.value))


def completed(c: Compiler, scope: Records | Thing, asked: Asked, value: str) -> Shown:
    """What a Python expression gives, as the type of the field shows it."""
    return _completed(c, scope, asked, asked.definition.type, value, scope.loops)


def _completed(
    c: Compiler, scope: Records | Thing, asked: Asked, type_: Any, value: str, loops: str
) -> Shown:
    nullable = not is_non_null_type(type_)
    inner = get_nullable_type(type_)
    if is_leaf_type(inner):
        _know(c, inner, nullable=nullable)
        return Shown(scalars.shown(value, inner, nullable=nullable))
    name = f"o{c.number()}"
    if is_list_type(inner):
        loops = f"{loops} for {name} in {value} or ()"
        shown = _completed(c, scope, asked, inner.of_type, name, loops)
        show = c.function("list", "items", f"return [{shown.value} for {name} in items]")
    else:
        loops = f"{loops} for {name} in ({value},) if {name} is not None"
        shown = c.selection(Thing(name, scope.stage, scope.times, loops), inner, asked)
        show = c.function("object", name, f"return {shown.value}")
    checked = f"maybe({show}, {value})" if nullable else f"{show}(present({value}))"
    return replace(shown, value=checked)


def _know(c: Compiler, type_: Any, *, nullable: bool) -> None:
    if isinstance(type_, GraphQLEnumType):
        name = scalars.enum(type_, nullable=nullable)
        c.known[name] = scalars.enum_names(type_, nullable=nullable)
