"""The README: two commands, each a line that works from a fresh clone."""

from __future__ import annotations

import re
import tomllib

from tests.house.source_tree import ROOT

README = (ROOT / "README.md").read_text()
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_there_are_two_commands_of_one_line() -> None:
    assert len(BLOCKS) == 2
    assert [len(block.strip().splitlines()) for block in BLOCKS] == [1, 1]


def test_the_first_serves_the_demo_and_the_second_runs_the_tests() -> None:
    first, second = BLOCKS
    for command in BLOCKS:
        assert "python3 -m venv .venv" in command
    assert "[embedded]" in first
    assert first.strip().endswith("quire serve --demo")
    assert "[test]" in second
    assert second.strip().endswith("pytest")


def test_it_says_in_three_lines_what_this_is() -> None:
    title, _, *lines = README.splitlines()
    assert title == "# Quire"
    assert [bool(line.strip()) for line in lines[:4]] == [True, True, True, False]


def test_every_dependency_has_a_line_that_says_what_it_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["embedded"]]
    names = [re.split(r"[\[<>=,]", requirement)[0] for requirement in wanted]
    assert [name for name in names if f"| `{name}` |" not in README] == []


def test_every_limit_stands_in_the_table_with_its_default() -> None:
    from gql.settings import Settings

    limits = {n: f for n, f in Settings.model_fields.items() if n.startswith("max_")}
    rows = {f"| `QUIRE_{name.upper()}` | {field.default:,} |" for name, field in limits.items()}
    assert {row for row in rows if row not in README} == set()


def test_the_files_it_points_to_are_there() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
