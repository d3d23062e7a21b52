"""No module of gql/ imports in a circle, not even for a type checker or inside a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source_tree import FILES, GQL, tree

# The GraphQL types refer to each other in circles because the schema does: a post has comments, a
# comment has an author, an author has posts. They import their neighbours at the foot of the file.
CYCLIC_BY_NATURE = "gql.types."


def test_no_module_imports_in_a_circle() -> None:
    circles = [
        circle
        for circle in _circles(_graph())
        if not all(name.startswith(CYCLIC_BY_NATURE) for name in circle)
    ]
    assert circles == []


def test_a_circle_would_be_found() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": set(), "e": {"e"}}
    assert _circles(graph) == [["a", "b", "c"], ["e"]]


def _graph() -> dict[str, set[str]]:
    """Each module of gql/ with those that it imports; a package is its __init__."""
    modules = {_name(path): path for path in FILES}
    return {
        name: {target for target in _imports(path, modules) if target in modules}
        for name, path in modules.items()
    }


def _name(path: Path) -> str:
    """gql.viewer for gql/viewer.py, gql.db for gql/db/__init__.py."""
    parts = path.relative_to(GQL.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path, modules: dict[str, Path]) -> Iterator[str]:
    """What a file imports anywhere: at its head, under TYPE_CHECKING, inside functions.

    An import also runs the __init__ of every package on the way, except of those around the
    file itself, which run before it.
    """
    own = _name(path)
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            targets = [name if name in modules else str(node.module) for name in inner]
        else:
            continue
        for target in targets:
            yield target
            yield from (p for p in _packages(target) if not own.startswith(f"{p}.") and p != own)


def _packages(name: str) -> list[str]:
    """The packages around a module: gql and gql.db for gql.db.database."""
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(1, len(parts))]


def _circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Modules that reach themselves, grouped with those they reach and are reached by."""
    reach = {name: _reachable(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in reach[name] if name in reach[other]))
        for name in graph
        if name in reach[name]
    }
    return [list(group) for group in sorted(groups)]


def _reachable(graph: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    left = list(graph[start])
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += graph[name]
    return found
