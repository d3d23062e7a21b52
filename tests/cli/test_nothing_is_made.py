"""Commands that read, or change what is there, make nothing: they say how to make a publication."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from gql.cli.commands import run
from tests.conftest import SHARED

CapturedOutput = pytest.CaptureFixture[str]
SEED = str(SHARED / "data/seed/personal-roi.wxr.xml")
EMAIL = "ada@blog.example"
COMMANDS = [
    ["migrate", "--check"],
    ["user", "list"],
    ["user", "role", EMAIL, "admin"],
    ["user", "disable", EMAIL],
    ["user", "claim", EMAIL, "ada"],
    ["token", "list"],
    ["token", "revoke", "build"],
    ["check"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("is_there", [True, False], ids=["empty folder", "no folder"])
def test_without_a_data_folder_nothing_is_made(
    command: list[str], is_there: bool, tmp_path: Path, capsys: CapturedOutput
) -> None:
    folder = tmp_path / "typo"
    if is_there:
        folder.mkdir()
    assert run([*command, "--data", str(folder)]) == 1
    printed = capsys.readouterr()
    said = printed.err or printed.out
    assert f"There is no publication in {folder}. Name its folder with --data, or make one" in said
    assert [*tmp_path.rglob("*")] == ([folder] if is_there else [])


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_in_an_empty_database_nothing_is_made(
    command: list[str], database_without_tables: str, capsys: CapturedOutput
) -> None:
    assert run([*command, "--database-url", database_without_tables]) == 1
    printed = capsys.readouterr()
    assert "quire migrate" in (printed.err or printed.out)
    assert schemas(database_without_tables) == {"public"}


def test_a_dry_run_without_a_publication_counts_and_leaves_nothing(
    database_without_tables: str, tmp_path: Path, capsys: CapturedOutput
) -> None:
    for place in (
        ["--data", str(tmp_path / "none")],
        ["--database-url", database_without_tables],
    ):
        assert run(["import", "wordpress", "--dry-run", SEED, *place]) == 0
        assert "Nothing was kept: this was a dry run." in capsys.readouterr().out
    assert not (tmp_path / "none").exists()
    assert schemas(database_without_tables) == {"public"}


def schemas(url: str) -> set[str]:
    """The schemas of a database, without those of PostgreSQL itself."""

    async def names() -> set[str]:
        connection = await asyncpg.connect(url)
        try:
            records = await connection.fetch(
                "select nspname from pg_namespace where nspname !~ '^(pg_|information_schema)'"
            )
            return {record["nspname"] for record in records}
        finally:
            await connection.close()

    return asyncio.run(names())
