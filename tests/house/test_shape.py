"""Small files, short functions, a caption in every package, no catch-all file names."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source_tree import (
    FILES,
    GQL,
    PACKAGES,
    functions,
    relative_path,
    tracked_files,
    tree,
)

MAX_FILE_LINES = 300
MAX_FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 30
MAX_PRAGMAS = 0
CATCH_ALL_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "base",
    "manager",
    "misc",
    "core",
}

NAMED_BY_LIBRARIES = {"get_result"}  # Strawberry asks for it by this name


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        relative_path(p): n
        for p in FILES
        if (n := len(p.read_text().splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        f"{relative_path(p)} {name}": n
        for p in FILES
        for name, n in functions(p)
        if n > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_nine_of_ten_functions_are_short() -> None:
    lengths = sorted(length for path in FILES for _, length in functions(path))
    assert lengths[len(lengths) * 9 // 10] <= USUAL_FUNCTION_LINES


@pytest.mark.parametrize("path", FILES, ids=relative_path)
def test_every_file_begins_with_a_docstring(path: Path) -> None:
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", [p for p in PACKAGES if p.parent != GQL], ids=relative_path)
def test_every_package_says_what_it_may_import_and_what_never_belongs_there(path: Path) -> None:
    caption = path.read_text().split('"""')[1]
    assert re.search(r"\b[Mm]ay import\b", caption)
    assert re.search(r"\b([Nn]ever|[Nn]o|[Nn]othing)\b", caption)


def test_no_file_has_a_catch_all_name() -> None:
    assert {relative_path(p) for p in FILES if {p.stem, p.parent.name} & CATCH_ALL_NAMES} == set()


def test_no_function_name_begins_with_get() -> None:
    getters = {n for p in FILES for n, _ in functions(p) if n.startswith("get_")}
    assert getters - NAMED_BY_LIBRARIES == set()


def test_no_line_is_excluded_from_coverage() -> None:
    mark = "pragma: no " + "cover"
    assert sum(path.read_text().count(mark) for path in FILES) <= MAX_PRAGMAS


def test_no_test_is_skipped() -> None:
    skips = re.compile(r"pytest\.(mark\.)?skip|importorskip|unittest\.skip")
    tests = [
        p for p in tracked_files() if p.suffix == ".py" and p.is_relative_to(GQL.parent / "tests")
    ]
    found = {
        relative_path(p) for p in tests if p.name != "test_shape.py" and skips.search(p.read_text())
    }
    # these need a program that pip does not install: Chromium, Node
    allowed = ("tests/browser/", "tests/documents/test_front_end.py")
    assert {name for name in found if not name.startswith(allowed)} == set()
