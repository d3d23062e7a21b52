"""Measures an operation as if its fragments were expanded, without expanding them.

Each definition is walked once, and its counts are multiplied by how often it is spread. So the
work is linear in the document, even where fragments that spread each other twice would expand to
2^n fields. Selections below `__schema` and `__type` are counted apart from all others.
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

INTROSPECTION_FIELDS = frozenset(("__schema", "__type"))


@dataclass(frozen=True, slots=True)
class Complexity:
    """The size of one operation, fragments expanded.

    `repeats`: how often the most frequent field name occurs. `introspection_roots`: the same of
    `__schema` and `__type`. `introspection_fields`: fields below those.
    """

    depth: int
    aliases: int
    repeats: int
    directives: int
    introspection_roots: int
    introspection_fields: int


@dataclass(slots=True)
class _Definition:
    """Counts of one operation or fragment by itself, and the fragments that it spreads.

    `spreads` come with the depth at which they stand.
    """

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    introspection_fields: int = 0
    introspection_roots: Counter[str] = field(default_factory=Counter)
    spreads: list[tuple[str, int]] = field(default_factory=list)
    introspection_spreads: list[str] = field(default_factory=list)


def measure_complexity(document: DocumentNode) -> list[Complexity]:
    """Measure each operation of a document; return nothing if fragments spread in cycles.

    Cycles are for validation to report (GraphQL specification, 5.5.2.2).
    """
    operations: list[_Definition] = []
    fragments: dict[str, _Definition] = {}
    for node in document.definitions:
        if isinstance(node, OperationDefinitionNode):
            operations.append(_count_definition(node))
        elif isinstance(node, FragmentDefinitionNode):
            fragments[node.name.value] = _count_definition(node)
    order = _in_dependency_order(fragments)
    if order is None:
        return []
    depths = _fragment_depths(fragments, order)
    return [_expand_fragments(operation, fragments, order, depths) for operation in operations]


def _count_definition(node: OperationDefinitionNode | FragmentDefinitionNode) -> _Definition:
    counts = _Definition(directives=len(node.directives or ()))
    for variable in node.variable_definitions or ():
        counts.directives += len(variable.directives or ())
    # a stack of our own: a deep document must not reach Python's recursion limit
    stack: list[tuple[SelectionSetNode, int, bool]] = [(node.selection_set, 0, False)]
    while stack:
        selections, depth, in_introspection = stack.pop()
        for selection in selections.selections:
            counts.directives += len(selection.directives or ())
            if below := _count_selection(counts, selection, depth, in_introspection):
                stack.append(below)
    return counts


def _count_selection(
    counts: _Definition, selection: SelectionNode, depth: int, in_introspection: bool
) -> tuple[SelectionSetNode, int, bool] | None:
    """Count one selection; return its selection set with depth, None if it has none."""
    if isinstance(selection, FragmentSpreadNode):
        if in_introspection:
            counts.introspection_spreads.append(selection.name.value)
        else:
            counts.spreads.append((selection.name.value, depth))
        return None
    if isinstance(selection, FieldNode):
        depth, in_introspection = _count_field(counts, selection, depth, in_introspection)
    below: SelectionSetNode | None = getattr(selection, "selection_set", None)
    return (below, depth, in_introspection) if below else None


def _count_field(
    counts: _Definition, selection: FieldNode, depth: int, in_introspection: bool
) -> tuple[int, bool]:
    """Count one field; return the depth below it and whether that is introspection."""
    name = selection.name.value
    counts.aliases += selection.alias is not None
    # Introspection has limits of its own: the query of GraphiQL is deeper and wider than what any
    # page needs, and common enough to be let through.
    if name in INTROSPECTION_FIELDS:
        counts.introspection_roots[name] += 1
        return depth, True
    if in_introspection:
        counts.introspection_fields += 1
        return depth, True
    counts.fields[name] += 1
    counts.depth = max(counts.depth, depth + 1)
    return depth + 1, False


def _in_dependency_order(fragments: dict[str, _Definition]) -> list[str] | None:
    """Names of fragments, each after those that it spreads; None if they form a cycle."""
    graph = {
        # unknown fragments are left to validation
        name: {*(to for to, _ in counts.spreads), *counts.introspection_spreads} & fragments.keys()
        for name, counts in fragments.items()
    }
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError:
        return None


def _fragment_depths(fragments: dict[str, _Definition], order: list[str]) -> dict[str, int]:
    depths: dict[str, int] = {}
    for name in order:
        depths[name] = _depth(fragments[name], depths)
    return depths


def _depth(counts: _Definition, depths: dict[str, int]) -> int:
    return max(counts.depth, *(at + depths.get(to, 0) for to, at in counts.spreads), 0)


def _expand_fragments(
    operation: _Definition,
    fragments: dict[str, _Definition],
    order: list[str],
    depths: dict[str, int],
) -> Complexity:
    fields, roots = Counter(operation.fields), Counter(operation.introspection_roots)
    aliases, directives = operation.aliases, operation.directives
    introspected = operation.introspection_fields
    for name, outside, inside in _spread_counts(operation, fragments, order):
        counts, times = fragments[name], outside + inside
        aliases += counts.aliases * times
        directives += counts.directives * times
        # the same fragment counts as introspection where it is spread below __schema or __type
        introspected += counts.introspection_fields * times + counts.fields.total() * inside
        for root, count in counts.introspection_roots.items():
            roots[root] += count * times
        if outside:
            for field_name, count in counts.fields.items():
                fields[field_name] += count * outside
    return Complexity(
        depth=_depth(operation, depths),
        aliases=aliases,
        repeats=max(fields.values(), default=0),
        directives=directives,
        introspection_roots=max(roots.values(), default=0),
        introspection_fields=introspected,
    )


def _spread_counts(
    operation: _Definition, fragments: dict[str, _Definition], order: list[str]
) -> Iterable[tuple[str, int, int]]:
    """Yield each fragment in use, how often outside and how often inside introspection."""
    outside: Counter[str] = Counter(to for to, _ in operation.spreads)
    inside: Counter[str] = Counter(operation.introspection_spreads)
    # Backwards: every fragment that spreads this one has passed on its own count before.
    for name in reversed(order):
        if outside[name] or inside[name]:
            for to, _ in fragments[name].spreads:
                outside[to] += outside[name]
                inside[to] += inside[name]
            for to in fragments[name].introspection_spreads:
                inside[to] += outside[name] + inside[name]
            yield name, outside[name], inside[name]
