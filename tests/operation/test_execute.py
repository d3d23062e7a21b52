"""An operation runs, or is refused with a code and a message that say why."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from gql.operation.execute import Executor
from gql.operation.limits import Limits
from gql.operation.request import GraphQLRequest
from gql.operation.result import Result
from gql.operation.selected_operation import Allowed
from tests import toy_schema
from tests.operation.test_limits import GRAPHQL_JS


@pytest.fixture(scope="module")
def executor() -> Executor:
    return Executor(toy_schema.schema(), timeout=5)


async def run(
    executor: Executor, query: str, *, allowed: Allowed = Allowed.BY_POST, **more: Any
) -> Result:
    return await executor.run(GraphQLRequest(query, **more), toy_schema.context(), allowed=allowed)


def codes(result: Result) -> list[str]:
    """The codes of all errors."""
    return [error["extensions"]["code"] for error in result.errors]


async def test_data_has_its_keys_in_the_order_of_the_document(
    executor: Executor,
) -> None:
    result = await run(executor, "{ z: hello thing { name things(first: 2) { name } } a: hello }")
    assert (result.executed, result.errors, result.cause) == (True, [], None)
    assert json.dumps(result.data) == (
        '{"z": "world", "thing": {"name": "thing", "things": '
        '[{"name": "thing.0"}, {"name": "thing.1"}]}, "a": "world"}'
    )


async def test_the_operation_named_in_the_request_runs(executor: Executor) -> None:
    result = await run(executor, "query A{a:hello} query B{b:hello}", operation_name="B")
    assert result.data == {"b": "world"}


async def test_variables_reach_the_fields(executor: Executor) -> None:
    query = "query($t:String! $n:Int=3 $b:By!){echo(text:$t number:$n) by(by:$b)}"
    result = await run(executor, query, variables={"t": "é", "b": {"slug": "x"}})
    assert result.data == {"echo": "é3", "by": "x"}


async def test_a_mutation_runs_by_post(executor: Executor) -> None:
    assert (await run(executor, "mutation{shout}")).data == {"shout": "HEY"}


@pytest.mark.parametrize("with_mutations", [True, False])
async def test_a_mutation_by_get_is_refused_before_validation(with_mutations: bool) -> None:
    # a schema without mutations must not answer with a validation error instead
    executor = Executor(toy_schema.schema(mutation=with_mutations))
    result = await run(executor, "mutation{shout}", allowed=Allowed.BY_GET)
    assert (codes(result), result.executed) == (["NOT_ALLOWED_BY_GET"], False)


async def test_the_introspection_query_of_graphiql_is_answered(executor: Executor) -> None:
    result = await run(executor, GRAPHQL_JS)
    assert result.errors == []
    assert result.data
    assert result.data["__schema"]["queryType"] == {
        "name": "Query",
        "kind": "OBJECT",
    }


INVALID_REQUESTS = [
    ("{", {}, "GRAPHQL_PARSE_FAILED", r"Syntax Error: Expected Name"),
    ("", {}, "GRAPHQL_PARSE_FAILED", r"Syntax Error: Unexpected <EOF>"),
    ("{a(b:\x00)}", {}, "GRAPHQL_PARSE_FAILED", r"Unexpected character: U\+0000"),
    ('{echo(text:"\\ud800")}', {}, "GRAPHQL_PARSE_FAILED", r"Invalid Unicode escape"),
    ("{nope}", {}, "GRAPHQL_VALIDATION_FAILED", r"Cannot query field 'nope'"),
    ("{echo(number:3000000000)}", {}, "GRAPHQL_VALIDATION_FAILED", r"non 32-bit signed integer"),
    # Python's int() refuses more than 4,300 digits: the limit must be checked before
    ("{echo(number:" + "9" * 5000 + ")}", {}, "LIMIT_EXCEEDED", r"number in the document .* 5,000"),
    # int() fails inside the scalar, and its message must not be appended
    ('{even(number:"x")}', {}, "GRAPHQL_VALIDATION_FAILED", r"type 'Even'; found: \"x\"\.$"),
    # an error of ours inside the scalar keeps its own code
    ('{even(number:"3")}', {}, "BAD_USER_INPUT", r"^Even numbers only\.$"),
    ("{...A} fragment A on Query{...A}", {}, "GRAPHQL_VALIDATION_FAILED", r"within itself"),
    ("query A{hello} query B{hello}", {}, "OPERATION_RESOLUTION_FAILURE", r"several operations"),
    ("query A{hello}", {"operation_name": "Z"}, "OPERATION_RESOLUTION_FAILURE", r"named 'Z'"),
    ("fragment F on Query{hello}", {}, "OPERATION_RESOLUTION_FAILURE", r"no operation"),
    ("subscription{hello}", {}, "OPERATION_RESOLUTION_FAILURE", r"Subscriptions are not answered"),
    ("query($t:String!){echo(text:$t)}", {}, "BAD_USER_INPUT", r"Variable '\$t' has invalid"),
    (
        "query($n:Int){echo(number:$n)}",
        {"variables": {"n": 2**40}},
        "BAD_USER_INPUT",
        r"non 32-bit signed",
    ),
    (
        "query($e:Even!){even(number:$e)}",
        {"variables": {"e": "x"}},
        "BAD_USER_INPUT",
        r"type 'Even'; found: 'x'\.$",
    ),
    (
        "query($e:Even!){even(number:$e)}",
        {"variables": {"e": "3"}},
        "BAD_USER_INPUT",
        r"^Even numbers only\.$",
    ),
    (
        "query($b:By!){by(by:$b)}",
        {"variables": {"b": {"id": "1", "slug": "a"}}},
        "BAD_USER_INPUT",
        r"xactly one",
    ),
    ("{" + "a " * 101 + "}", {}, "LIMIT_EXCEEDED", r"One field is repeated too often .*: 101"),
]


@pytest.mark.parametrize(("query", "more", "code", "message"), INVALID_REQUESTS)
async def test_an_invalid_request_is_refused_with_the_right_code(
    executor: Executor, query: str, more: dict[str, Any], code: str, message: str
) -> None:
    result = await run(executor, query, **more)
    assert (result.executed, result.data) == (False, None)
    assert codes(result)[0] == code
    assert re.search(message, result.errors[0]["message"])


async def test_an_error_has_its_location_in_the_document(executor: Executor) -> None:
    result = await run(executor, "{\n  thing { nope }\n}")
    assert result.errors[0]["locations"] == [{"line": 2, "column": 11}]


async def test_at_most_twenty_errors_are_reported(executor: Executor) -> None:
    result = await run(executor, "{" + "".join(f"nope{n} " for n in range(60)) + "}")
    assert len(result.errors) == 20
    # errors of fields are limited in the response, but every field is still answered
    query = "{" + "".join(f'a{n}: fail(how: "bad") ' for n in range(30)) + "}"
    result = await run(executor, query)
    assert len(result.errors) == 20
    assert result.data
    assert len(result.data) == 30


async def test_null_for_a_variable_in_a_required_argument_is_bad_input(executor: Executor) -> None:
    query = 'query($w:String="a"){needed(word:$w)}'
    result = await run(executor, query, variables={"w": None})
    assert codes(result) == ["BAD_USER_INPUT"]
    assert result.executed


async def test_a_slow_operation_is_cancelled_at_its_timeout() -> None:
    executor = Executor(toy_schema.schema(), timeout=0.05)
    context = toy_schema.context()
    result = await executor.run(GraphQLRequest("{ slow hello }"), context)
    assert (codes(result), result.data, result.executed) == (["TIMED_OUT"], None, True)
    assert result.cause
    assert result.cause.status == 503
    assert context.cancelled.is_set()


async def test_cancelling_an_operation_cancels_its_resolvers(executor: Executor) -> None:
    context = toy_schema.context()
    task = asyncio.create_task(executor.run(GraphQLRequest("{ slow }"), context))
    await context.started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert context.cancelled.is_set()


async def test_a_cancelled_error_that_leaks_from_a_resolver_is_an_internal_error(
    executor: Executor,
) -> None:
    result = await run(executor, "{ leakACancellation }")
    assert codes(result) == ["INTERNAL_SERVER_ERROR"]


async def test_limits_can_be_configured() -> None:
    executor = Executor(toy_schema.schema(), Limits(depth=1))
    result = await run(executor, "{ thing { name } }")
    assert result.errors == [
        {
            "message": "Fields are nested too deep: 2, and at most 1 are allowed (limit: depth).",
            "extensions": {
                "code": "LIMIT_EXCEEDED",
                "limit": "depth",
                "requested": 2,
                "allowed": 1,
            },
        }
    ]


async def test_an_exception_before_execution_is_an_internal_error(executor: Executor) -> None:
    # no text at all: the endpoint never lets that through
    result = await run(executor, None)  # type: ignore[arg-type]
    assert (codes(result), result.executed) == (["INTERNAL_SERVER_ERROR"], False)
    assert result.cause
    assert result.cause.status == 500
