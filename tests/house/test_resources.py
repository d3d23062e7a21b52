"""The table of what one request can take is complete, true, and the same in the operators' guide."""

from __future__ import annotations

import ast

import pytest

from gql.errors import QuireError
from gql.operation.resources import RESOURCES, Resource
from gql.settings import PREFIX, Settings
from tests.house.source_tree import ROOT

GUIDE = ROOT / "deploy/limits.md"
HEAD = "| setting | at most | what one request takes | beyond it |\n|---|---|---|---|\n"
# limits of the process, or of a person, and not of one request
OTHERS = {"max_connections"}


def test_the_guide_has_the_table_as_the_code_has_it(request: pytest.FixtureRequest) -> None:
    before, _, rest = GUIDE.read_text().partition(HEAD)
    after = rest[rest.index("\n\n") :]
    printed = before + HEAD + "".join(_row(one) for one in RESOURCES).rstrip("\n") + after
    if request.config.getoption("--update"):
        GUIDE.write_text(printed)
    assert GUIDE.read_text() == printed


def test_every_limit_of_the_settings_is_in_the_table() -> None:
    listed = {name for one in RESOURCES for name in one.settings}
    assert listed <= Settings.model_fields.keys()
    limits = {n for n in Settings.model_fields if n.startswith("max_") or n.endswith("_timeout")}
    assert limits - OTHERS - listed == set()


def test_every_resource_has_a_bound_and_an_error_that_exists() -> None:
    codes = {error.code for error in _subclasses(QuireError)}
    for one in RESOURCES:
        assert bool(one.settings) != bool(one.fixed), one.name
        for word in one.refusal.replace(",", "").split():
            assert not word.isupper() or word in codes, one.name


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda one: one.name)
def test_every_resource_has_a_test(resource: Resource) -> None:
    file, _, name = resource.test.partition("::")
    tree = ast.parse((ROOT / "tests" / file).read_text())
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in tree.body if isinstance(node, functions)}


def _row(resource: Resource) -> str:
    """A line for each setting, or one for a fixed bound."""
    refusal = " ".join(
        f"`{word.strip(',')}`" + "," * word.endswith(",") if word.strip(",").isupper() else word
        for word in resource.refusal.split()
    )
    bounds = {
        f"`{PREFIX}{name.upper()}`": f"{Settings.model_fields[name].default:,}"
        for name in resource.settings
    } or {"fixed": resource.fixed}
    return "".join(
        f"| {setting} | {bound} | {resource.name} | {refusal} |\n"
        for setting, bound in bounds.items()
    )


def _subclasses(error: type[QuireError]) -> set[type[QuireError]]:
    below = {one for child in error.__subclasses__() for one in _subclasses(child)}
    return {error, *below}
