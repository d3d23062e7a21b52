"""`quire import wordpress`: what it prints, and what scripts can tell from its code."""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import asyncpg
import pytest

from gql.cli.commands import run
from gql.db import Database
from gql.importers.demo.load import load_demo
from gql.migrate import migrate, migrations
from gql.settings import Settings
from tests.conftest import SHARED, named, on_server

Output = pytest.CaptureFixture[str]
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
NEW, KNOWN = COUNTS.format(1, 11, 5, 0, 0, 0), COUNTS.format(0, 0, 0, 1, 11, 5)


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)


@pytest.fixture
def empty(server_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database without tables, which the environment names."""
    url = named(server_url, "quire_import")
    asyncio.run(_remade(server_url))
    monkeypatch.setenv("QUIRE_DATABASE_URL", url)
    return url


async def _remade(server_url: str) -> None:
    await on_server(server_url, "drop database if exists quire_import with (force)")
    await on_server(server_url, "create database quire_import")


def entries_in(url: str) -> int:
    async def ask() -> int:
        connection = await asyncpg.connect(url)
        try:
            return int(await connection.fetchval("select count(*) from quire.entry"))
        finally:
            await connection.close()

    return asyncio.run(ask())


def test_an_empty_database_is_migrated_and_a_second_import_changes_nothing(
    empty: str, capsys: Output
) -> None:
    assert run(["import", "wordpress", str(SEED)]) == 0
    first = capsys.readouterr()
    assert first.out == NEW
    assert first.err.endswith(f"{SEED}: 100 % read\n")
    assert run(["import", "wordpress", str(SEED)]) == 0
    assert capsys.readouterr().out == KNOWN
    assert entries_in(empty) == 1


def test_a_dry_run_says_what_would_be_and_keeps_nothing(empty: str, capsys: Output) -> None:
    assert run(["import", "wordpress", "--dry-run", str(SEED)]) == 0
    assert capsys.readouterr().out == (NEW + "Nothing was kept: this was a dry run.\n")
    assert entries_in(empty) == 0


def test_the_demo_is_not_mixed_with_a_publication(empty: str, capsys: Output) -> None:
    async def fill() -> None:
        await migrate(empty)
        database = await Database.open(empty)
        await load_demo(database, service_url="http://127.0.0.1:8000")
        await database.close()

    asyncio.run(fill())
    before = entries_in(empty)
    assert run(["import", "wordpress", str(SEED)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "quire: This database holds the demo, and the import would be mixed into it. "
        "Name an empty folder with --data, or another database with --database-url.\n"
    )
    assert entries_in(empty) == before > 0


def test_a_terminal_gets_a_bar_and_a_log_gets_lines(
    empty: str, capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run(["import", "wordpress", str(SEED)]) == 0
    said = capsys.readouterr()
    assert said.out == NEW
    assert re.search(rf"{SEED.name}.*100%", said.err)
    assert "% read" not in said.err


def test_a_malformed_file_is_refused_with_what_and_where(empty: str, capsys: Output) -> None:
    assert run(["import", "wordpress", str(SEED), str(MALFORMED)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert re.fullmatch(rf"quire: {MALFORMED}, line \d+.*", said.err.splitlines()[-1])
    assert entries_in(empty) == 0


def test_a_file_that_is_not_there_is_refused_before_anything_is_started(
    capsys: Output, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert run(["import", "wordpress", "none.xml", "--data", str(data)]) == 2
    assert capsys.readouterr().err == (
        "quire: none.xml cannot be read: No such file or directory.\n"
    )
    assert not data.exists()


def test_a_database_that_is_half_migrated_is_left_to_its_owner(empty: str, capsys: Output) -> None:
    run(["migrate"])
    last = migrations()[-1].name
    forget = "delete from quire.migration where name = (select max(name) from quire.migration)"
    asyncio.run(on_server(empty, forget))
    capsys.readouterr()
    assert run(["import", "wordpress", str(SEED)]) == 1
    assert re.fullmatch(
        rf"quire: The database lacks 1 of \d+ migrations \(first: {last}\)\. Run: quire migrate\n",
        capsys.readouterr().err,
    )


def test_without_a_server_it_goes_into_quires_own(tmp_path: Path, capsys: Output) -> None:
    assert run(["import", "wordpress", str(SEED), "--data", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out == NEW
    assert run(["check", "--data", str(tmp_path / "data")]) == 0
