"""What a text is found by is computed in time, for texts that are made to take long too."""

from __future__ import annotations

import time

import asyncpg
import pytest

from tests.schema.row_factories import owner_connection

SIZE = 64_000  # characters, as a comment has at most
MAX_RATIO = (
    20.0  # to ordinary text; at some of these Postgres's parser took hundreds of times as long
)
UNITS = [
    "a_b_",
    "<!--",
    "<!-- ",
    "1@a",
    "/~",
    "./",
    "a@b_",
    "<a ",
    "a/b_",
    "http://a/",
    "1.",
    "-a",
    "&a",
    "é_",
    "a~/",
]
DOCUMENT = "select length(quire_search.document($1, 'de'))"
HEADLINE = "select length(quire_search.headline($1, 'word', 'de', quire_search.query('word')))"


@pytest.mark.parametrize("statement", [DOCUMENT, HEADLINE])
@pytest.mark.parametrize("unit", UNITS)
async def test_no_text_takes_long_to_be_indexed_or_shown(
    module_database: str, statement: str, unit: str
) -> None:
    async with owner_connection(module_database) as owner:
        usual = min([await seconds(owner, statement, "Some words, one. ") for _ in range(3)])
        times = [await seconds(owner, statement, unit) for _ in range(2)]
    assert min(times) < MAX_RATIO * usual + 0.1


async def test_parts_of_addresses_and_paths_are_found(module_database: str) -> None:
    async with owner_connection(module_database) as owner:
        for text in (
            "ann@blog.example",
            "snake_case",
            "src/lib/main.c",
            "https://a.example/b_c/d",
            "a<b",
        ):
            assert await owner.fetchval(
                "select quire_search.document('See ' || $1::text, 'en') @@ quire_search.query($1)",
                text,
            )


async def seconds(owner: asyncpg.Connection, statement: str, unit: str) -> float:
    """How long a statement takes for a text of SIZE characters that repeats a unit."""
    text = "word " + unit * (SIZE // len(unit))
    started = time.perf_counter()
    await owner.fetchval(statement, text)
    return time.perf_counter() - started
