"""The command as it is spelled: help that teaches, a line for an error, codes for scripts."""

from __future__ import annotations

import asyncio
import re
import runpy
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from gql import __version__
from gql.cli import commands
from gql.cli.commands import run
from gql.cli.target_database import shown
from gql.embedded.lock_file import held
from gql.migrate import migrations
from gql.settings import Settings
from tests.conftest import named, on_server

Output = pytest.CaptureFixture[str]
FOUR_WITHOUT_DATABASE = [
    ["settings", "ok"],
    ["database", "problem"],
    ["migrations", "problem"],
    ["versions", "ok"],
]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)


@pytest.fixture
def bare_database(server_url: str) -> str:
    """The address of a database without tables."""
    asyncio.run(_remade(server_url))
    return named(server_url, "quire_bare")


async def _remade(server_url: str) -> None:
    await on_server(server_url, "drop database if exists quire_bare with (force)")
    await on_server(server_url, "create database quire_bare")


def test_the_version_is_told(capsys: Output) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"quire {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_alone_it_shows_where_to_start(arguments: list[str], capsys: Output) -> None:
    assert run(arguments) == 0
    out = capsys.readouterr().out
    assert "Start here, with a publication to look at: quire serve --demo" in out
    for command in ("serve", "migrate", "import", "sdl", "check"):
        assert re.search(rf"^│ {command} ", out, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "example"),
    [
        (["serve"], "quire serve --host 0.0.0.0 --workers 4 --database-url"),
        (["migrate"], "quire migrate --check || echo not yet"),
        (["import", "wordpress"], "quire import wordpress part-1.xml part-2.xml --dry-run"),
        (["sdl"], "quire sdl > schema.graphql"),
        (["check"], "quire check --database-url"),
    ],
)
def test_the_help_of_every_command_has_an_example(
    arguments: list[str], example: str, capsys: Output
) -> None:
    assert run([*arguments, "--help"]) == 0
    assert example in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["serv"], "No such command 'serv'. .*See: quire --help"),
        (["serve", "--demo=x"], "Option '--demo' does not take a value. See: quire --help"),
        (["serve", "--nope"], "No such option: --nope.* See: quire serve --help"),
        (["serve", "--port", "70000"], "Invalid value for '--port'.* See: quire serve --help"),
        (["import"], "Missing command. See: quire import --help"),
        (["import", "wordpress"], "Missing argument .*See: quire import wordpress --help"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_line(
    arguments: list[str], line: str, capsys: Output
) -> None:
    assert run(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(f"quire: {line}\n", said.err)


def test_a_wrong_setting_is_told_in_a_line(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setenv("QUIRE_PORT", "x")
    assert run(["serve"]) == 1
    assert capsys.readouterr().err == (
        "quire: Settings that cannot be used: "
        "QUIRE_PORT: 'x' is no whole number; write it as QUIRE_PORT=8000\n"
    )


@pytest.mark.parametrize(
    "arguments", [["migrate", "--check"], ["serve"], ["import", "wordpress", __file__]]
)
def test_what_only_looks_like_a_setting_is_told_and_stops_nothing(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("QUIRE_PROT", "9")
    monkeypatch.setenv("QUIRE_PORT", "0")
    monkeypatch.setenv("QUIRE_TEST_DATABASE_URL", "")
    monkeypatch.setenv("QUIRE_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert run(arguments) == 1
    warning, failure = capsys.readouterr().err.splitlines()
    assert warning == "quire: QUIRE_PROT is no setting; did you mean QUIRE_PORT?"
    assert failure.startswith("quire: No database answers at ")


def test_a_database_that_is_not_there_is_told_in_a_line(capsys: Output) -> None:
    assert run(["migrate", "--database-url", "postgresql://127.0.0.1:1/none"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("quire: No database answers at --database-url or QUIRE_DATABASE_URL (")
    assert err.count("\n") == 1


def test_migrate_applies_what_is_pending_and_then_has_nothing_to_do(
    bare_database: str, capsys: Output
) -> None:
    names = [migration.name for migration in migrations()]
    check = ["migrate", "--check", "--database-url", bare_database]
    assert run(check) == 1
    assert capsys.readouterr().out == "".join(f"pending {name}\n" for name in names)
    assert run(["migrate", "--database-url", bare_database]) == 0
    assert capsys.readouterr().out == "".join(f"applied {name}\n" for name in names)
    assert run(["migrate", "--database-url", bare_database]) == 0
    assert capsys.readouterr().out == "Nothing to do: the database is up to date.\n"
    assert run(check) == 0
    assert capsys.readouterr().out == ""


def test_check_says_in_four_lines_that_all_is_well(bare_database: str, capsys: Output) -> None:
    run(["migrate", "--database-url", bare_database])
    capsys.readouterr()
    assert run(["check", "--database-url", bare_database]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["settings", "ok"],
        ["database", "ok"],
        ["migrations", "ok"],
        ["versions", "ok"],
    ]
    assert re.search(r"PostgreSQL 1[5-9]\.\d+ at postgresql://", lines[1])
    assert lines[2].endswith(
        f"all {len(migrations())} applied, the last is {migrations()[-1].name}"
    )
    assert f"strawberry-graphql {version('strawberry-graphql')}" in lines[3]


def test_check_names_what_is_pending(bare_database: str, capsys: Output) -> None:
    assert run(["check", "--database-url", bare_database]) == 1
    assert re.search(r"^migrations  problem .*Run: quire migrate$", capsys.readouterr().out, re.M)


def test_check_does_not_make_a_database(capsys: Output, tmp_path: Path) -> None:
    assert run(["check", "--data", str(tmp_path / "none")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == FOUR_WITHOUT_DATABASE
    assert re.search(r"There is none in .*none yet\. Run: quire serve, or quire import$", lines[1])
    assert lines[2].endswith(
        "Not looked at, for want of a database: mend the line above, and check again."
    )
    assert not (tmp_path / "none").exists()


def test_check_says_in_four_lines_that_no_server_answers(capsys: Output) -> None:
    assert run(["check", "--database-url", "postgresql://127.0.0.1:1/none"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == FOUR_WITHOUT_DATABASE
    assert "No database answers at --database-url or QUIRE_DATABASE_URL (" in lines[1]


def test_check_says_in_four_lines_that_the_folder_is_held(capsys: Output, tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with held(tmp_path):
        assert run(["check", "--data", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == FOUR_WITHOUT_DATABASE
    assert f"The data folder {tmp_path} is held by " in lines[1]


def test_check_finds_a_setting_that_there_is_not(
    monkeypatch: pytest.MonkeyPatch, bare_database: str, capsys: Output
) -> None:
    monkeypatch.setenv("QUIRE_PROT", "80")
    monkeypatch.setenv("QUIRE_DATABASE_URL", bare_database)
    assert run(["check"]) == 1
    told = capsys.readouterr().out.splitlines()[0]
    assert told.startswith(
        "settings    problem  QUIRE_PROT is no setting; did you mean QUIRE_PORT? There are: "
    )
    assert told.endswith(", ".join(f"QUIRE_{name.upper()}" for name in Settings.model_fields))


def test_check_with_a_wrong_setting_looks_at_no_database(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv("QUIRE_PORT", "x")
    assert run(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["settings", "problem"],
        *FOUR_WITHOUT_DATABASE[1:],
    ]
    assert "Not looked at, for want of settings: mend the line above" in lines[1]


def test_sdl_prints_the_schema(capsys: Output) -> None:
    assert run(["sdl"]) == 0
    assert re.search(r"^type Query \{$", capsys.readouterr().out, re.MULTILINE)


def test_a_fault_of_ours_is_a_line_too_and_debug_shows_where(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    def broken(**given: object) -> int:
        raise KeyError("lost")

    monkeypatch.setattr("gql.cli.check.check", broken)
    assert run(["check"]) == 1
    assert capsys.readouterr().err == (
        "quire: this should not have happened: KeyError: 'lost'. "
        "QUIRE_LOG_LEVEL=debug shows where.\n"
    )
    monkeypatch.setenv("QUIRE_LOG_LEVEL", "debug")
    assert run(["check"]) == 1
    assert 'raise KeyError("lost")' in capsys.readouterr().err


@pytest.mark.parametrize("end", [KeyboardInterrupt, SystemExit])
def test_what_is_stopped_before_its_end_says_so(
    end: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    def stopped(**given: object) -> int:
        raise end

    monkeypatch.setattr("gql.cli.check.check", stopped)
    assert run(["check"]) == 1
    assert capsys.readouterr().err == "quire: stopped before the end.\n"


def test_main_ends_with_the_code(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    monkeypatch.setattr(sys, "argv", ["quire", "--version"])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 0


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        ("postgresql://me:secret@db:5433/quire?a=b", "postgresql://me:…@db:5433/quire?a=b"),
        ("postgresql://me:p%40ss@db/quire", "postgresql://me:…@db/quire"),
        ("postgresql://me@/quire?host=/run", "postgresql://me@/quire?host=/run"),
    ],
)
def test_a_password_is_never_shown(url: str, seen: str) -> None:
    assert shown(url) == seen


def test_python_m_gql_is_the_command() -> None:
    output = subprocess.run(
        [sys.executable, "-m", "gql", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    ).stdout
    assert output == f"quire {__version__}\n"


def test_in_a_worker_that_imports_it_the_command_does_not_run_again() -> None:
    assert runpy.run_module("gql", run_name="__mp_main__")["main"] is commands.main


def test_help_comes_without_loading_the_service() -> None:
    program = "import sys; from gql.cli.commands import run; run(['--help']); " + (
        "heavy = {'strawberry', 'asyncpg', 'starlette', 'lxml', 'uvicorn'} & set(sys.modules); "
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
    )
