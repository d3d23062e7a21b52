"""Which lazy columns an operation asks for below a field, so that heavy text is read only where it
is shown."""

from __future__ import annotations

from collections.abc import Iterator
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

from gql.engine.record import declared_fields

NODE: tuple[tuple[str, ...], ...] = ((),)
PAGED: tuple[tuple[str, ...], ...] = (("nodes",), ("edges", "node"))


def lazy_columns(
    info: GraphQLResolveInfo[Any],
    classes: tuple[type, ...],
    paths: tuple[tuple[str, ...], ...] = NODE,
) -> frozenset[str]:
    """The lazy columns of these types selected below the field, along any of the paths.

    Directives and type conditions are not weighed: a column too many is read, never one too few.
    """
    cache = info.context.selections
    # all the nodes that merge here: a fragment's node is shared by places that merge it with others
    key = (tuple(map(id, info.field_nodes)), classes, paths)
    if key not in cache:
        cache[key] = frozenset(_columns(info, classes, paths))
    found: frozenset[str] = cache[key]
    return found


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
    """Those that choose a column: enum values and variables."""
    return {
        argument.name.value: value
        for argument in node.arguments or ()
        if (value := _value(info, argument.value)) is not None
    }


def _value(info: GraphQLResolveInfo[Any], node: Any) -> Any:
    if isinstance(node, VariableNode):
        values: Any = info.variable_values  # a dict, whatever its annotation says
        return values.get(node.name.value)
    return node.value if isinstance(node, EnumValueNode | IntValueNode) else None
