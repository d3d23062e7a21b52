"""One request, one operation: who asked, what the log tells, and what happens when nobody waits."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from gql.errors import DatabaseDown
from gql.http.protocol import Protocol
from tests import toy
from tests.http.conftest import application, serving, talking_to


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
    with capture_logs(processors=[merge_contextvars]) as lines:
        await client.post("/graphql", json=body, headers={"x-request-id": "r1"})
    [line] = lines
    assert line.pop("duration_ms") >= 0
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
    with capture_logs(processors=[merge_contextvars]) as lines:
        response = await client.post("/graphql", json={"query": '{ fail(how: "fault") }'})
    given = response.json()["errors"][0]["extensions"]["requestId"]
    assert given == response.headers["x-request-id"]
    assert [(line["event"], line["request_id"]) for line in lines] == [
        ("fault", given),
        ("request", given),
    ]


async def test_a_long_name_of_an_operation_is_cut_in_the_log(client: httpx.AsyncClient) -> None:
    body = {"query": "{ __typename }", "operationName": "x" * 50_000}
    with capture_logs() as lines:
        await client.post("/graphql", json=body)
    assert [line["operation"] for line in lines] == ["x" * 100]


async def test_each_operation_has_a_context_of_its_own() -> None:
    seen: list[Any] = []

    def context(request: object) -> toy.Context:
        seen.append(toy.Context())
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
    context = toy.Context()
    app = application(context=lambda _: context)
    with capture_logs() as lines:
        async with serving(app, Protocol) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            body = json.dumps({"query": "{ slow }"}).encode()
            writer.write(
                b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
                b"content-length: %d\r\n\r\n" % len(body) + body
            )
            await context.started.wait()
            writer.close()
            async with asyncio.timeout(2):
                await context.cancelled.wait()
    assert [line["status"] for line in lines] == [499]


async def test_a_client_that_leaves_in_the_middle_of_its_body_is_not_answered() -> None:
    with capture_logs() as lines:
        async with serving(application(), Protocol) as port:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n"
                b"content-length: 99\r\n\r\n{"
            )
            await writer.drain()
            await asyncio.sleep(0.1)
            writer.close()
            await asyncio.sleep(0.1)
    assert [line["status"] for line in lines] == [499]
