"""One request, one operation: its id, its log line, and its end when the client disconnects."""

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
from gql.http.access_log import FLUSH_DELAY
from gql.http.request_timeout import GRACE_SECONDS
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from tests import toy_schema
from tests.http.conftest import application, client_of, serving

HEAD = (
    b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
    b"content-length: %d\r\n\r\n"
)
# by text, because pg_stat_activity does not show the name of a statement
SLEEPERS = """
select count(*) from pg_stat_activity
where datname = current_database() and state = 'active' and query like 'select pg_sleep(%'
"""


@asynccontextmanager
async def logged_events() -> AsyncIterator[list[EventDict]]:
    """The log lines of the block. Twice the delay is waited for: AccessLog writes in batches."""
    await asyncio.sleep(2 * FLUSH_DELAY)
    with (
        pytest.MonkeyPatch.context() as patched,
        capture_logs(processors=[logs.add_request_id]) as lines,
    ):
        # as in any other format, through structlog
        patched.setattr(logs, "_writes_requests", False)
        yield lines
        await asyncio.sleep(2 * FLUSH_DELAY)


async def wait_for_sleepers(url: str, count: int) -> None:
    """Wait until so many statements of the toy schema sleep in the database; 3 s at most."""
    connection = await asyncpg.connect(url)
    async with asyncio.timeout(3):
        while await connection.fetchval(SLEEPERS) != count:  # noqa: ASYNC110
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


async def test_without_a_page_a_browser_gets_the_error_of_a_missing_document() -> None:
    async with client_of(application(with_page=False)) as client:
        response = await client.get("/graphql", headers={"accept": "text/html,*/*"})
    assert (response.status_code, response.json()["errors"][0]["message"]) == (
        400,
        "The request has no document. Send it in query.",
    )


@pytest.mark.parametrize("sent", ["abc-1.2_Z", "a" * 64])
async def test_a_short_plain_request_id_is_kept(client: httpx.AsyncClient, sent: str) -> None:
    response = await client.get("/graphql?query={hello}", headers={"x-request-id": sent})
    assert response.headers["x-request-id"] == sent


@pytest.mark.parametrize("sent", ["", "a" * 65, "a b", "a\tb", "<script>", "é"])
async def test_any_other_request_id_is_replaced(client: httpx.AsyncClient, sent: str) -> None:
    response = await client.get(
        "/graphql?query={hello}", headers={"x-request-id": sent.encode("latin-1")}
    )
    assert len(response.headers["x-request-id"]) == 16


async def test_a_request_is_one_line_of_the_log(client: httpx.AsyncClient) -> None:
    body = {"query": 'query Front { fail(how: "bad") }', "operationName": "Front"}
    async with logged_events() as lines:
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
        "cache": "off",
    }


async def test_an_unexpected_error_is_logged_under_the_id_that_the_client_got(
    client: httpx.AsyncClient,
) -> None:
    async with logged_events() as lines:
        response = await client.post("/graphql", json={"query": '{ fail(how: "fault") }'})
    id = response.json()["errors"][0]["extensions"]["requestId"]
    assert id == response.headers["x-request-id"]
    assert [(line["event"], line["request_id"]) for line in lines] == [
        ("fault", id),
        ("request", id),
    ]


async def test_a_long_operation_name_is_cut_off_in_the_log(client: httpx.AsyncClient) -> None:
    # no operation has this name: the log line is written all the same
    body = {"query": "{ __typename }", "operationName": "x" * 50_000}
    async with logged_events() as lines:
        await client.post("/graphql", json=body)
    assert [line["operation"] for line in lines] == ["x" * 100]


async def test_each_operation_gets_a_new_context() -> None:
    contexts: list[Any] = []

    def context(request: object) -> toy_schema.Context:
        contexts.append(toy_schema.Context())
        return contexts[-1]

    async with client_of(application(context=context)) as client:
        for _ in range(2):
            await client.get("/graphql?query={hello}")
    assert len({id(context) for context in contexts}) == 2


async def test_an_error_while_the_context_is_created_has_its_status() -> None:
    def down(request: object) -> object:
        raise DatabaseDown

    async with client_of(application(context=down)) as client:
        response = await client.get("/graphql?query={hello}")
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")


