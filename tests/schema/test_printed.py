"""schema/schema.sql is the result of all migrations, as pg_dump prints it, from any server."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from gql.embedded.cluster import program_folder

PRINTED = Path(__file__).parents[2] / "schema" / "schema.sql"
HEADER = """\
-- The tables, views and triggers as all migrations leave them. Printed: pytest tests/schema --update.

"""


async def test_schema_sql_equals_the_result_of_all_migrations(
    empty_database: str, request: pytest.FixtureRequest
) -> None:
    text = HEADER + normalised(await dump(empty_database))
    if request.config.getoption("--update") and without_qualifiers(text) != without_qualifiers(
        stored_text()
    ):
        PRINTED.write_text(text, "utf-8")
    assert without_qualifiers(stored_text()) == without_qualifiers(text), (
        "run: pytest tests/schema --update"
    )


def stored_text() -> str:
    """The schema.sql of the repository."""
    return PRINTED.read_text("utf-8") if PRINTED.exists() else ""


async def dump(url: str) -> str:
    """The output of pg_dump, always that of PostgreSQL 18, which supports older servers."""
    command = [str(program_folder() / "pg_dump"), "--schema-only", "--no-owner", "--dbname", url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


def normalised(text: str) -> str:
    """Remove what differs between dumps, and headings that repeat the statement below them.

    Servers with the security release of November 2026 have pg_attver in the options of each column.
    """
    # pg_dump's \restrict has a random key in each dump
    text = re.sub(r"(?<=SET \()pg_attver=\d+(, )?", "", text)
    noise = re.compile(
        r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|ALTER .* SET \(\);)\n",
        re.M,
    )
    spaced = re.sub(r"\n{3,}", "\n\n", noise.sub("", text)).strip() + "\n"
    return re.sub(r";\n\n(?=(REVOKE|GRANT|COMMENT|CREATE (UNIQUE )?INDEX)\b)", ";\n", spaced)


def without_qualifiers(text: str) -> str:
    """PostgreSQL 18 prints columns of a view on one table without its name, older ones with it."""
    return re.sub(r"\b[a-z](_\d+)?\.", "", text)


def test_the_comparison_ignores_only_qualifiers_and_noise() -> None:
    assert (
        without_qualifiers("select a.id, b_1.name from quire.site s")
        == "select id, name from quire.site s"
    )
    noise = "SET a = 1;\n\\restrict abc\nALTER TABLE x ALTER COLUMN a SET (pg_attver=7);\n"
    assert normalised(f"--\n-- Name: x\n--\n\n{noise}\n\n\n\ncreate x;\n\n\n") == "create x;\n"
