"""README and guides: what a reader is promised about their form, and that their links resolve."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from gql import errors
from gql.settings import Settings, variable_name
from tests.house.guide_pages import anchors, blocks, broken_links, links, pages
from tests.house.source_tree import ROOT, relative_path

README = ROOT / "README.md"
RECIPES = ROOT / "gql/README.md"  # names settings that a reader is to add
TEXT = README.read_text("utf-8")
COMMANDS = [block.text for block in blocks(README, "sh")]
MAX_LINES = 150
GUIDES = (
    "schema/guide/README.md",
    "schema/guide/reading.md",
    "schema/guide/connections.md",
    "schema/guide/comments.md",
    "schema/guide/writing-and-previews.md",
    "schema/guide/signing-in.md",
    "schema/guide/errors.md",
    "schema/guide/documents.md",
    "schema/guide/limits.md",
    "schema/guide/live.md",
    "schema/guide/caching.md",
    "deploy/README.md",
    "deploy/settings.md",
    "deploy/limits.md",
    "deploy/importing.md",
    "deploy/accounts.md",
    "deploy/documents.md",
    "deploy/watching.md",
    "deploy/backups.md",
    "deploy/performance.md",
)


def test_readme_is_short() -> None:
    assert len(TEXT.splitlines()) <= MAX_LINES


def test_readme_says_in_three_lines_what_this_is() -> None:
    title, blank, *lines = TEXT.splitlines()
    assert (title, blank) == ("# Quire", "")
    assert [bool(line.strip()) for line in lines[:4]] == [True, True, True, False]


def test_readme_has_two_commands_of_one_line() -> None:
    # .ci/run reads the second one out of the file
    assert [len(command.strip().splitlines()) for command in COMMANDS] == [1, 1]


def test_the_first_command_serves_the_demo_and_the_second_runs_the_tests() -> None:
    first, second = COMMANDS
    for command in COMMANDS:
        assert "python3 -m venv .venv" in command
    assert "[embedded]" in first
    assert first.strip().endswith("quire serve --demo")
    assert "[test]" in second
    assert second.strip().endswith("pytest")


def test_readme_shows_a_picture_and_leads_to_every_reader_s_guide() -> None:
    wanted = {
        "schema/guide/graphiql.png",
        "schema/guide/README.md",
        "deploy/README.md",
        "gql/README.md",
        "tests/README.md",
    }
    assert wanted <= set(links(README))


def test_readme_says_of_every_dependency_what_it_is_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["embedded"]]
    names = [re.split(r"[\[<>=,]", requirement)[0] for requirement in wanted]
    assert [name for name in names if f"| `{name}` |" not in TEXT] == []


def test_every_limit_is_listed_with_its_default() -> None:
    text = (ROOT / "deploy/limits.md").read_text("utf-8")
    limits = {n: f for n, f in Settings.model_fields.items() if n.startswith("max_")}
    rows = {f"| `{variable_name(name)}` | {field.default:,} |" for name, field in limits.items()}
    assert {row for row in rows if row not in text} == set()


def test_every_error_code_is_explained() -> None:
    text = (ROOT / "schema/guide/errors.md").read_text("utf-8")
    of_commands = {errors.StartError.code, errors.InputRefused.code}
    types = [one for one in vars(errors).values() if isinstance(one, type)]
    codes = {one.code for one in types if issubclass(one, errors.QuireError)} - of_commands
    assert len(codes) > 30
    assert {code for code in codes if f"`{code}`" not in text} == set()


def test_every_setting_that_a_page_names_exists() -> None:
    others = {"QUIRE_DB_PASSWORD", "QUIRE_TEST_DATABASE_URL"}
    known = others | {variable_name(name) for name in Settings.model_fields}
    # QUIRE_MAX_* stands for all that begin so
    named = {
        (relative_path(page), name)
        for page in pages()
        if page.name != "CHANGELOG.md" and page != RECIPES
        for name in re.findall(r"\bQUIRE_[A-Z_]*[A-Z](?!\w|_\*|_…)", page.read_text("utf-8"))
    }
    assert {(at, name) for at, name in named if name not in known} == set()


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_there_and_its_index_leads_to_it(name: str) -> None:
    page = ROOT / name
    assert page.is_file()
    index = README if page.name == "README.md" else page.with_name("README.md")
    assert page.relative_to(index.parent).as_posix() in [
        link.partition("#")[0] for link in links(index)
    ]


@pytest.mark.parametrize("page", pages(), ids=relative_path)
def test_every_relative_link_and_its_heading_exist(page: Path) -> None:
    assert broken_links(page) == []


def test_a_broken_link_is_noticed(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A `b` c!\n# A b c\n[x](nowhere.md) [y](#a-b-c) [z](#a-b-c-1) [u](#a-b-c-2)\n"
    )
    assert anchors(page) == {"a-b-c", "a-b-c-1"}
    assert broken_links(page) == ["nowhere.md", "#a-b-c-2"]