async def test_an_unexpected_error_outside_of_operations_is_masked() -> None:
    def broken(request: object) -> object:
        raise KeyError("secret")

    async with client_of(application(context=broken)) as client:
        response = await client.get("/graphql?query={hello}")
    assert response.status_code == 500
    assert response.json()["errors"][0]["message"].startswith("Quire could not answer this request")
    assert "secret" not in response.text


async def test_an_operation_is_cancelled_when_its_client_disconnects() -> None:
    context = toy_schema.Context()
    app = application(context=lambda _: context)
    async with logged_events() as lines, serving(app, BoundedHttpProtocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"query": "{ slow }"}).encode()
        writer.write(HEAD % len(body) + body)
        await context.started.wait()
        writer.close()
        async with asyncio.timeout(2):
            await context.cancelled.wait()
    # nobody got it: 499 exists in the log alone
    assert [line["status"] for line in lines] == [499]


async def test_an_operation_whose_body_came_late_is_cancelled_when_its_client_disconnects() -> None:
    context = toy_schema.Context()
    async with serving(application(context=lambda _: context), BoundedHttpProtocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"query": "{ slow }"}).encode()
        writer.write(HEAD % len(body))
        await asyncio.sleep(GRACE_SECONDS * 2)  # the timeout has begun to watch by now
        writer.write(body)
        await context.started.wait()
        writer.close()
        async with asyncio.timeout(2):
            await context.cancelled.wait()


async def test_statements_end_in_postgres_when_their_client_disconnects(
    empty_database: str,
) -> None:
    database = await Database.open(empty_database, pool_size=2)
    context = toy_schema.Context(database.reader)
    app = application(context=lambda _: context)
    async with logged_events() as lines, serving(app, BoundedHttpProtocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        body = json.dumps({"query": "{ sleepInDatabase }"}).encode()
        writer.write(HEAD % len(body) + body)
        await wait_for_sleepers(empty_database, 1)
        writer.close()
        await wait_for_sleepers(empty_database, 0)
    await database.close()
    assert [line["status"] for line in lines] == [499]


async def test_a_slow_response_arrives_and_its_connection_stays_open() -> None:
    body = {"query": f"{{ slow(seconds: {GRACE_SECONDS * 2}) }}"}
    async with (
        serving(application(), BoundedHttpProtocol) as port,
        # without verify=False it would read all certificates, which takes long
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", verify=False) as client,  # noqa: S501
    ):
        # the second request shows that the watcher took nothing from the connection
        for _ in range(2):
            response = await client.post("/graphql", json=body)
            assert response.json() == {"data": {"slow": True}}


async def test_a_quick_request_starts_no_further_task(client: httpx.AsyncClient) -> None:
    tasks: list[Any] = []

    def record(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        tasks.append(work)
        return asyncio.Task(work, loop=loop, **more)

    loop = asyncio.get_running_loop()
    loop.set_task_factory(record)
    try:
        response = await client.post("/graphql", json={"query": "{ hello }"})
    finally:
        loop.set_task_factory(None)
    assert response.json() == {"data": {"hello": "world"}}
    assert tasks == []


async def test_a_request_that_is_cancelled_from_outside_gets_503(client: httpx.AsyncClient) -> None:
    context = toy_schema.Context()
    async with client_of(application(context=lambda _: context)) as client:
        sending = asyncio.create_task(client.post("/graphql", json={"query": "{ slow }"}))
        await context.started.wait()
        await asyncio.sleep(GRACE_SECONDS * 2)
        sending.cancel()
        await asyncio.wait([sending])
    assert sending.result().status_code == 503
    assert sending.result().json()["errors"][0]["extensions"] == {"code": "STOPPING"}
    assert context.cancelled.is_set()


async def test_a_client_that_disconnects_in_the_middle_of_its_body_gets_no_response() -> None:
    async with logged_events() as lines, serving(application(), BoundedHttpProtocol) as port:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD % 99 + b"{")
        await writer.drain()
        await asyncio.sleep(0.1)
        writer.close()
        await asyncio.sleep(0.1)
    assert [line["status"] for line in lines] == [499]
