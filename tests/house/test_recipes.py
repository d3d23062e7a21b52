"""The recipes of gql/README.md work: each is followed in a copy of the tree."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SHARED
from tests.house.recipes import Recipe, apply, copy_tree, recipes

WANTED = {
    "field", "filter", "order", "limit", "mutation", "setting", "option", "importer",
}  # fmt: skip


def test_there_is_a_recipe_for_each_common_change() -> None:
    assert {recipe.title.split()[-1] for recipe in recipes()} == WANTED


@pytest.mark.slow(20)
@pytest.mark.parametrize("recipe", recipes(), ids=lambda recipe: recipe.title)
def test_a_recipe_leads_to_a_change_that_passes_its_tests(recipe: Recipe, tmp_path: Path) -> None:
    tree = tmp_path / "quire"
    copy_tree(tree)
    (tmp_path / SHARED.name).symlink_to(SHARED)
    assert recipe.diffs
    assert recipe.commands
    for diff in recipe.diffs:
        apply(diff, tree)

    for command in recipe.commands:
        run_in(tree, command)


def run_in(tree: Path, command: tuple[str, ...]) -> None:
    """Runs a command of this environment on the sources of another tree."""
    program, *arguments = command
    module = {"quire": "gql"}.get(program, program)
    single = ["-n", "0", "-p", "no:cacheprovider"] if program == "pytest" else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    environment |= {"PYTHONPATH": str(tree), "PYTEST_ADDOPTS": ""}
    done = subprocess.run(
        [sys.executable, "-m", module, *single, *arguments],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
