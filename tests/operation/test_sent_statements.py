"""`extensions.sql`: what an operation sent to Postgres, for developers only."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from gql.app import create_app
from gql.db import FailingReader, SentStatement, Statement
from gql.engine import Context
from gql.errors import DatabaseDown
from gql.operation.execute import Executor
from gql.operation.request import GraphQLRequest
from gql.operation.sent_statements import sent_statements
from gql.schema import schema
from gql.settings import Settings
from gql.viewer import ANONYMOUS
from tests.operation_client import SERVICE_URL, OperationClient

QUERY = "query Post($slug: String!) { post(by: { slug: $slug }) { title tags { name } } }"


async def statements_of(
    client: OperationClient,
    *,
    compile_at: int | None,
    slug: str = "bread-at-four",
    **extensions: Any,
) -> list[dict[str, Any]]:
    executor = Executor(schema, compile_at=compile_at, shows_statements=True)
    request = GraphQLRequest(QUERY, variables={"slug": "bread-at-four"}, extensions=extensions)
    context = Context(ANONYMOUS, client.database.reader, SERVICE_URL)
    result = await executor.run(request, context)
    assert not result.errors
    shown: list[dict[str, Any]] = result.extensions["sql"]
    assert len(shown) == len(result.statements.statements)
    return shown


@pytest.mark.parametrize(("compile_at", "count"), [(1, 1), (None, 2)])
async def test_each_statement_is_shown_with_its_time_and_rows(
    reader: OperationClient, compile_at: int | None, count: int
) -> None:
    shown = await statements_of(reader, compile_at=compile_at)
    assert len(shown) == count
    assert shown[0]["rows"] == 1
    assert "bread-at-four" in shown[0]["values"][0]
    for one in shown:
        assert one["text"].startswith("select")
        assert one["milliseconds"] > 0
        assert "plan" not in one


@pytest.mark.parametrize("compile_at", [1, None])
async def test_query_plans_are_shown_on_request(
    reader: OperationClient, compile_at: int | None
) -> None:
    for one in await statements_of(reader, compile_at=compile_at, explain=True):
        assert any("Scan" in line for line in one["plan"])
    for value in ("true", 1, {}):
        assert "plan" not in (await statements_of(reader, compile_at=1, explain=value))[0]


async def test_long_values_are_shortened_and_a_plan_that_cannot_be_made_is_said() -> None:
    sent = [SentStatement(Statement("post", "select $1"), ("a" * 5_000,), 0.001, 1)]
    context = Context(ANONYMOUS, FailingReader(DatabaseDown()), SERVICE_URL)
    request = GraphQLRequest(QUERY, extensions={"explain": True})
    [shown] = await sent_statements(sent, context, request)
    assert len(shown["values"][0]) == 201
    assert shown["plan"] == [DatabaseDown().message]


async def test_nothing_is_shown_unless_it_is_switched_on(
    reader: OperationClient, publication: str, capsys: pytest.CaptureFixture[str]
) -> None:
    executor = Executor(schema)
    context = Context(ANONYMOUS, reader.database.reader, SERVICE_URL)
    request = GraphQLRequest("{ site { title } }", extensions={"explain": True})
    assert (await executor.run(request, context)).extensions == {}

    for debug in (False, True):
        app = create_app(Settings(database_url=publication, debug=debug))
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://quire.example") as client,
        ):
            response = await client.post("/graphql", json={"query": "{ site { title } }"})
            page = await client.get("/", headers={"accept": "text/html"})
        assert ("extensions" in response.json()) == debug
        assert (f'"showsSql":{str(debug).lower()}' in page.text) == ("showsSql" in page.text)
        assert ("QUIRE_DEBUG is on" in capsys.readouterr().err) == debug
