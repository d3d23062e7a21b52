"""The benchmark runs, its contestants agree, and what it makes is what it says. No figure is judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from gql.db import Database, Statement
from tests.bench.connections import SETTINGS, readers
from tests.bench.datasets import tables
from tests.bench.implementations import COMPILED, FLOOR, PLAIN, REFERENCE
from tests.bench.same_answers import same
from tests.bench.story import STORIES
from tests.schema.expected_rows import differences
from tests.schema.row_factories import as_owner

ROOT = Path(__file__).parents[2]
CONTESTANTS = {PLAIN, REFERENCE, COMPILED, FLOOR}


def test_a_quick_run_finds_that_all_answer_alike_and_has_every_figure(
    server_url: str, tmp_path: Path
) -> None:
    written = tmp_path / "figures.json"

    said = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.bench",
            "--quick",
            f"--database-url={server_url}",
            f"--json={written}",
        ],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr
    assert "| promise " in said.stdout
    figures = json.loads(written.read_text())
    for story in STORIES:
        alone = figures["in_process"][story.name]["contestants"]
        served = figures["http"]["stories"][story.name]["16"]
        assert alone.keys() == served.keys() == CONTESTANTS
        for name in CONTESTANTS:
            kinds = ("median_ms", "p99_ms", "python_ms")
            assert all(alone[name][kind] > 0 for kind in kinds)
            assert served[name]["per_second"] > 0
    assert figures["http"]["memory_mb"].keys() == CONTESTANTS
    assert figures["growth"].keys() == {"returned", "levels", "table"}
    assert len(figures["growth"]["levels"]["ms"]) == 5
    assert len(figures["promises"]) == 14
    assert figures.keys() >= {"date", "machine", "versions", "sizes", "seconds"}


async def test_the_tables_that_grow_are_as_if_they_had_been_written_by_hand(
    server_url: str,
) -> None:
    async with tables(server_url, (300, 600), lambda what: None) as urls:
        for comments, url in urls.items():
            async with as_owner(url) as connection:
                assert await differences(connection) == []
                there = await connection.fetchval("select count(*) from comment")
                levels = await connection.fetch(
                    "select max(c.depth) + 1 as levels, count(*) as comments "
                    "from entry e join comment c on c.entry_id = e.id "
                    "where e.slug like 'levels-%' group by e.slug order by e.slug"
                )
            assert comments <= there < comments * 3
            assert [(r["levels"], r["comments"]) for r in levels] == [
                (1, 100), (2, 100), (3, 99), (4, 100), (5, 100)
            ]  # fmt: skip


async def test_all_contestants_read_through_connections_like_the_service_s_own(
    empty_database: str,
) -> None:
    names = [*SETTINGS, "session_authorization", "work_mem"]
    shown = ", ".join(f"current_setting('{name}') as \"{name}\"" for name in names)
    database = await Database.open(empty_database)
    try:
        (own,) = await database.reader.fetch(Statement("settings", f"select {shown}"))
    finally:
        await database.close()
    async with readers(empty_database, 1) as pool:
        theirs: asyncpg.Record = await pool.fetchrow(f"select {shown}")

    assert dict(theirs) == dict(own)


def test_answers_that_differ_end_the_run_with_the_difference() -> None:
    answers = {"one": [b'{"data":{"a":1}}'], "other": [b'{"data":{"a":2}}']}

    with pytest.raises(SystemExit, match=r'one and other differ(.|\n)*-    "a": 1\n\+    "a": 2'):
        same("A story", answers)
