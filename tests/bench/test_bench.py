"""The benchmark runs and its implementations agree. No figure is judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from gql.db import Database, Statement
from tests.bench.connections import SETTINGS, reader_pool
from tests.bench.datasets import databases_by_comments
from tests.bench.implementations import COMPILED, FLOOR, PLAIN, REFERENCE
from tests.bench.same_answers import require_equal_answers
from tests.bench.story import STORIES
from tests.bench.viewers import EDITOR, GUEST, READER, STRANGER
from tests.schema.expected_rows import derived_column_errors
from tests.schema.row_factories import owner_connection

pytestmark = pytest.mark.slow(15)

ROOT = Path(__file__).parents[2]
VIEWERS = {STRANGER, GUEST, READER, EDITOR}
IMPLEMENTATIONS = {PLAIN, REFERENCE, COMPILED, FLOOR}


def test_a_quick_run_compares_all_implementations_and_reports_every_figure(
    server_url: str, tmp_path: Path
) -> None:
    output = tmp_path / "figures.json"

    process = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.bench",
            "--quick",
            f"--database-url={server_url}",
            f"--json={output}",
        ],
        cwd=ROOT,
        # without coverage, which would double the time of the run
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 0, process.stderr
    assert "| target " in process.stdout
    figures = json.loads(output.read_text())
    for story in STORIES:
        alone = figures["in_process"][story.name]["implementations"]
        served = figures["http"]["stories"][story.name]["16"]
        assert alone.keys() == served.keys() == IMPLEMENTATIONS
        for name in IMPLEMENTATIONS:
            kinds = ("median_ms", "p99_ms", "python_ms")
            assert all(alone[name][kind] > 0 for kind in kinds)
            assert served[name]["per_second"] > 0
        by_viewer = figures["viewers"][story.name]
        assert by_viewer.keys() == VIEWERS
        assert all(found["median_ms"] > 0 for found in by_viewer.values())
    assert figures["http"]["memory_mb"].keys() == IMPLEMENTATIONS
    assert figures["growth"].keys() == {"returned", "levels", "table"}
    assert len(figures["growth"]["levels"]["ms"]) == 5
    assert len(figures["targets"]) == 14
    assert figures.keys() >= {"date", "machine", "versions", "sizes", "seconds"}


async def test_added_comments_have_the_counts_and_places_that_triggers_would_compute(
    server_url: str,
) -> None:
    async with databases_by_comments(server_url, (300, 600), lambda what: None) as urls:
        for comments, url in urls.items():
            async with owner_connection(url) as connection:
                assert await derived_column_errors(connection) == []
                count = await connection.fetchval("select count(*) from comment")
                levels = await connection.fetch(
                    "select max(c.depth) + 1 as levels, count(*) as comments "
                    "from entry e join comment c on c.entry_id = e.id "
                    "where e.slug like 'levels-%' group by e.slug order by e.slug"
                )
            assert comments <= count < comments * 3
            assert [(r["levels"], r["comments"]) for r in levels] == [
                (1, 100), (2, 100), (3, 99), (4, 100), (5, 100)
            ]  # fmt: skip


async def test_other_implementations_read_with_the_settings_of_quires_own_connections(
    empty_database: str,
) -> None:
    names = [*SETTINGS, "session_authorization", "work_mem"]
    columns = ", ".join(f"current_setting('{name}') as \"{name}\"" for name in names)
    database = await Database.open(empty_database)
    try:
        (own,) = await database.reader.fetch(Statement("settings", f"select {columns}"))
    finally:
        await database.close()
    async with reader_pool(empty_database, 1) as pool:
        theirs: asyncpg.Record = await pool.fetchrow(f"select {columns}")

    assert dict(theirs) == dict(own)


def test_a_run_ends_with_a_diff_when_answers_differ() -> None:
    answers = {"one": [b'{"data":{"a":1}}'], "other": [b'{"data":{"a":2}}']}

    with pytest.raises(SystemExit, match=r'one and other differ(.|\n)*-    "a": 1\n\+    "a": 2'):
        require_equal_answers("A story", answers)
