"""Whatever goes wrong in a field has a code and a useful sentence, and shows nothing of our insides."""

from __future__ import annotations

import re
from typing import Any

import pytest
from structlog.testing import capture_logs

from gql import logs
from gql.errors import DatabaseBusy
from gql.operation.execute import Executor, Result
from gql.operation.request import GraphQLRequest
from tests import toy_schema

INSIDES = re.compile(
    r"secret|Traceback|line \d|recursion|ZeroDivision|NoneType|enum|Colour|object at|non-nullable"
)


@pytest.fixture(scope="module")
def executor() -> Executor:
    return Executor(toy_schema.schema())


async def run(executor: Executor, query: str) -> tuple[Result, list[Any]]:
    with logs.RequestId(b"test-1"), capture_logs() as lines:
        result = await executor.run(GraphQLRequest(query), toy_schema.context())
    return result, lines


FAULTS = [
    '{ fail(how: "fault") }',
    '{ fail(how: "recursion") }',
    '{ fail(how: "empty") }',
    '{ fail(how: "graphql") }',
    '{ fail(how: "no such key") }',
    "{ unserialisable }",
    "{ thing { requiredFailure } }",
]


@pytest.mark.parametrize("query", FAULTS)
async def test_a_fault_is_masked_and_found_in_the_log_under_the_id_of_its_request(
    executor: Executor, query: str
) -> None:
    result, lines = await run(executor, query)
    [error] = result.errors
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": "test-1"}
    assert error["message"] == (
        "Quire could not answer this field. The fault is logged under request test-1."
    )
    assert error["path"]
    assert error["locations"]
    assert [line["event"] for line in lines] == ["fault"]
    assert isinstance(lines[0]["exc_info"], Exception)
    assert not INSIDES.search(str(error))


TOLD = {
    "bad": {
        "message": "The slug is empty.",
        "extensions": {"code": "BAD_USER_INPUT", "field": "slug"},
    },
    "busy": {
        "message": "All database connections are in use. Try again in a moment.",
        "extensions": {"code": "DATABASE_BUSY"},
    },
    "long": {"message": "x" * 299 + "…", "extensions": {"code": "BAD_USER_INPUT"}},
}


@pytest.mark.parametrize("how", TOLD)
async def test_our_own_errors_are_told_as_they_stand_and_are_no_faults(
    executor: Executor, how: str
) -> None:
    result, lines = await run(executor, f'{{ a: fail(how: "{how}") }}')
    assert result.data == {"a": None}
    assert result.errors == [{**TOLD[how], "path": ["a"], "locations": [{"line": 1, "column": 3}]}]
    assert [line["event"] for line in lines] == (["unavailable"] if how == "busy" else [])


async def test_the_cause_of_an_empty_answer_is_known_where_it_may_pass(executor: Executor) -> None:
    result, _ = await run(executor, '{ must(how: "busy") }')
    assert result.data is None
    assert isinstance(result.cause, DatabaseBusy)
    result, _ = await run(executor, '{ fail(how: "busy") must(how: "bad") }')
    assert result.data is None
    result, _ = await run(executor, '{ fail(how: "busy") }')
    assert (result.data, result.cause) == ({"fail": None}, None)


OF_VALUES = [
    (None, "Expected value of non-null type 'Int!' not to be null."),
    (True, "Int cannot represent non-integer value: true"),
    ("None", "Int cannot represent non-integer value: 'None'"),
    (
        [None, False, "True", 'it\'s "None"'],
        "Int cannot represent non-integer value: [null, false, 'True', 'it\\'s \"None\"']",
    ),
]


@pytest.mark.parametrize(("given", "told"), OF_VALUES)
async def test_values_are_told_in_words_of_json_and_what_is_quoted_stays(
    executor: Executor, given: object, told: str
) -> None:
    asked = GraphQLRequest("query($n: Int!) { echo(number: $n) }", variables={"n": given})
    result = await executor.run(asked, toy_schema.context())
    assert [error["message"] for error in result.errors] == [
        f"Variable '$n' has invalid value: {told}"
    ]


async def test_a_null_for_what_must_be_is_told_as_null(executor: Executor) -> None:
    asked = GraphQLRequest('query($w: String = "x") { needed(word: $w) }', variables={"w": None})
    result = await executor.run(asked, toy_schema.context())
    assert [error["message"] for error in result.errors] == [
        "Argument 'word' has invalid value: "
        "Expected variable '$w' provided to non-null type 'String!' not to be null."
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("null", "Expected value of non-null type 'Boolean!' not to be null."),
        ("None", "Boolean cannot represent a non boolean value: None"),
    ],
)
async def test_what_stands_in_a_document_is_told_as_it_stands(
    executor: Executor, value: str, told: str
) -> None:
    result, _ = await run(executor, f"{{ __typename @skip(if: {value}) }}")
    assert [error["message"] for error in result.errors] == [told]


async def test_what_the_client_wrote_comes_back_shortened(executor: Executor) -> None:
    result, _ = await run(executor, "{" + "x" * 60_000 + "}")
    assert len(result.errors[0]["message"]) == 300
