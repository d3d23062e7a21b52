"""The source of gql/ as the house tests look at it: rooms, imports, functions."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
GQL = ROOT / "gql"
FILES = sorted(GQL.rglob("*.py"))
PACKAGES = sorted(path for path in FILES if path.name == "__init__.py")


def relative_path(path: Path) -> str:
    """A file as people call it: gql/viewer.py."""
    return path.relative_to(ROOT).as_posix()


def room(path: Path) -> str:
    """The first name under gql/: viewer for gql/viewer.py, http for gql/http/graphiql/page.py."""
    return path.relative_to(GQL).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, those in functions included: gql.db, starlette.routing."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative_path(path)} imports relatively"
            assert node.module
            if node.module == "gql":
                yield from (f"gql.{alias.name}" for alias in node.names)
            else:
                yield node.module


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Name and length in lines, without decorators and docstring, of every function."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            said = node.body[0]
            docstring = ast.get_docstring(node) is not None
            assert node.end_lineno
            assert said.end_lineno
            length = node.end_lineno - node.lineno + 1
            yield node.name, length - (said.end_lineno - said.lineno + 1 if docstring else 0)


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def tracked_files() -> list[Path]:
    """Every file that git keeps, or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]
