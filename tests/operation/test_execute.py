"""An operation runs, or is refused with a code that says why."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

import pytest

from gql.operation.execute import Executor, Result
from gql.operation.limits import Limits
from gql.operation.request import GraphQLRequest
from tests import toy_schema
from tests.operation.test_limits import GRAPHQL_JS


@pytest.fixture(scope="module")
def executor() -> Executor:
    return Executor(toy_schema.schema(), timeout=5)


async def run(executor: Executor, query: str, *, by_post: bool = True, **more: Any) -> Result:
    return await executor.run(
        GraphQLRequest(query, **more), toy_schema.context(), allow_mutation=by_post
    )


def codes(result: Result) -> list[str]:
    return [error["extensions"]["code"] for error in result.errors]


async def test_a_query_is_answered_with_the_keys_in_the_order_of_the_document(
    executor: Executor,
) -> None:
    result = await run(executor, "{ z: hello thing { name things(first: 2) { name } } a: hello }")
    assert (result.executed, result.errors, result.cause) == (True, [], None)
    assert json.dumps(result.data) == (
        '{"z": "world", "thing": {"name": "thing", "things": '
        '[{"name": "thing.0"}, {"name": "thing.1"}]}, "a": "world"}'
    )


async def test_the_operation_of_that_name_runs(executor: Executor) -> None:
    result = await run(executor, "query A{a:hello} query B{b:hello}", operation_name="B")
    assert result.data == {"b": "world"}


async def test_variables_reach_the_fields(executor: Executor) -> None:
    query = "query($t:String! $n:Int=3 $b:By!){echo(text:$t number:$n) by(by:$b)}"
    result = await run(executor, query, variables={"t": "é", "b": {"slug": "x"}})
    assert result.data == {"echo": "é3", "by": "x"}


async def test_a_mutation_runs_by_post(executor: Executor) -> None:
    assert (await run(executor, "mutation{shout}")).data == {"shout": "HEY"}


@pytest.mark.parametrize("with_mutations", [True, False])
async def test_a_mutation_by_get_is_refused_before_anything_else(with_mutations: bool) -> None:
    executor = Executor(toy_schema.schema(mutation=with_mutations))
    result = await run(executor, "mutation{shout}", by_post=False)
    assert (codes(result), result.executed) == (["NOT_ALLOWED_BY_GET"], False)


async def test_graphiql_can_ask_for_the_schema(executor: Executor) -> None:
    result = await run(executor, GRAPHQL_JS)
    assert result.errors == []
    assert result.data
    assert result.data["__schema"]["queryType"] == {
        "name": "Query",
        "kind": "OBJECT",
    }


REFUSED = [
    ("{", {}, "GRAPHQL_PARSE_FAILED", r"Syntax Error: Expected Name"),
    ("", {}, "GRAPHQL_PARSE_FAILED", r"Syntax Error: Unexpected <EOF>"),
    ("{a(b:\x00)}", {}, "GRAPHQL_PARSE_FAILED", r"Unexpected character: U\+0000"),
    ('{echo(text:"\\ud800")}', {}, "GRAPHQL_PARSE_FAILED", r"Invalid Unicode escape"),
    ("{nope}", {}, "GRAPHQL_VALIDATION_FAILED", r"Cannot query field 'nope'"),
    ("{echo(number:3000000000)}", {}, "GRAPHQL_VALIDATION_FAILED", r"non 32-bit signed integer"),
    ("{echo(number:" + "9" * 5000 + ")}", {}, "LIMIT_EXCEEDED", r"number in the document .* 5,000"),
    ('{even(number:"x")}', {}, "GRAPHQL_VALIDATION_FAILED", r"type 'Even'; found: \"x\"\.$"),
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
    ("{" + "a " * 101 + "}", {}, "LIMIT_EXCEEDED", r"One field stands too often .*: 101"),
]


@pytest.mark.parametrize(("query", "more", "code", "message"), REFUSED)
async def test_what_cannot_run_is_refused_with_its_code(
    executor: Executor, query: str, more: dict[str, Any], code: str, message: str
) -> None:
    result = await run(executor, query, **more)
    assert (result.executed, result.data) == (False, None)
    assert codes(result)[0] == code
    assert re.search(message, result.errors[0]["message"])


async def test_an_error_says_where_it_stands_in_the_document(executor: Executor) -> None:
    result = await run(executor, "{\n  thing { nope }\n}")
    assert result.errors[0]["locations"] == [{"line": 2, "column": 11}]


async def test_at_most_twenty_errors_are_told(executor: Executor) -> None:
    result = await run(executor, "{" + "".join(f"nope{n} " for n in range(60)) + "}")
    assert len(result.errors) == 20
    query = "{" + "".join(f'a{n}: fail(how: "bad") ' for n in range(30)) + "}"
    result = await run(executor, query)
    assert len(result.errors) == 20
    assert result.data
    assert len(result.data) == 30


async def test_a_variable_that_turns_out_null_is_the_clients_mistake(executor: Executor) -> None:
    query = 'query($w:String="a"){needed(word:$w)}'
    result = await run(executor, query, variables={"w": None})
    assert codes(result) == ["BAD_USER_INPUT"]
    assert result.executed


async def test_a_slow_operation_is_stopped_in_time() -> None:
    executor = Executor(toy_schema.schema(), timeout=0.05)
    context = toy_schema.context()
    result = await executor.run(GraphQLRequest("{ slow hello }"), context)
    assert (codes(result), result.data, result.executed) == (["TIMED_OUT"], None, True)
    assert result.cause
    assert result.cause.status == 503
    assert context.cancelled.is_set()


async def test_a_cancelled_operation_passes_the_cancellation_on(executor: Executor) -> None:
    context = toy_schema.context()
    task = asyncio.create_task(executor.run(GraphQLRequest("{ slow }"), context))
    await context.started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert context.cancelled.is_set()


async def test_a_cancellation_that_nobody_asked_for_is_a_fault(executor: Executor) -> None:
    result = await run(executor, "{ leakACancellation }")
    assert codes(result) == ["INTERNAL_SERVER_ERROR"]


async def test_limits_are_those_that_were_given() -> None:
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


async def test_what_breaks_before_the_fields_is_a_fault(executor: Executor) -> None:
    result = await run(executor, None)  # type: ignore[arg-type]
    assert (codes(result), result.executed) == (["INTERNAL_SERVER_ERROR"], False)
    assert result.cause
    assert result.cause.status == 500
