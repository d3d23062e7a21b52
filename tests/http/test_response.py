"""Status, headers and body of every kind of response, for clients of both media types."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from gql.http import response
from gql.http.accept import GRAPHQL, JSON
from gql.operation.result import Result
from tests.http.conftest import application, client_of


async def execute(
    client: httpx.AsyncClient, query: str, accept: str = GRAPHQL, **more: Any
) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **more}, headers={"accept": accept})


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_response_names_its_media_type_and_may_not_be_cached(
    client: httpx.AsyncClient, accept: str
) -> None:
    response = await execute(client, "{hello}", accept)
    assert response.status_code == 200
    assert response.content == b'{"data":{"hello":"world"}}'
    assert dict(response.headers) == {
        "content-type": f"{accept}; charset=utf-8",
        "cache-control": "private, no-store",
        "vary": "Accept, Accept-Encoding, Authorization, Quire-Receipt, Quire-Guest-Key",
        "cache-status": "Quire; fwd=bypass; detail=off",
        "content-length": "26",
        "x-content-type-options": "nosniff",
        "x-request-id": response.headers["x-request-id"],
    }


def test_extensions_follow_the_data() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    result = Result(data={"at": at}, executed=True, extensions={"cost": {"requested": 1}})
    assert response.result_response(result, GRAPHQL, 1_000).body == (
        b'{"data":{"at":"2026-01-02T03:04:05+00:00"},"extensions":{"cost":{"requested":1}}}'
    )


# syntax, validation, no operation, which operation, a missing variable
REFUSED = ["{", "{nope}", "", "query A{hello} query B{hello}", "query($t:String!){echo(text:$t)}"]


@pytest.mark.parametrize("query", [*REFUSED, "{" + "a " * 101 + "}"])
async def test_a_refused_operation_is_400_for_the_new_media_type_and_200_for_json(
    client: httpx.AsyncClient, query: str
) -> None:
    new, old = await execute(client, query), await execute(client, query, JSON)
    assert (new.status_code, old.status_code) == (400, 200)
    assert new.json() == old.json()
    assert new.json().keys() == {"errors"}


async def test_a_partial_response_is_200_with_errors_first(client: httpx.AsyncClient) -> None:
    response = await execute(client, '{ hello fail(how: "bad") }')
    assert response.status_code == 200
    # people who read a response see the errors before a long data entry
    assert list(response.json()) == ["errors", "data"]
    assert response.json()["data"] == {"hello": "world", "fail": None}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("how", ["busy", "late"])
async def test_data_that_is_null_for_a_transient_error_is_503_with_retry_after(
    client: httpx.AsyncClient, how: str, accept: str
) -> None:
    response = await execute(client, f'{{ must(how: "{how}") }}', accept)
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")
    assert response.json()["data"] is None


async def test_data_that_is_null_for_another_error_is_200(client: httpx.AsyncClient) -> None:
    response = await execute(client, '{ must(how: "fault") }')
    assert response.status_code == 200
    assert response.json()["data"] is None


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_value_that_json_cannot_represent_is_an_internal_error(
    client: httpx.AsyncClient, accept: str
) -> None:
    response = await execute(client, "{ halfAPair }", accept)
    assert response.status_code == 500
    [error] = response.json()["errors"]
    assert error["extensions"] == {
        "code": "INTERNAL_SERVER_ERROR",
        "requestId": response.headers["x-request-id"],
    }
    assert "surrogates" not in response.text  # the exception's own text


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_mutation_in_a_url_is_never_executed(
    client: httpx.AsyncClient, method: str, accept: str
) -> None:
    # the operation that operationName picks decides, not the first of the document
    query = quote("query A{hello} mutation B{shout}")
    response = await client.request(
        method, f"/graphql?query={query}&operationName=B", headers={"accept": accept}
    )
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "HEY" not in response.text


async def test_method_override_headers_are_ignored(client: httpx.AsyncClient) -> None:
    response = await client.get(
        "/graphql?_method=POST&query=mutation{shout}", headers={"x-http-method-override": "POST"}
    )
    assert response.status_code == 405


async def test_head_is_get_without_the_body(client: httpx.AsyncClient) -> None:
    get, head = [await client.request(m, "/graphql?query={hello}") for m in ("GET", "HEAD")]
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_a_client_that_accepts_neither_media_type_gets_406(client: httpx.AsyncClient) -> None:
    response = await execute(client, "{hello}", "text/csv")
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


async def test_a_document_with_html_is_answered_as_json(client: httpx.AsyncClient) -> None:
    response = await execute(client, "{<script>alert(1)</script>}", "text/html,*/*")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(response.content)["errors"]


@pytest.mark.parametrize("most", [10, 25])
async def test_a_response_that_turns_out_too_large_is_refused(most: int) -> None:
    async with client_of(application(max_response=most)) as client:
        body = (await client.post("/graphql", json={"query": "{ hello }"})).json()
    assert [error["extensions"] for error in body["errors"]] == [
        {"code": "LIMIT_EXCEEDED", "limit": "response", "requested": 26, "allowed": most}
    ]
    assert "data" not in body
