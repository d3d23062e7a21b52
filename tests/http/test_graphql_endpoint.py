"""One request, one operation: who asked, what the log tells, and what happens when nobody waits."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from gql import logs
from gql.db import Database
from gql.errors import DatabaseDown
from gql.http.access_log import SOON
from gql.http.request_timeout import MOMENT
from gql.http.uvicorn_protocol import Protocol
from tests import toy_schema
from tests.http.conftest import application, serving, talking_to

HEAD = (
    b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n"
)
SLEEPERS = """
select count(*) from pg_stat_activity
where datname = current_database() and state = 'active' and query like 'select pg_sleep(%'
"""


@asynccontextmanager
async def told() -> AsyncIterator[list[EventDict]]:
    """What is logged meanwhile, and a moment later: requests are told of together."""
    await asyncio.sleep(2 * SOON)
    with capture_logs(processors=[logs.add_request_id]) as lines:
        yield lines
        await asyncio.sleep(2 * SOON)


async def until(url: str, *, sleepers: int) -> None:
    """As many statements as that sleep in the database."""
    connection = await asyncpg.connect(url)
    async with asyncio.timeout(3):
        while await connection.fetchval(SLEEPERS) != sleepers:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await connection.close()


async def test_a_browser_gets_the_page(client: httpx.AsyncClient) -> None:
    accept = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    response = await client.get("/graphql", headers=accept)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "GraphiQL" in response.text
    assert (await client.get("/graphql?query={hello}", headers=accept)).json() == {
        "data": {"hello": "world"}
    }


async def test_without_a_page_a_browser_is_told_what_to_ask() -> None:
    async with talking_to(application(with_page=False)) as client:
        response = await client.get("/graphql", headers={"accept": "text/html,*/*"})
    assert (response.status_code, response.json()["errors"][0]["message"]) == (
        400,
        "Nothing is asked: the document belongs into query.",
    )


@pytest.mark.parametrize("asked", ["abc-1.2_Z", "a" * 64])
async def test_a_short_plain_request_id_is_kept(client: httpx.AsyncClient, asked: str) -> None:
    response = await client.get("/graphql?query={hello}", headers={"x-request-id": asked})
    assert response.headers["x-request-id"] == asked


@pytest.mark.parametrize("asked", ["", "a" * 65, "a b", "a\tb", "<script>", "é"])
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, asked: str) -> None:
    response = await client.get(
        "/graphql?query={hello}", headers={"x-request-id": asked.encode("latin-1")}
    )
    assert len(response.headers["x-request-id"]) == 16


async def test_a_request_is_one_line_of_the_log(client: httpx.AsyncClient) -> None:
    body = {"query": 'query Front { fail(how: "bad") }', "operationName": "Front"}
    async with told() as lines:
        await client.post("/graphql", json=body, headers={"x-request-id": "r1"})
    [line] = lines
    assert line.pop("duration_ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "log_level": "info",
        "request_id": "r1",
        "operation": "Front",
        "statements": 0,
        "errors": 1,
        "status": 200,
    }


async def test_a_fault_is_in_the_log_under_the_id_that_the_client_was_given(
    client: httpx.AsyncClient,
) -> None:
    async with told() as lines:
        response = await client.post("/graphql", json={"query": '{ fail(how: "fault") }'})
    given = response.json()["errors"][0]["extensions"]["requestId"]
    assert given == response.headers["x-request-id"]
    assert [(line["event"], line["request_id"]) for line in lines] == [
        ("fault", given),
        ("request", given),
    ]


async def test_a_long_name_of_an_operation_is_cut_in_the_log(client: httpx.AsyncClient) -> None:
    body = {"query": "{ __typename }", "operationName": "x" * 50_000}
    async with told() as lines:
        await client.post("/graphql", json=body)
    assert [line["operation"] for line in lines] == ["x" * 100]


async def test_each_operation_has_a_context_of_its_own() -> None:
    seen: list[Any] = []

    def context(request: object) -> toy_schema.Context:
        seen.append(toy_schema.Context())
        return seen[-1]

    async with talking_to(application(context=context)) as client:
        for _ in range(2):
            await client.get("/graphql?query={hello}")
    assert len({id(one) for one in seen}) == 2


async def test_what_keeps_an_operation_from_starting_has_its_status() -> None:
    def down(request: object) -> object:
        raise DatabaseDown

    async with talking_to(application(context=down)) as client:
        response = await client.get("/graphql?query={hello}")
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")


async def test_what_breaks_outside_of_operations_is_masked() -> None:
    def broken(request: object) -> object:
        raise KeyError("secret")

    async with talking_to(application(context=broken)) as client:
        response = await client.get("/graphql?query={hello}")
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"].startswith("Quire could not answer this request")
    assert "secret" not in response.text


async def test_an_operation_ends_when_its_client_leaves() -> None:
    context = toy_schema.Context()
    app = application(context=lambda _: context)
    async with told() as lines, serving(app, Protocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"query": "{ slow }"}).encode()
        writer.write(HEAD % len(body) + body)
        await context.started.wait()
        writer.close()
        async with asyncio.timeout(2):
            await context.cancelled.wait()
    assert [line["status"] for line in lines] == [499]


async def test_an_operation_ends_when_its_client_leaves_however_late_its_body_came() -> None:
    context = toy_schema.Context()
    async with serving(application(context=lambda _: context), Protocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"query": "{ slow }"}).encode()
        writer.write(HEAD % len(body))
        await asyncio.sleep(MOMENT * 2)
        writer.write(body)
        await context.started.wait()
        writer.close()
        async with asyncio.timeout(2):
            await context.cancelled.wait()


async def test_the_statements_of_a_client_that_leaves_end_in_postgres(empty_database: str) -> None:
    database = await Database.open(empty_database, pool_size=2)
    context = toy_schema.Context(database.reader)
    app = application(context=lambda _: context)
    async with told() as lines, serving(app, Protocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"query": "{ sleepInDatabase }"}).encode()
        writer.write(HEAD % len(body) + body)
        await until(empty_database, sleepers=1)
        writer.close()
        await until(empty_database, sleepers=0)
    await database.close()
    assert [line["status"] for line in lines] == [499]


async def test_a_slow_answer_comes_and_its_connection_lives_on() -> None:
    body = {"query": f"{{ slow(seconds: {MOMENT * 2}) }}"}
    async with (
        serving(application(), Protocol) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        for _ in range(2):
            answer = await client.post("/graphql", json=body)
            assert answer.json() == {"data": {"slow": True}}


async def test_a_quick_request_is_done_in_its_own_task(client: httpx.AsyncClient) -> None:
    begun: list[Any] = []

    def begin(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        begun.append(work)
        return asyncio.Task(work, loop=loop, **more)

    loop = asyncio.get_running_loop()
    loop.set_task_factory(begin)
    try:
        answer = await client.post("/graphql", json={"query": "{ hello }"})
    finally:
        loop.set_task_factory(None)
    assert answer.json() == {"data": {"hello": "world"}}
    assert begun == []


async def test_a_request_that_is_ended_from_outside_ends(client: httpx.AsyncClient) -> None:
    context = toy_schema.Context()
    async with talking_to(application(context=lambda _: context)) as client:
        asking = asyncio.create_task(client.post("/graphql", json={"query": "{ slow }"}))
        await context.started.wait()
        await asyncio.sleep(MOMENT * 2)
        asking.cancel()
        await asyncio.wait([asking])
    assert asking.cancelled()
    assert context.cancelled.is_set()


async def test_a_client_that_leaves_in_the_middle_of_its_body_is_not_answered() -> None:
    async with told() as lines, serving(application(), Protocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD % 99 + b"{")
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.close()
        await asyncio.sleep(0.1)
    assert [line["status"] for line in lines] == [499]
