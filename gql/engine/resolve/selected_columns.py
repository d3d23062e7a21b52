"""Which columns the reference path reads: all light ones, and the lazy ones that are selected.

Lazy columns are large (HTML, source text): a list of titles must not read twenty articles.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from graphql import (
    EnumValueNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLResolveInfo,
    IntValueNode,
    SelectionSetNode,
    VariableNode,
)
from strawberry.utils.str_converters import to_camel_case

from gql.engine.declare.declaration import DECLARATION, Declaration
from gql.engine.declare.record_type import KEY

# where, below the field, the fields of its records are selected
NODE: tuple[tuple[str, ...], ...] = ((),)
PAGED: tuple[tuple[str, ...], ...] = (("nodes",), ("edges", "node"))


def lazy_columns(
    info: GraphQLResolveInfo[Any],
    classes: tuple[type, ...],
    paths: tuple[tuple[str, ...], ...] = NODE,
) -> frozenset[str]:
    """The lazy columns of these types that are selected below the field, along any of the paths.

    @skip, @include and type conditions are ignored: a column too many may be read, never one too
    few.
    """
    cache = info.context.selections
    # field_nodes are all nodes that merge into this field. Keyed by all of them: one node of a
    # fragment occurs in several fields, merged with different others
    key = (tuple(map(id, info.field_nodes)), classes, paths)
    if key not in cache:
        cache[key] = frozenset(_columns(info, classes, paths))
    selected: frozenset[str] = cache[key]
    return selected


def _columns(
    info: GraphQLResolveInfo[Any], classes: tuple[type, ...], paths: tuple[tuple[str, ...], ...]
) -> Iterator[str]:
    for path in paths:
        for node in _below(info, info.field_nodes, path):
            for cls in classes:
                if declaration := declared_fields(cls).get(node.name.value):
                    yield from declaration.lazy(_arguments(info, node))


def _below(
    info: GraphQLResolveInfo[Any], nodes: list[FieldNode], path: tuple[str, ...]
) -> list[FieldNode]:
    inner = [field for node in nodes for field in _fields(info, node.selection_set)]
    if not path:
        return inner
    return _below(info, [field for field in inner if field.name.value == path[0]], path[1:])


def _fields(
    info: GraphQLResolveInfo[Any], selections: SelectionSetNode | None
) -> Iterator[FieldNode]:
    for node in selections.selections if selections else ():
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(info, info.fragments[node.name.value].selection_set)
        else:
            yield from _fields(info, node.selection_set)  # type: ignore[attr-defined]


def _arguments(info: GraphQLResolveInfo[Any], node: FieldNode) -> dict[str, Any]:
    """The arguments that may choose a column (ColumnBy): enum values and variables."""
    return {
        argument.name.value: value
        for argument in node.arguments or ()
        if (value := _value(info, argument.value)) is not None
    }


def _value(info: GraphQLResolveInfo[Any], node: Any) -> Any:
    if isinstance(node, VariableNode):
        # graphql-core annotates VariableValues; Strawberry's executor passes the coerced dict
        values: Any = info.variable_values
        return values.get(node.name.value)
    return node.value if isinstance(node, EnumValueNode | IntValueNode) else None


@cache
def declared_fields(cls: type) -> dict[str, Declaration]:
    """GraphQL name → declaration, for every declared field of a type."""
    return {
        to_camel_case(field.python_name): field.metadata[DECLARATION]
        for field in cls.__strawberry_definition__.fields  # type: ignore[attr-defined]
        if DECLARATION in field.metadata
    }


@cache
def columns(classes: tuple[type, ...], lazy: frozenset[str]) -> dict[str, str]:
    """Attribute → column: the id, the light columns of these types, the selected lazy ones."""
    # lazy ones sorted: equal selections give equal texts, and a connection prepares each text once
    light: dict[str, str] = {}
    for cls in classes:
        for declaration in declared_fields(cls).values():
            light |= declaration.columns()
    light.pop(KEY, None)
    return {KEY: "id"} | light | {name: name for name in sorted(lazy)}
