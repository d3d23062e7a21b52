"""The command line: help, errors in one line, exit codes for scripts, `migrate` and `check`."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from gql import __version__
from gql.cli import commands
from gql.cli.commands import run
from gql.cli.target_database import without_password
from gql.migrate import migrations

CapturedOutput = pytest.CaptureFixture[str]


def test_version_is_printed(capsys: CapturedOutput) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"quire {__version__}\n"


@pytest.mark.parametrize("arguments", [[], ["--help"]])
def test_without_arguments_it_prints_help_and_where_to_start(
    arguments: list[str], capsys: CapturedOutput
) -> None:
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
    arguments: list[str], example: str, capsys: CapturedOutput
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
def test_a_wrong_command_line_is_refused_in_one_line(
    arguments: list[str], line: str, capsys: CapturedOutput
) -> None:
    assert run(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(f"quire: {line}\n", printed.err)


def test_a_wrong_setting_is_reported_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    monkeypatch.setenv("QUIRE_PORT", "x")
    assert run(["serve"]) == 1
    assert capsys.readouterr().err == (
        "quire: Settings that cannot be used: "
        "QUIRE_PORT: 'x' is no whole number; write it as QUIRE_PORT=8000\n"
    )


@pytest.mark.parametrize(
    "arguments", [["migrate", "--check"], ["serve"], ["import", "wordpress", __file__]]
)
def test_an_unknown_quire_variable_is_a_warning_only(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    monkeypatch.setenv("QUIRE_PROT", "9")
    monkeypatch.setenv("QUIRE_PORT", "0")
    # a variable of the tests, which is no mistake
    monkeypatch.setenv("QUIRE_TEST_DATABASE_URL", "")
    monkeypatch.setenv("QUIRE_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert run(arguments) == 1
    warning, failure = capsys.readouterr().err.splitlines()
    assert warning == "quire: QUIRE_PROT is no setting; did you mean QUIRE_PORT?"
    assert failure.startswith("quire: No database answers at ")


def test_an_unreachable_database_is_reported_in_one_line(capsys: CapturedOutput) -> None:
    assert run(["migrate", "--database-url", "postgresql://127.0.0.1:1/none"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("quire: No database answers at --database-url or QUIRE_DATABASE_URL (")
    assert err.count("\n") == 1


def test_migrate_applies_pending_migrations_and_then_has_nothing_to_do(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    names = [migration.name for migration in migrations()]
    check = ["migrate", "--check", "--database-url", database_without_tables]
    assert run(check) == 1
    assert capsys.readouterr().out == "".join(f"pending {name}\n" for name in names)
    assert run(["migrate", "--database-url", database_without_tables]) == 0
    assert capsys.readouterr().out == "".join(f"applied {name}\n" for name in names)
    assert run(["migrate", "--database-url", database_without_tables]) == 0
    assert capsys.readouterr().out == "Nothing to do: the database is up to date.\n"
    assert run(check) == 0
    assert capsys.readouterr().out == ""


def test_sdl_prints_the_schema(capsys: CapturedOutput) -> None:
    assert run(["sdl"]) == 0
    assert re.search(r"^type Query \{$", capsys.readouterr().out, re.MULTILINE)


def test_an_unexpected_error_is_one_line_and_a_traceback_with_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    def broken(**given: object) -> int:
        raise KeyError("lost")

    # commands import what they run when they run, so replacing it in its module is enough
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
def test_an_interrupted_command_says_so(
    end: type[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    def stopped(**given: object) -> int:
        raise end

    monkeypatch.setattr("gql.cli.check.check", stopped)
    assert run(["check"]) == 1
    assert capsys.readouterr().err == "quire: stopped before the end.\n"


def test_main_exits_with_the_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    monkeypatch.setattr(sys, "argv", ["quire", "--version"])
    with pytest.raises(SystemExit) as ended:
        commands.main()
    assert ended.value.code == 0


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("postgresql://me:secret@db:5433/quire?a=b", "postgresql://me:…@db:5433/quire?a=b"),
        # an @ in the password is percent-encoded
        ("postgresql://me:p%40ss@db/quire", "postgresql://me:…@db/quire"),
        ("postgresql://me@/quire?host=/run", "postgresql://me@/quire?host=/run"),
    ],
)
def test_the_password_in_a_database_url_is_not_printed(url: str, printed: str) -> None:
    assert without_password(url) == printed


def test_python_m_gql_is_the_command() -> None:
    output = subprocess.run(
        [sys.executable, "-m", "gql", "--version"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    ).stdout
    assert output == f"quire {__version__}\n"


def test_a_worker_that_imports_the_main_module_does_not_run_the_command() -> None:
    # multiprocessing's spawn imports the main module again under this name
    assert runpy.run_module("gql", run_name="__mp_main__")["main"] is commands.main


def test_help_does_not_load_the_service() -> None:
    program = "import sys; from gql.cli.commands import run; run(['--help']); " + (
        # each takes tens of milliseconds and more to import
        "heavy = {'strawberry', 'asyncpg', 'starlette', 'lxml', 'uvicorn'} & set(sys.modules); "
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
    )
