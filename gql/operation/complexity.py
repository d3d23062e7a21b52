"""The shape of an operation with its fragments expanded, without expanding them.

Each definition is walked once. What it holds is multiplied by how often it is reached, so the work
is linear however often fragments spread each other. What stands under __schema and __type is
counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

INTROSPECTION = frozenset(("__schema", "__type"))


@dataclass(frozen=True, slots=True)
class Shape:
    """What one operation asks for, fragments expanded."""

    depth: int
    aliases: int
    repeats: int
    directives: int
    introspection_roots: int
    introspection_fields: int


@dataclass(slots=True)
class _Definition:
    """What one operation or fragment holds itself. `inside`: under an introspection root."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    fields_inside: int = 0
    roots: Counter[str] = field(default_factory=Counter)
    spreads: list[tuple[str, int]] = field(default_factory=list)
    spreads_inside: list[str] = field(default_factory=list)


def shapes(document: DocumentNode) -> list[Shape]:
    """The shape of each operation; no shapes where fragments go in circles: validation says so."""
    operations: list[_Definition] = []
    fragments: dict[str, _Definition] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            operations.append(_walked(node))
        elif isinstance(node, FragmentDefinitionNode):
            fragments[node.name.value] = _walked(node)
    order = _callees_first(fragments)
    if order is None:
        return []
    depths = _depths(fragments, order)
    return [_shape(operation, fragments, order, depths) for operation in operations]


def _walked(node: OperationDefinitionNode | FragmentDefinitionNode) -> _Definition:
    found = _Definition(directives=len(node.directives or ()))
    for variable in node.variable_definitions or ():
        found.directives += len(variable.directives or ())
    stack: list[tuple[SelectionSetNode, int, bool]] = [(node.selection_set, 0, False)]
    while stack:
        selections, depth, inside = stack.pop()
        for selection in selections.selections:
            found.directives += len(selection.directives or ())
            if below := _met(found, selection, depth, inside):
                stack.append(below)
    return found


def _met(
    found: _Definition, selection: SelectionNode, depth: int, inside: bool
) -> tuple[SelectionSetNode, int, bool] | None:
    """Counts one selection; returns what is below it."""
    if isinstance(selection, FragmentSpreadNode):
        if inside:
            found.spreads_inside.append(selection.name.value)
        else:
            found.spreads.append((selection.name.value, depth))
        return None
    if isinstance(selection, FieldNode):
        depth, inside = _met_field(found, selection, depth, inside)
    below: SelectionSetNode | None = getattr(selection, "selection_set", None)
    return (below, depth, inside) if below else None


def _met_field(
    found: _Definition, selection: FieldNode, depth: int, inside: bool
) -> tuple[int, bool]:
    name = selection.name.value
    found.aliases += selection.alias is not None
    if name in INTROSPECTION:
        found.roots[name] += 1
        return depth, True
    if inside:
        found.fields_inside += 1
        return depth, True
    found.fields[name] += 1
    found.depth = max(found.depth, depth + 1)
    return depth + 1, False


def _callees_first(fragments: dict[str, _Definition]) -> list[str] | None:
    graph = {
        name: {*(to for to, _ in found.spreads), *found.spreads_inside} & fragments.keys()
        for name, found in fragments.items()
    }
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:
        return None


def _depths(fragments: dict[str, _Definition], order: list[str]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for name in order:
        depths[name] = _depth(fragments[name], depths)
    return depths


def _depth(found: _Definition, depths: dict[str, int]) -> int:
    return max(found.depth, *(at + depths.get(to, 0) for to, at in found.spreads), 0)


def _shape(
    operation: _Definition,
    fragments: dict[str, _Definition],
    order: list[str],
    depths: dict[str, int],
) -> Shape:
    fields, roots = Counter(operation.fields), Counter(operation.roots)
    aliases, directives = operation.aliases, operation.directives
    fields_inside = operation.fields_inside
    for name, outside, inside in _reached(operation, fragments, order):
        found, times = fragments[name], outside + inside
        aliases += found.aliases * times
        directives += found.directives * times
        fields_inside += found.fields_inside * times + found.fields.total() * inside
        for root, count in found.roots.items():
            roots[root] += count * times
        if outside:
            for field_name, count in found.fields.items():
                fields[field_name] += count * outside
    return Shape(
        depth=_depth(operation, depths),
        aliases=aliases,
        repeats=_most(fields.values()),
        directives=directives,
        introspection_roots=_most(roots.values()),
        introspection_fields=fields_inside,
    )


def _reached(
    operation: _Definition, fragments: dict[str, _Definition], order: list[str]
) -> Iterable[tuple[str, int, int]]:
    """Each fragment that is reached, how often outside and how often inside introspection."""
    outside: Counter[str] = Counter(to for to, _ in operation.spreads)
    inside: Counter[str] = Counter(operation.spreads_inside)
    for name in reversed(order):
        if outside[name] or inside[name]:
            for to, _ in fragments[name].spreads:
                outside[to] += outside[name]
                inside[to] += inside[name]
            for to in fragments[name].spreads_inside:
                inside[to] += outside[name] + inside[name]
            yield name, outside[name], inside[name]


def _most(counts: Iterable[int]) -> int:
    return max(counts, default=0)
