"""A response has a bounded number of bytes, estimated from stored lengths before texts are read."""

from __future__ import annotations

import tracemalloc
from collections.abc import AsyncIterator

import orjson
import pytest

from gql.db import Database
from gql.engine import Context
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.schema import schema
from gql.viewer import ANONYMOUS
from tests.operation.long_texts import COMMENT, HEADINGS, POSTS, TEXT, long_texts
from tests.operation.test_hostile_documents import outcome
from tests.operation_client import SERVICE_URL

MEGABYTE = 1_000_000
MOST = 2 * MEGABYTE


@pytest.fixture(scope="module")
async def database(module_database: str) -> AsyncIterator[Database]:
    async with long_texts(module_database) as database:
        yield database


async def run(database: Database, query: str, compile_at: int | None, most: int = MOST) -> Result:
    context = Context(ANONYMOUS, database.reader, SERVICE_URL, max_response=most, seconds=30)
    return await Executor(schema, compile_at=compile_at, timeout=30).run(
        GraphQLRequest(query), context
    )


def aliases(field: str, times: int) -> str:
    return " ".join(f"a{n}: {field}" for n in range(times))


TOO_LARGE = {
    "a list of texts": "{ posts(first: 100) { nodes { content } } }",
    "lists under many aliases": "{ %s }".replace(
        "%s", aliases("posts(first: 100) { nodes { content } }", 20)
    ),
    "one text under many aliases": '{ post(by: { slug: "long-1" }) { %s } }'.replace(
        "%s", aliases("content", 40)
    ),
    "texts of edges": "{ posts(first: 90) { edges { cursor node { content } } } }",
    "texts of comments in a list": "{ comments(first: 100) { nodes { %s } } }".replace(
        "%s", aliases("content", 40)
    ),
    "texts of a discussion": '{ post(by: { slug: "long-1" }) { discussion(first: 100) '
    "{ edges { node { %s } } } } }".replace("%s", aliases("content", 12)),
    "texts of neighbours": "{ posts(first: 100) { nodes { previous { content } } } }",
    "texts of parents of comments": "{ comments(first: 100) { nodes { %s } } }".replace(
        "%s", "commentedOn { ... on Post { content } }"
    ),
    "tables of contents": "{ posts(first: 100) { nodes { %s } } }".replace(
        "%s", aliases("toc { level text anchor }", 20)
    ),
    "excerpts": "{ posts(first: 100) { nodes { %s } } }".replace(
        "%s", aliases("excerpt(words: 300)", 40)
    ),
}


@pytest.mark.parametrize("compile_at", [None, 1], ids=["reference", "plan"])
@pytest.mark.parametrize("what", TOO_LARGE)
async def test_a_response_that_would_be_too_large_is_not_read(
    database: Database, what: str, compile_at: int | None
) -> None:
    result = await run(database, TOO_LARGE[what], compile_at)
    assert outcome(result) == "LIMIT_EXCEEDED response"
    assert (result.executed, result.data) == (False, None)
    # asked for nothing but lengths
    assert [statement.name.endswith(".size") for statement, _ in result.statements.statements] == [
        True
    ]
    assert result.errors[0]["extensions"]["requested"] > MOST


@pytest.mark.parametrize("compile_at", [None, 1], ids=["reference", "plan"])
async def test_memory_does_not_grow_with_what_is_refused(
    database: Database, compile_at: int | None
) -> None:
    tracemalloc.start()
    try:
        await run(database, TOO_LARGE["lists under many aliases"], compile_at)
        assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE
    finally:
        tracemalloc.stop()


ALLOWED = {
    "one text": ('{ post(by: { slug: "long-1" }) { content } }', TEXT),
    "some texts": ("{ posts(first: 5) { nodes { content } } }", 5 * TEXT),
    "some comments": ("{ comments(first: 50) { nodes { content } } }", 50 * COMMENT),
    "short values of all": (
        "{ posts(first: 100) { nodes { title content(format: TEXT) } } }",
        POSTS * 8,
    ),
    "a table of contents": ("{ posts(first: 5) { nodes { toc { anchor } } } }", 5 * HEADINGS),
}


@pytest.mark.parametrize("compile_at", [None, 1], ids=["reference", "plan"])
@pytest.mark.parametrize("what", ALLOWED)
async def test_what_is_small_enough_is_answered_however_much_it_might_have_been(
    database: Database, what: str, compile_at: int | None
) -> None:
    query, size = ALLOWED[what]
    result = await run(database, query, compile_at)
    assert result.errors == []
    assert 0.9 * size < len(orjson.dumps(result.data)) < MOST


@pytest.mark.parametrize("what", ALLOWED)
async def test_the_estimate_is_near_the_size(database: Database, what: str) -> None:
    query, _ = ALLOWED[what]
    size = len(orjson.dumps((await run(database, query, 1)).data))
    refused = await run(database, query, 1, most=size // 8)
    assert outcome(refused) == "LIMIT_EXCEEDED response"
    assert size / 8 < refused.errors[0]["extensions"]["requested"] < 8 * size


async def test_a_small_operation_asks_for_no_sizes(database: Database) -> None:
    query = '{ post(by: { slug: "long-1" }) { title content } comments(first: 20) { nodes { content } } }'
    result = await run(database, query, 1)
    assert not [s.name for s, _ in result.statements.statements if s.name.endswith(".size")]
