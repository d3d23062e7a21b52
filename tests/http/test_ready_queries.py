"""Queries that are known by their bytes are decided as if they had been read anew."""

from __future__ import annotations

import json

import pytest

from gql.engine import Context
from gql.http.ready_queries import MAX_KEPT, ReadyQueries
from gql.operation.execute import Executor
from gql.operation.planning import ReadyQuery
from gql.operation.request import GraphQLRequest
from gql.schema import schema
from gql.settings import Settings
from gql.viewer import ANONYMOUS
from tests.operation_client import SERVICE_URL, OperationClient

QUERY = "query Find($slug: String!) { post(by: { slug: $slug }) { title } }"
COUNT = "{ posts(first: 1) { totalCount } }"


def body(query: str = QUERY, **variables: str) -> bytes:
    return json.dumps({"query": query, "variables": variables}).encode()


@pytest.fixture
async def executor(reader: OperationClient) -> Executor:
    """One that has compiled both queries."""
    executor = Executor(schema, compile_at=1)
    for query in (QUERY, COUNT):
        request = GraphQLRequest(query, variables={"slug": "a"} if query == QUERY else {})
        for _ in range(2):
            await executor.run(request, Context(ANONYMOUS, reader.database.reader, SERVICE_URL))
    return executor


@pytest.fixture
def queries(executor: Executor) -> ReadyQueries:
    return ReadyQueries(executor, Settings(max_nodes=100))


def test_the_same_bytes_are_read_once_and_counted_each_time(
    executor: Executor, queries: ReadyQueries
) -> None:
    first = found(queries, body(slug="a"))
    times = first.valid.document.times_requested
    assert found(queries, body(slug="a")) is first
    assert first.valid.document.times_requested == times + 1
    assert found(queries, body(slug="b")).valid.variables.coerced == {"slug": "b"}


def test_what_has_become_too_dear_is_refused_though_its_bytes_are_known(
    executor: Executor, queries: ReadyQueries
) -> None:
    assert found(queries, body(COUNT))
    executor.sizes.update({"post": 1_000_000})
    assert queries.find(body(COUNT)) is None


def test_a_document_or_a_plan_that_was_let_go_is_looked_for_anew(
    executor: Executor, queries: ReadyQueries
) -> None:
    document = found(queries, body(slug="a")).valid.document
    document.plans.clear()
    assert queries.find(body(slug="a")) is None


def test_a_flood_of_variables_stays_within_its_bound(queries: ReadyQueries) -> None:
    for number in range(MAX_KEPT + 50):
        assert queries.find(body(slug=f"post-{number}"))
    assert len(queries._kept) == MAX_KEPT


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"query": 1}', body("{ none }")])
def test_what_is_refused_is_none(queries: ReadyQueries, text: bytes) -> None:
    assert queries.find(text) is None


def found(queries: ReadyQueries, text: bytes) -> ReadyQuery:
    ready = queries.find(text)
    assert ready
    return ready
