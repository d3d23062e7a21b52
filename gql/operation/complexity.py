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
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from gql.operation.argument_values import count_values

INTROSPECTION_FIELDS = frozenset(("__schema", "__type"))


@dataclass(frozen=True, slots=True)
class Complexity:
    """The size of one operation, or of a fragment that none spreads, fragments expanded.

    `repeats`: how often the most frequent field name, or fragment, occurs. `introspection_roots`:
    the same of `__schema` and `__type`. `introspection_fields`: fields below those. `values`: the
    literal values in arguments, and the uses of variables there; `variables` counts those by name.
    """

    depth: int
    aliases: int
    repeats: int
    directives: int
    introspection_roots: int
    introspection_fields: int
    values: int = 0
    variables: Counter[str] = field(default_factory=Counter)


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
    values: int = 0
    variables: Counter[str] = field(default_factory=Counter)

    @property
    def spread_names(self) -> set[str]:
        """The names of all fragments that it spreads."""
        return {*(name for name, _ in self.spreads), *self.introspection_spreads}


def measure_complexity(document: DocumentNode) -> list[Complexity]:
    """Measure each operation of a document, then each fragment that nothing spreads.

    Validation walks unused fragments too. Returns nothing if fragments spread in cycles, which are
    for validation to report (GraphQL specification, 5.5.2.2).
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
    used = set().union(*(one.spread_names for one in (*operations, *fragments.values())))
    unused = [counts for name, counts in fragments.items() if name not in used]
    return [_expand_fragments(root, fragments, order, depths) for root in (*operations, *unused)]


def _count_definition(node: OperationDefinitionNode | FragmentDefinitionNode) -> _Definition:
    counts = _Definition(directives=len(node.directives or ()))
    _count_arguments(counts, node)
    for variable in node.variable_definitions or ():
        counts.directives += len(variable.directives or ())
        _count_arguments(counts, variable)
        if variable.default_value:
            counts.values += count_values(variable.default_value, counts.variables)
    # a stack of our own: a deep document must not reach Python's recursion limit
    stack: list[tuple[SelectionSetNode, int, bool]] = [(node.selection_set, 0, False)]
    while stack:
        selections, depth, in_introspection = stack.pop()
        for selection in selections.selections:
            counts.directives += len(selection.directives or ())
            _count_arguments(counts, selection)
            if below := _count_selection(counts, selection, depth, in_introspection):
                stack.append(below)
    return counts


def _count_arguments(counts: _Definition, node: Node) -> None:
    """Count the values in the arguments of a field, and in those of its directives."""
    for one in (node, *(getattr(node, "directives", None) or ())):
        for argument in getattr(one, "arguments", None) or ():
            counts.values += count_values(argument.value, counts.variables)


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
        name: counts.spread_names & fragments.keys()
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
    root: _Definition, fragments: dict[str, _Definition], order: list[str], depths: dict[str, int]
) -> Complexity:
    fields, roots = Counter(root.fields), Counter(root.introspection_roots)
    aliases, directives, values = root.aliases, root.directives, root.values
    introspected, variables = root.introspection_fields, Counter(root.variables)
    most_spread = 0
    for name, outside, inside in _spread_counts(root, fragments, order):
        counts, times = fragments[name], outside + inside
        most_spread = max(most_spread, times)
        aliases += counts.aliases * times
        directives += counts.directives * times
        values += counts.values * times
        for variable, count in counts.variables.items():
            variables[variable] += count * times
        # the same fragment counts as introspection where it is spread below __schema or __type
        introspected += counts.introspection_fields * times + counts.fields.total() * inside
        for introspection, count in counts.introspection_roots.items():
            roots[introspection] += count * times
        if outside:
            for field_name, count in counts.fields.items():
                fields[field_name] += count * outside
    return Complexity(
        depth=_depth(root, depths),
        aliases=aliases,
        repeats=max(most_spread, *fields.values()) if fields else most_spread,
        directives=directives,
        introspection_roots=max(roots.values(), default=0),
        introspection_fields=introspected,
        values=values,
        variables=variables,
    )


def _spread_counts(
    root: _Definition, fragments: dict[str, _Definition], order: list[str]
) -> Iterable[tuple[str, int, int]]:
    """Yield each fragment in use, how often outside and how often inside introspection."""
    outside: Counter[str] = Counter(to for to, _ in root.spreads)
    inside: Counter[str] = Counter(root.introspection_spreads)
    # Backwards: every fragment that spreads this one has passed on its own count before.
    for name in reversed(order):
        if outside[name] or inside[name]:
            for to, _ in fragments[name].spreads:
                outside[to] += outside[name]
                inside[to] += inside[name]
            for to in fragments[name].introspection_spreads:
                inside[to] += outside[name] + inside[name]
            yield name, outside[name], inside[name]
