"""`quire import wordpress`: its table, its progress and its exit codes."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from pathlib import Path

import asyncpg
import pytest

from gql.cli.commands import run
from gql.db import Database
from gql.importers.demo.load import load_demo
from gql.migrate import migrate, migrations
from tests.conftest import SHARED, execute_on_server

CapturedOutput = pytest.CaptureFixture[str]


SEED = SHARED / "data/seed/personal-roi.wxr.xml"


MALFORMED = SHARED / "data/wordpress/malformed.xml"


COUNTS = """\
kind      in the file  imported  changed  unchanged  skipped  why
site                1         {0}        0          {3}        0
authors             1         {0}        0          {3}        0
posts               1         {0}        0          {3}        0
comments           11        {1:>2}        0         {4:>2}        0
mentions            5         {2}        0          {5}        0
"""


# the same table twice: imported by the first run, unchanged in the second
NEW, UNCHANGED = COUNTS.format(1, 11, 5, 0, 0, 0), COUNTS.format(0, 0, 0, 1, 11, 5)


@pytest.fixture
def database_without_tables(database_without_tables: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """That of conftest, named by the environment."""
    monkeypatch.setenv("QUIRE_DATABASE_URL", database_without_tables)
    return database_without_tables


def entry_count(url: str) -> int:
    """How many entries are in the database, read apart from the command."""

    async def count() -> int:
        connection = await asyncpg.connect(url)
        try:
            return int(await connection.fetchval("select count(*) from quire.entry"))
        finally:
            await connection.close()

    return asyncio.run(count())


def test_an_empty_database_is_migrated_and_a_second_import_changes_nothing(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    assert run(["import", "wordpress", str(SEED)]) == 0
    first = capsys.readouterr()
    assert first.out == NEW
    assert first.err.endswith(f"{SEED}: 100 % read\n")
    assert run(["import", "wordpress", str(SEED)]) == 0
    assert capsys.readouterr().out == UNCHANGED
    assert entry_count(database_without_tables) == 1


def test_a_dry_run_prints_the_counts_and_keeps_nothing(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    assert run(["migrate"]) == 0
    capsys.readouterr()
    assert run(["import", "wordpress", "--dry-run", str(SEED)]) == 0
    assert capsys.readouterr().out == (NEW + "Nothing was kept: this was a dry run.\n")
    assert entry_count(database_without_tables) == 0


def test_an_import_into_the_demo_is_refused(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    async def fill() -> None:
        await migrate(database_without_tables)
        database = await Database.open(database_without_tables)
        await load_demo(database, service_url="http://127.0.0.1:8000")
        await database.close()

    asyncio.run(fill())
    before = entry_count(database_without_tables)
    assert run(["import", "wordpress", str(SEED)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "quire: This database holds the demo, and the import would be mixed into it. "
        "Name an empty folder with --data, or another database with --database-url.\n"
    )
    assert entry_count(database_without_tables) == before > 0


def test_a_terminal_shows_a_bar_instead_of_lines(
    database_without_tables: str, capsys: CapturedOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    # rich draws no bar on a dumb terminal
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(["import", "wordpress", str(SEED)]) == 0
    printed = capsys.readouterr()
    assert printed.out == NEW
    assert re.search(rf"{SEED.name}.*100%", printed.err)
    assert "% read" not in printed.err


def test_a_malformed_file_is_refused_with_its_line(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    # the good file first: one transaction holds both
    assert run(["import", "wordpress", str(SEED), str(MALFORMED)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert re.fullmatch(rf"quire: {MALFORMED}, line \d+.*", printed.err.splitlines()[-1])
    assert entry_count(database_without_tables) == 0


def test_a_missing_file_is_refused_before_a_server_is_started(
    capsys: CapturedOutput, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert run(["import", "wordpress", "none.xml", "--data", str(data)]) == 2
    assert capsys.readouterr().err == (
        "quire: none.xml cannot be read: No such file or directory.\n"
    )
    assert not data.exists()


def test_a_partly_migrated_database_is_not_migrated_by_an_import(
    database_without_tables: str, capsys: CapturedOutput
) -> None:
    run(["migrate"])
    last = migrations()[-1].name
    # as if a newer Quire had been installed and its migration not yet applied
    forget = "delete from quire.migration where name = (select max(name) from quire.migration)"
    asyncio.run(execute_on_server(database_without_tables, forget))
    capsys.readouterr()
    assert run(["import", "wordpress", str(SEED)]) == 1
    assert re.fullmatch(
        rf"quire: The database lacks 1 of \d+ migrations \(first: {last}\)\. Run: quire migrate\n",
        capsys.readouterr().err,
    )


def test_without_a_database_url_it_imports_into_the_embedded_server(
    tmp_path: Path, capsys: CapturedOutput
) -> None:
    assert run(["import", "wordpress", str(SEED), "--data", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out == NEW
    assert run(["check", "--data", str(tmp_path / "data")]) == 0


def test_the_report_has_a_line_for_each_element(
    database_without_tables: str, tmp_path: Path, capsys: CapturedOutput
) -> None:
    file = tmp_path / "elements.jsonl"
    assert run(["import", "wordpress", str(SEED), "--report", str(file)]) == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert Counter(line["kind"] for line in lines) == {
        "site": 1, "authors": 1, "posts": 1, "comments": 11, "mentions": 5,
    }  # fmt: skip
    assert {line["outcome"] for line in lines} == {"imported"}
    assert len({(line["kind"], line["id"]) for line in lines}) == len(lines)
    capsys.readouterr()
    run(["import", "wordpress", str(SEED), "--report", str(file), "--dry-run"])
    assert {json.loads(line)["outcome"] for line in file.read_text().splitlines()} == {"unchanged"}
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_an_import_that_fails_leaves_the_former_report(
    database_without_tables: str, tmp_path: Path, capsys: CapturedOutput
) -> None:
    file = tmp_path / "elements.jsonl"
    file.write_text("before\n")
    assert run(["import", "wordpress", str(MALFORMED), "--report", str(file)]) == 2
    assert file.read_text() == "before\n"
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_a_report_that_cannot_be_written_is_told_before_the_import(
    database_without_tables: str, tmp_path: Path, capsys: CapturedOutput
) -> None:
    file = tmp_path / "nowhere" / "elements.jsonl"
    assert run(["import", "wordpress", str(SEED), "--report", str(file)]) == 2
    assert capsys.readouterr().err == (
        f"quire: {file} cannot be written: No such file or directory.\n"
    )
