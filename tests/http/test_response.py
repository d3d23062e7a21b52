"""Status, headers and body of every kind of answer, for clients of both media types."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from gql.http import response
from gql.http.accept import GRAPHQL, JSON
from gql.operation.execute import Result


async def ask(
    client: httpx.AsyncClient, query: str, accept: str = GRAPHQL, **more: Any
) -> httpx.Response:
    return await client.post("/graphql", json={"query": query, **more}, headers={"accept": accept})


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_an_answer_says_what_it_is_and_is_kept_nowhere(
    client: httpx.AsyncClient, accept: str
) -> None:
    response = await ask(client, "{hello}", accept)
    assert response.status_code == 200
    assert response.content == b'{"data":{"hello":"world"}}'
    assert dict(response.headers) == {
        "content-type": f"{accept}; charset=utf-8",
        "cache-control": "no-store",
        "vary": "Accept",
        "content-length": "26",
        "x-content-type-options": "nosniff",
        "x-request-id": response.headers["x-request-id"],
    }


def test_what_is_told_beside_the_data_stands_behind_it() -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    result = Result(data={"at": at}, executed=True, extensions={"cost": {"requested": 1}})
    assert response.response(result, GRAPHQL).body == (
        b'{"data":{"at":"2026-01-02T03:04:05+00:00"},"extensions":{"cost":{"requested":1}}}'
    )


REFUSED = ["{", "{nope}", "", "query A{hello} query B{hello}", "query($t:String!){echo(text:$t)}"]


@pytest.mark.parametrize("query", [*REFUSED, "{" + "a " * 101 + "}"])
async def test_what_graphql_refuses_is_400_for_new_clients_and_200_for_old_ones(
    client: httpx.AsyncClient, query: str
) -> None:
    new, old = await ask(client, query), await ask(client, query, JSON)
    assert (new.status_code, old.status_code) == (400, 200)
    assert new.json() == old.json()
    assert new.json().keys() == {"errors"}


async def test_a_partial_answer_is_200_with_errors_first(client: httpx.AsyncClient) -> None:
    response = await ask(client, '{ hello fail(how: "bad") }')
    assert response.status_code == 200
    assert list(response.json()) == ["errors", "data"]
    assert response.json()["data"] == {"hello": "world", "fail": None}


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("how", ["busy", "late"])
async def test_an_answer_that_is_empty_because_of_a_passing_cause_says_when_to_try_again(
    client: httpx.AsyncClient, how: str, accept: str
) -> None:
    response = await ask(client, f'{{ must(how: "{how}") }}', accept)
    assert (response.status_code, response.headers["retry-after"]) == (503, "2")
    assert response.json()["data"] is None


async def test_an_answer_that_is_empty_for_another_cause_is_200(client: httpx.AsyncClient) -> None:
    response = await ask(client, '{ must(how: "fault") }')
    assert response.status_code == 200
    assert response.json()["data"] is None


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_value_that_json_cannot_hold_is_a_fault(
    client: httpx.AsyncClient, accept: str
) -> None:
    response = await ask(client, "{ halfAPair }", accept)
    assert response.status_code == 500
    [error] = response.json()["errors"]
    assert error["extensions"] == {
        "code": "INTERNAL_SERVER_ERROR",
        "requestId": response.headers["x-request-id"],
    }
    assert "surrogates" not in response.text


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_a_mutation_in_an_address_is_never_run(
    client: httpx.AsyncClient, method: str, accept: str
) -> None:
    query = quote("query A{hello} mutation B{shout}")
    response = await client.request(
        method, f"/graphql?query={query}&operationName=B", headers={"accept": accept}
    )
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert "HEY" not in response.text


async def test_method_overrides_are_not_heard(client: httpx.AsyncClient) -> None:
    response = await client.get(
        "/graphql?_method=POST&query=mutation{shout}", headers={"x-http-method-override": "POST"}
    )
    assert response.status_code == 405


async def test_head_is_like_get_without_the_body(client: httpx.AsyncClient) -> None:
    get, head = [await client.request(m, "/graphql?query={hello}") for m in ("GET", "HEAD")]
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


async def test_a_client_that_reads_neither_type_is_told_so(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{hello}", "text/csv")
    assert response.status_code == 406
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.json()["errors"][0]["extensions"]["code"] == "NOT_ACCEPTABLE"


async def test_what_a_page_wrote_comes_back_as_json(client: httpx.AsyncClient) -> None:
    response = await ask(client, "{<script>alert(1)</script>}", "text/html,*/*")
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert json.loads(response.content)["errors"]
