"""Every error in a response has a code and a useful message, and reveals no internals."""

from __future__ import annotations

import re
from typing import Any

import pytest
from structlog.testing import capture_logs

from gql import logs
from gql.errors import DatabaseBusy
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from tests import toy_schema

INTERNALS = re.compile(
    r"secret|Traceback|line \d|recursion|ZeroDivision|NoneType|enum|Colour|object at|non-nullable"
)


@pytest.fixture(scope="module")
def executor() -> Executor:
    return Executor(toy_schema.schema())


async def run(executor: Executor, query: str) -> tuple[Result, list[Any]]:
    """Run a query under the request id test-1; return the log lines too."""
    with logs.RequestIdScope(b"test-1"), capture_logs() as lines:
        result = await executor.run(GraphQLRequest(query), toy_schema.context())
    return result, lines


FAULTS = [
    '{ fail(how: "fault") }',
    '{ fail(how: "recursion") }',
    '{ fail(how: "empty") }',  # an exception without a message, of which no None may be left
    '{ fail(how: "graphql") }',  # a library's GraphQLError has no code of ours: its text is masked
    '{ fail(how: "no such key") }',
    "{ unserialisable }",
    "{ thing { requiredFailure } }",
]


@pytest.mark.parametrize("query", FAULTS)
async def test_an_unexpected_error_is_masked_and_logged_under_the_request_id(
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
    assert not INTERNALS.search(str(error))


OWN_ERRORS = {
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


@pytest.mark.parametrize("how", OWN_ERRORS)
async def test_our_own_errors_reach_the_client_unchanged_and_are_not_logged_as_faults(
    executor: Executor, how: str
) -> None:
    result, lines = await run(executor, f'{{ a: fail(how: "{how}") }}')
    assert result.data == {"a": None}
    assert result.errors == [
        {**OWN_ERRORS[how], "path": ["a"], "locations": [{"line": 1, "column": 3}]}
    ]
    assert [line["event"] for line in lines] == (["unavailable"] if how == "busy" else [])


async def test_a_transient_error_that_left_no_data_is_the_cause_of_the_result(
    executor: Executor,
) -> None:
    # must is non-null, so its error leaves no data at all
    result, _ = await run(executor, '{ must(how: "busy") }')
    assert result.data is None
    assert isinstance(result.cause, DatabaseBusy)
    result, _ = await run(executor, '{ fail(how: "busy") must(how: "bad") }')
    assert result.data is None
    result, _ = await run(executor, '{ fail(how: "busy") }')
    assert (result.data, result.cause) == ({"fail": None}, None)


INVALID_VALUES = [
    (None, "Expected value of non-null type 'Int!' not to be null."),
    (True, "Int cannot represent non-integer value: true"),
    ("None", "Int cannot represent non-integer value: 'None'"),
    (
        [None, False, "True", 'it\'s "None"'],
        "Int cannot represent non-integer value: [null, false, 'True', 'it\\'s \"None\"']",
    ),
]


@pytest.mark.parametrize(("value", "message"), INVALID_VALUES)
async def test_messages_about_variables_use_json_literals_outside_quotes(
    executor: Executor, value: object, message: str
) -> None:
    request = GraphQLRequest("query($n: Int!) { echo(number: $n) }", variables={"n": value})
    result = await executor.run(request, toy_schema.context())
    assert [error["message"] for error in result.errors] == [
        f"Variable '$n' has invalid value: {message}"
    ]


async def test_a_null_for_a_required_argument_is_called_null(executor: Executor) -> None:
    request = GraphQLRequest('query($w: String = "x") { needed(word: $w) }', variables={"w": None})
    result = await executor.run(request, toy_schema.context())
    assert [error["message"] for error in result.errors] == [
        "Argument 'word' has invalid value: "
        "Expected variable '$w' provided to non-null type 'String!' not to be null."
    ]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("null", "Expected value of non-null type 'Boolean!' not to be null."),
        ("None", "Boolean cannot represent a non boolean value: None"),
    ],
)
async def test_values_in_the_document_are_quoted_as_written(
    executor: Executor, value: str, message: str
) -> None:
    result, _ = await run(executor, f"{{ __typename @skip(if: {value}) }}")
    assert [error["message"] for error in result.errors] == [message]


async def test_long_input_is_shortened_in_messages(executor: Executor) -> None:
    result, _ = await run(executor, "{" + "x" * 60_000 + "}")
    assert len(result.errors[0]["message"]) == 300
