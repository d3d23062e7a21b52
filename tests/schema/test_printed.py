"""schema/schema.sql says what all migrations together make: printed by pg_dump, the same from every server."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from gql.embedded.cluster import programs

PRINTED = Path(__file__).parents[2] / "schema" / "schema.sql"
CAPTION = """\
-- The tables, views and triggers as all migrations leave them. Printed: pytest tests/schema --update.

"""


async def test_schema_sql_is_what_the_migrations_make(
    empty_database: str, request: pytest.FixtureRequest
) -> None:
    text = CAPTION + tidy(await dump(empty_database))
    if request.config.getoption("--update") and unqualified(text) != unqualified(written()):
        PRINTED.write_text(text, "utf-8")
    assert unqualified(written()) == unqualified(text), "run: pytest tests/schema --update"


def written() -> str:
    return PRINTED.read_text("utf-8") if PRINTED.exists() else ""


async def dump(url: str) -> str:
    """What pg_dump says of the tables. It is that of PostgreSQL 18, which knows older servers too."""
    command = [str(programs() / "pg_dump"), "--schema-only", "--no-owner", "--dbname", url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


def tidy(text: str) -> str:
    """Without what differs from one dump to the next, and without headings that repeat what they stand above.

    Servers with the security release of November 2026 keep a pg_attver in the options of each column.
    """
    noise = re.compile(
        r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\(un)?restrict .*|ALTER .* SET \(pg_attver=.*)\n",
        re.M,
    )
    spaced = re.sub(r"\n{3,}", "\n\n", noise.sub("", text)).strip() + "\n"
    return re.sub(r";\n\n(?=(REVOKE|GRANT|COMMENT|CREATE (UNIQUE )?INDEX)\b)", ";\n", spaced)


def unqualified(text: str) -> str:
    """Since PostgreSQL 18 the columns of a view on one table are printed without its name."""
    return re.sub(r"\b[a-z](_\d+)?\.", "", text)


def test_what_is_compared_tells_columns_and_tables_apart() -> None:
    assert (
        unqualified("select a.id, b_1.name from quire.site s")
        == "select id, name from quire.site s"
    )
    noise = "SET a = 1;\n\\restrict abc\nALTER TABLE x ALTER COLUMN a SET (pg_attver=7);\n"
    assert tidy(f"--\n-- Name: x\n--\n\n{noise}\n\n\n\ncreate x;\n\n\n") == "create x;\n"
