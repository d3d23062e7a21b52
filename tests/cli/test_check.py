"""`quire check`: five lines, of settings, database, migrations, changes and versions, and an exit code."""

from __future__ import annotations

import asyncio
import re
from importlib.metadata import version
from pathlib import Path

import pytest

from gql.changes import notifications
from gql.cli.commands import run
from gql.embedded.lock_file import locked
from gql.migrate import migrations
from gql.settings import Settings
from tests.changes.swallowing_proxy import swallowing_proxy

CapturedOutput = pytest.CaptureFixture[str]


STATES_WITHOUT_DATABASE = [
    ["settings", "ok"],
    ["database", "problem"],
    ["migrations", "problem"],
    ["changes", "problem"],
    ["versions", "ok"],
]


def test_check_reports_five_good_results(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    run(["migrate", "--database-url", database_without_tables])
    capsys.readouterr()
    assert run(["check", "--database-url", database_without_tables]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["settings", "ok"],
        ["database", "ok"],
        ["migrations", "ok"],
        ["changes", "ok"],
        ["versions", "ok"],
    ]
    # the tests run on PostgreSQL 15 to 18
    assert re.search(r"PostgreSQL 1[5-9]\.\d+ at postgresql://", lines[1])
    assert lines[2].endswith(
        f"all {len(migrations())} applied, the last is {migrations()[-1].name}"
    )
    assert re.search(r"notifications arrive, after \d+ ms$", lines[3])
    assert f"strawberry-graphql {version('strawberry-graphql')}" in lines[4]


async def test_check_tells_where_notifications_are_swallowed(
    empty_database: str, capsys: CapturedOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "WAIT_SECONDS", 0.1)
    async with swallowing_proxy(empty_database) as proxy:
        proxy.swallows_notifications = True
        # no fault: changes are asked for, too
        assert await asyncio.to_thread(run, ["check", "--database-url", proxy.url]) == 0
        line = capsys.readouterr().out.splitlines()[3]
        assert line.startswith("changes     ok       no notification arrives at this address")
        assert "QUIRE_CHANGES_DATABASE_URL" in line
        monkeypatch.setenv("QUIRE_CHANGES_DATABASE_URL", empty_database)
        assert await asyncio.to_thread(run, ["check", "--database-url", proxy.url]) == 0
    assert "notifications arrive, after" in capsys.readouterr().out.splitlines()[3]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://nobody@127.0.0.1:1/none", "No database answers"),
        ("{database_without_tables}", "another database"),
    ],
)
def test_check_refuses_an_address_of_changes_that_is_none(
    address: str,
    said: str,
    empty_database: str,
    database_without_tables: str,
    capsys: CapturedOutput,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = address.format(database_without_tables=database_without_tables)
    monkeypatch.setenv("QUIRE_CHANGES_DATABASE_URL", address)
    assert run(["check", "--database-url", empty_database]) == 1
    line = capsys.readouterr().out.splitlines()[3]
    assert line.startswith("changes     problem")
    assert said in line


def test_check_reports_pending_migrations(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    assert run(["check", "--database-url", database_without_tables]) == 1
    assert re.search(r"^migrations  problem .*Run: quire migrate$", capsys.readouterr().out, re.M)


def test_check_does_not_create_a_database(capsys: CapturedOutput, tmp_path: Path) -> None:
    assert run(["check", "--data", str(tmp_path / "none")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == STATES_WITHOUT_DATABASE
    assert re.search(r"There is no publication in .*none\. .* or make one: quire serve ", lines[1])
    assert lines[2].endswith(
        "Not checked without a database. Fix the line above, then run quire check again."
    )
    assert not (tmp_path / "none").exists()


def test_check_reports_that_no_server_answers(capsys: CapturedOutput) -> None:
    assert run(["check", "--database-url", "postgresql://127.0.0.1:1/none"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == STATES_WITHOUT_DATABASE
    assert "No database answers at --database-url or QUIRE_DATABASE_URL (" in lines[1]


def test_check_reports_that_the_folder_is_in_use(capsys: CapturedOutput, tmp_path: Path) -> None:
    # check does not start a server on a folder without a cluster
    (tmp_path / "postgres").mkdir()
    with locked(tmp_path):
        assert run(["check", "--data", str(tmp_path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == STATES_WITHOUT_DATABASE
    assert f"The data folder {tmp_path} is in use by " in lines[1]


def test_check_reports_an_unknown_quire_variable(
    monkeypatch: pytest.MonkeyPatch, database_without_tables: str, capsys: CapturedOutput
) -> None:
    monkeypatch.setenv("QUIRE_PROT", "80")
    monkeypatch.setenv("QUIRE_DATABASE_URL", database_without_tables)
    assert run(["check"]) == 1
    line = capsys.readouterr().out.splitlines()[0]
    assert line.startswith(
        "settings    problem  QUIRE_PROT is no setting; did you mean QUIRE_PORT? There are: "
    )
    assert line.endswith(", ".join(f"QUIRE_{name.upper()}" for name in Settings.model_fields))


def test_check_with_a_wrong_setting_does_not_open_a_database(
    monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    monkeypatch.setenv("QUIRE_PORT", "x")
    assert run(["check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["settings", "problem"],
        *STATES_WITHOUT_DATABASE[1:],
    ]
    assert "Not checked without valid settings. Fix the line above" in lines[1]
