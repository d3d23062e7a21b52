"""Small files, short functions, a caption at every door, names that say what is inside."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.house.source_tree import FILES, GQL, PACKAGES, functions, place, tree, written

LONGEST_FILE = 300
LONGEST_FUNCTION = 60
USUAL_FUNCTION = 30
PRAGMAS = 0
DRAWERS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "misc", "core"}

SPELLED_BY_OTHERS = {"get_result"}  # Strawberry asks for it by this name


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    long = {place(p): n for p in FILES if (n := len(p.read_text().splitlines())) > LONGEST_FILE}
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{place(p)} {name}": n for p in FILES for name, n in functions(p) if n > LONGEST_FUNCTION
    }
    assert long == {}


def test_nine_of_ten_functions_are_short() -> None:
    lengths = sorted(length for path in FILES for _, length in functions(path))
    assert lengths[len(lengths) * 9 // 10] <= USUAL_FUNCTION


@pytest.mark.parametrize("path", FILES, ids=place)
def test_a_file_opens_by_saying_what_it_is(path: Path) -> None:
    assert ast.get_docstring(tree(path))


@pytest.mark.parametrize("path", [p for p in PACKAGES if p.parent != GQL], ids=place)
def test_a_room_says_what_it_may_import_and_what_never_belongs_there(path: Path) -> None:
    caption = path.read_text().split('"""')[1]
    assert re.search(r"\b[Mm]ay import\b", caption)
    assert re.search(r"\b([Nn]ever|[Nn]o|[Nn]othing)\b", caption)


def test_no_file_is_a_drawer() -> None:
    assert {place(p) for p in FILES if {p.stem, p.parent.name} & DRAWERS} == set()


def test_no_function_gets() -> None:
    getters = {n for p in FILES for n, _ in functions(p) if n.startswith("get_")}
    assert getters - SPELLED_BY_OTHERS == set()


def test_nothing_is_kept_from_being_measured() -> None:
    mark = "pragma: no " + "cover"
    assert sum(path.read_text().count(mark) for path in FILES) <= PRAGMAS


def test_nothing_is_skipped() -> None:
    skips = re.compile(r"pytest\.(mark\.)?skip|importorskip|unittest\.skip")
    tests = [p for p in written() if p.suffix == ".py" and p.is_relative_to(GQL.parent / "tests")]
    found = {place(p) for p in tests if p.name != "test_shape.py" and skips.search(p.read_text())}
    assert {name for name in found if not name.startswith("tests/browser/")} == set()
