"""A search is priced by what it may read, and reads no more than that, whatever is typed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest

from gql.engine.declare.search_terms import (
    FILTER_COST,
    MAX_CANDIDATES,
    MAX_SEARCH_WORDS,
    SEARCH_COST,
)
from tests.bench.generate import Size, generate
from tests.operation_client import OperationClient
from tests.schema.row_factories import reader_connection

# enough that common words have more matches than are looked at
SIZE = Size(authors=20, posts=400, media=20, comments=12_000, deep_post=100, likes=20)
MAX_RATIO = 20  # rows read for each of what is priced


@pytest.mark.parametrize(
    "field",
    [
        'search(query: "word{n}") {{ totalCount }}',
        'search(query: "a or b or {n}", first: 100) {{ nodes {{ __typename }} }}',
        'posts(where: {{ search: "\\"word {n}\\"" }}) {{ totalCount }}',
    ],
)
async def test_an_operation_of_49_searches_is_refused_before_it_reads(
    either_client: OperationClient, field: str
) -> None:
    result = await either_client.run(
        f"{{ {' '.join(f'a{n}: {field.format(n=n)}' for n in range(49))} }}"
    )

    assert [error["extensions"]["code"] for error in result.errors] == ["COST_LIMIT"]
    assert result.errors[0]["extensions"]["requested"] >= 49 * SEARCH_COST
    assert result.statements.lines == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("-zzzqq1", "BAD_USER_INPUT"),
        ('-"a b" -c', "BAD_USER_INPUT"),
        ("night or -bread", "BAD_USER_INPUT"),
        ("--night", "BAD_USER_INPUT"),
        ("-東京", "BAD_USER_INPUT"),
        (" or ".join(f"w{n}" for n in range(MAX_SEARCH_WORDS + 1)), "LIMIT_EXCEEDED"),
        ("_".join("abcdefghijklmnopqrstuvwxyz" * 2), "LIMIT_EXCEEDED"),
        ("東" * (2 * MAX_SEARCH_WORDS + 1), "LIMIT_EXCEEDED"),
    ],
)
async def test_terms_that_no_index_can_serve_are_refused(
    reader: OperationClient, words: str, code: str
) -> None:
    query = """query ($words: String!) {
      search(query: $words) { totalCount } posts(where: { search: $words }) { totalCount }
    }"""

    result = await reader.run(query, {"words": words})

    assert {error["extensions"]["code"] for error in result.errors} == {code}
    assert result.statements.lines == []


@pytest.mark.parametrize("words", ["the -night", "-", "", "“”"])
async def test_terms_of_which_nothing_remains_find_nothing(
    reader: OperationClient, words: str
) -> None:
    data = await reader.data(
        "query ($words: String!) { search(query: $words) { totalCount } "
        "posts(where: { search: $words }) { totalCount } }",
        {"words": words},
    )

    assert data == {"search": {"totalCount": 0}, "posts": {"totalCount": 0}}


@pytest.mark.slow(8)
@pytest.mark.untraced
async def test_the_worst_searches_of_a_big_publication_read_what_they_are_priced_at(
    empty_database: str, reader: OperationClient
) -> None:
    await generate(empty_database, SIZE)
    async with reader_connection(empty_database) as connection:
        common = await _common_words(connection)
        read = {}
        for words in _worst(common):
            for query, cost in (
                ("{ search(query: %s, first: 100) { nodes { __typename } totalCount } }", SEARCH_COST),
                ("{ posts(where: { search: %s }, first: 100) { nodes { id } totalCount } }", FILTER_COST),
            ):  # fmt: skip
                result = await reader.run(query % json.dumps(words))
                rows = [
                    await _rows_read(connection, statement.text, values)
                    for statement, values in result.statements.statements
                ]
                read[words, cost] = sum(rows) / cost

        assert max(read.values()) <= MAX_RATIO, read
        # of those that nearly all have, the index is not asked
        assert await _is_common(connection, " or ".join(common))
        assert not await _is_common(connection, "zzzqq1")
        # they are the worst indeed: words that far more rows have than are looked at
        assert await connection.fetchval(
            "select count(*) from comment where search @@ quire_search.query($1)", common[0]
        ) > 2 * MAX_CANDIDATES  # fmt: skip


async def _is_common(connection: asyncpg.Connection, words: str) -> bool:
    found: bool = await connection.fetchval(
        "select quire_search.is_common(quire_search.candidates($1))", words
    )
    return found


def _worst(common: list[str]) -> Iterator[str]:
    yield common[0]
    yield " or ".join(common)[:400].rpartition(" or ")[0]
    yield " ".join(common[:3])
    yield f'"{common[0]} {common[0]} {common[1]}"'
    yield f"{common[0]} -{common[1]} -{common[2]}"


async def _common_words(connection: asyncpg.Connection) -> list[str]:
    found = await connection.fetch(
        "select word from ts_stat('select search from quire_reader.comment order by id limit 5000') "
        "where length(word) > 2 order by ndoc desc, word limit $1",
        MAX_SEARCH_WORDS,
    )
    return [record["word"] for record in found]


async def _rows_read(connection: asyncpg.Connection, text: str, values: Any) -> int:
    """The rows that the scans of a statement returned or dropped, by EXPLAIN ANALYZE."""
    # a generic plan, as that of a statement which is kept
    await connection.execute("set plan_cache_mode = force_generic_plan")
    report = await connection.fetchval(f"explain (analyze, format json) {text}", *values)
    return sum(_of_node(json.loads(report)[0]["Plan"]))


def _of_node(node: dict[str, Any]) -> Iterator[int]:
    if "Scan" in node["Node Type"] and "Relation Name" in node:
        loops = node["Actual Loops"]
        dropped = node.get("Rows Removed by Filter", 0) + node.get(
            "Rows Removed by Index Recheck", 0
        )
        yield int(loops * (node["Actual Rows"] + dropped))
    for below in node.get("Plans", ()):
        yield from _of_node(below)
