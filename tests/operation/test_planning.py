"""The cost of an operation is known before any read; plans answer from the second request on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
import pytest
from structlog.testing import capture_logs

from gql import logs
from gql.db import Database, FailingReader
from gql.engine import Context, Plan
from gql.engine.plan.compiler import MAX_FIELDS
from gql.errors import DatabaseDown
from gql.operation.execute import Executor
from gql.operation.limits import Limits
from gql.operation.planning import FALLBACK_REASONS
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.schema import schema
from gql.viewer import ANONYMOUS
from tests import toy_schema
from tests.operation_client import SERVICE_URL

MANY = "query ($n: Int!) { posts(first: $n) { nodes { comments(first: 100) { nodes { id } } } } }"
TITLES = "{ posts(first: 2) { nodes { title } } }"


@pytest.fixture(scope="module")
async def database(publication: str) -> AsyncIterator[Database]:
    database = await Database.open(publication, pool_size=2)
    yield database
    await database.close()


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    with capture_logs() as lines:
        monkeypatch.setattr(logs, "log", logs.structlog.get_logger("quire"))
        yield lines


async def run(executor: Executor, database: Database, query: str, **more: Any) -> Result:
    """Run an operation as an anonymous viewer, with a new context."""
    context = Context(ANONYMOUS, database.reader, SERVICE_URL)
    return await executor.run(GraphQLRequest(query, **more), context)


@pytest.mark.parametrize("compile_at", [None, 1, 2])
@pytest.mark.parametrize("variables", [{"n": 100}, {"n": 99}])
async def test_an_operation_that_may_return_too_much_is_refused_before_any_statement(
    database: Database, compile_at: int | None, variables: dict[str, int]
) -> None:
    executor = Executor(schema, compile_at=compile_at)
    for _ in range(2):
        result = await run(executor, database, MANY, variables=variables)
        # each post, and a hundred comments of it
        cost = variables["n"] * 101
        if cost <= 10_000:
            assert result.errors == []
            continue
        assert (result.executed, result.statements.lines) == (False, [])
        assert result.errors == [
            {
                "message": "The operation may return 10,100 records, and at most 10,000 are "
                "allowed. Ask for smaller pages, for less inside them, or for fewer searches.",
                "extensions": {"code": "COST_LIMIT", "requested": cost, "allowed": 10_000},
            }
        ]


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ site { title } }", 0),
        ('{ post(by: { slug: "x" }) { title author { name } } }', 2),
        ("{ posts(first: 20) { totalCount } }", 0),
        ("{ posts(first: 20) { pageInfo { hasNextPage } } }", 20),
        ("{ posts(first: 20) { nodes { author { name } } edges { cursor } } }", 60),
        ("{ posts { nodes { tags { name } } } }", 40),
        ("{ comments(last: 5) { nodes { commentedOn { ... on Post { author { name } } } } } }", 15),
        ('{ nodes(ids: ["a", "b"]) { ... on Post { tags { name } } } }', 8),
        (
            '{ search(query: "x", first: 7) { nodes { ... on Comment { author { name } } } } }',
            1_014,
        ),
        # and 400 rows among which the related ones are found, for each post
        ("{ posts(first: 2) { nodes { related(first: 4) { nodes { title } } } } }", 10 + 53),
        ("{ posts(first: 2) { nodes { discussion(first: 3) { nodes { id } } } } }", 26),
    ],
)
async def test_the_cost_is_in_the_extensions_on_request(
    database: Database, query: str, cost: int
) -> None:
    executor = Executor(schema)
    for _ in range(2):
        result = await run(executor, database, query, extensions={"cost": True})
        assert result.extensions == {"cost": {"requested": cost, "allowed": 10_000}}
    assert (await run(executor, database, query)).extensions == {}


async def test_the_plan_answers_from_the_second_request_of_a_document_on(
    database: Database,
) -> None:
    executor = Executor(schema)
    results = [await run(executor, database, TITLES) for _ in range(3)]
    assert [result.planned for result in results] == [False, True, True]
    assert len({orjson.dumps(result.data) for result in results}) == 1
    assert executor.document_cache.plans == 1


async def test_each_value_of_a_condition_variable_has_its_own_plan(database: Database) -> None:
    executor = Executor(schema, compile_at=1)
    query = "query ($all: Boolean!) { site { title language @include(if: $all) } }"
    for value in (True, False, True):
        result = await run(executor, database, query, variables={"all": value})
        assert result.planned
        assert ("language" in (result.data or {})["site"]) is value
    assert executor.document_cache.plans == 2


async def test_a_mutation_is_never_planned() -> None:
    executor = Executor(toy_schema.schema(), compile_at=1)
    result = await executor.run(GraphQLRequest("mutation { shout }"), toy_schema.context())
    assert (result.data, result.planned, result.fallback) == ({"shout": "HEY"}, False, None)


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("{ __schema { queryType { name } } }", "introspection"),
        ('{ posts(after: "garbage") { nodes { id } } }', "refused"),
        (
            '{ post(by: { slug: "bread-at-four" }) { author { avatar(size: 1) { url } } } }',
            "refused",
        ),
        (
            'query ($format: ContentFormat) { post(by: { slug: "bread-at-four" }) '
            "{ comments(first: 1) { nodes { id content(format: $format) } } } }",
            "refused",
        ),
    ],
)
async def test_the_reference_path_answers_what_a_plan_cannot(
    database: Database, query: str, reason: str
) -> None:
    nulls = {"variables": {"format": None}} if "$format" in query else {}
    result = await run(Executor(schema, compile_at=1), database, query, **nulls)
    reference = await run(Executor(schema, compile_at=None), database, query, **nulls)
    assert (result.planned, result.fallback) == (False, reason)
    assert reason in FALLBACK_REASONS
    assert orjson.dumps([result.data, result.errors]) == orjson.dumps(
        [reference.data, reference.errors]
    )


async def test_a_schema_without_declarations_is_answered_by_the_reference_path() -> None:
    result = await Executor(toy_schema.schema(), compile_at=1).run(
        GraphQLRequest("{hello}"), toy_schema.context()
    )
    assert (result.data, result.fallback) == ({"hello": "world"}, "unsupported")


async def test_a_database_that_is_down_is_not_tried_again_by_the_reference_path() -> None:
    context = Context(ANONYMOUS, FailingReader(DatabaseDown()), SERVICE_URL)
    query = '{ a: post(by: { slug: "x" }) { title } posts { nodes { id } } }'
    result = await Executor(schema, compile_at=1).run(GraphQLRequest(query), context)
    assert result.fallback == "unavailable"
    assert {error["extensions"]["code"] for error in result.errors} == {"DATABASE_DOWN"}
    assert all(error["path"] for error in result.errors)


async def test_a_broken_plan_is_logged_and_the_reference_path_answers(
    database: Database, monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Plan, "functions", {"build": broken})
    result = await run(Executor(schema, compile_at=1), database, TITLES)
    assert (result.fallback, result.errors) == ("fault", [])
    assert [line["event"] for line in logged] == ["the plan of an operation is broken"]


async def test_shadow_mode_logs_only_differences(
    database: Database, monkeypatch: pytest.MonkeyPatch, logged: list[Any]
) -> None:
    query = "query ($n: Int!) { posts(first: $n) { nodes { title } } }"
    executor = Executor(schema, compile_at=1, shadow=1.0)
    assert (await run(executor, database, query, variables={"n": 2})).planned
    await settled(executor)
    assert logged == []

    monkeypatch.setattr(Plan, "functions", {"build": lambda *_: {"posts": None}})
    executor = Executor(schema, compile_at=1, shadow=1.0)  # the plan before has its functions
    assert (await run(executor, database, query, variables={"n": 2})).planned
    await settled(executor)
    [line] = logged
    assert (line["event"], line["operation"], line["variables"]) == (
        "plan and reference differ",
        query,
        {"n": 2},
    )


async def settled(executor: Executor) -> None:
    """Wait for the comparisons of shadow mode, which run beside the answers."""
    await asyncio.gather(*executor._shadow._comparing)


async def test_an_invalid_argument_of_another_field_does_not_hide_the_cost(
    database: Database,
) -> None:
    query = """{
      bad: posts(after: "garbage") { nodes { id } }
      posts(first: 100) { nodes { comments(first: 100) { nodes { id } } } }
    }"""
    result = await run(Executor(schema, compile_at=1), database, query)
    assert [error["extensions"]["code"] for error in result.errors] == ["COST_LIMIT"]


@pytest.mark.parametrize("compile_at", [None, 1])
async def test_selections_that_multiply_by_types_are_refused_before_any_statement(
    database: Database, compile_at: int | None
) -> None:
    # each level doubles the fields, as both types of an interface select them: 40 * 2^4
    below = "".join(f"a{n}: title " for n in range(40))
    for _ in range(4):
        both = f"... on Post {{ {below} }} ... on Page {{ {below} }}"
        below = f"discussion(first: 1) {{ nodes {{ commentedOn {{ {both} }} }} }}"
    query = f'{{ post(by: {{ slug: "bread-at-four" }}) {{ {below} }} }}'
    limits = Limits(repeats=10_000, aliases=10_000, depth=20, tokens=10_000, comparisons=500_000)
    result = await run(Executor(schema, limits, compile_at=compile_at), database, query)
    assert (result.executed, result.statements.lines) == (False, [])
    [error] = result.errors
    assert error["extensions"] == {
        "code": "LIMIT_EXCEEDED",
        "limit": "fields",
        "requested": MAX_FIELDS + 1,
        "allowed": MAX_FIELDS,
    }


@pytest.mark.parametrize("compile_at", [None, 1])
async def test_null_for_a_condition_variable_is_refused_before_any_statement(
    database: Database, compile_at: int | None
) -> None:
    query = "query ($all: Boolean = true) { posts { nodes { title @include(if: $all) } } }"
    executor = Executor(schema, compile_at=compile_at)
    assert (await run(executor, database, query)).errors == []
    # an explicit null overrides the default, and passes validation
    result = await run(executor, database, query, variables={"all": None})
    assert (result.executed, result.statements.lines) == (False, [])
    [error] = result.errors
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["message"].startswith("Variable '$all' is null")
