"""Well-formed requests are answered; all others get a 4xx with a code and a sentence, and never run."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from gql.http.accept import GRAPHQL, JSON

HELLO = json.dumps({"query": "{hello}"}).encode()
WORLD = {"data": {"hello": "world"}}
JSON_BODY = {"content-type": "application/json"}


async def post(client: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    """POST with a JSON Content-Type; headers by keyword: x_big for X-Big."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post("/graphql", content=body, headers={**JSON_BODY, **named})


def error_code(response: httpx.Response) -> str:
    """The code of the only error; its message has to be a sentence."""
    body = response.json()
    # no data entry: the operation was never executed
    assert body.keys() == {"errors"}
    [error] = body["errors"]
    assert len(error["message"]) > 20
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "Application/JSON",
        "application/json; charset=utf-8",
        'application/json;charset="UTF-8"',
        "application/json; profile=x",
    ],
)
async def test_json_in_utf_8_is_read(client: httpx.AsyncClient, content_type: str) -> None:
    assert (await post(client, HELLO, content_type=content_type)).json() == WORLD


BYTE_ORDER_MARK = "\ufeff"


@pytest.mark.parametrize(
    "body",
    [
        BYTE_ORDER_MARK.encode() + HELLO,
        json.dumps({"query": BYTE_ORDER_MARK + "{hello}"}).encode(),
        json.dumps({"query": "{hello}" + BYTE_ORDER_MARK}, ensure_ascii=False).encode(),
        BYTE_ORDER_MARK.encode() + b"\r\n" + HELLO,
    ],
)
async def test_a_byte_order_mark_before_json_or_in_a_document_is_ignored(
    client: httpx.AsyncClient, body: bytes
) -> None:
    assert (await post(client, body)).json() == WORLD


@pytest.mark.parametrize(
    "body", [HELLO.decode().encode("utf-16"), BYTE_ORDER_MARK.encode() * 2 + HELLO, b"\xef\xbb"]
)
async def test_any_other_mark_is_no_json(client: httpx.AsyncClient, body: bytes) -> None:
    response = await post(client, body)
    assert (response.status_code, error_code(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("parameter", ["query", "variables", "extensions"])
async def test_a_byte_order_mark_before_a_parameter_of_the_url_is_ignored(
    client: httpx.AsyncClient, parameter: str
) -> None:
    parameters = {"query": "{hello}", "variables": "{}", "extensions": "{}"}
    parameters[parameter] = BYTE_ORDER_MARK + parameters[parameter]
    assert (await client.get("/graphql", params=parameters)).json() == WORLD


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/xml",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=application/json",  # a match by substring would take it
        "text/plain; application/json",
        "text/plain, application/json",
        "application/json, text/plain",
        "application/jsonx",  # a match by prefix would take it
        "application/json; charset=latin-1",
        "application/graphql",
    ],
)
@pytest.mark.parametrize("query", ["{hello}", "mutation{shout}"])
async def test_a_body_of_another_media_type_is_never_read(
    client: httpx.AsyncClient, content_type: str, query: str
) -> None:
    body = json.dumps({"query": query}).encode()
    response = await post(client, body, content_type=content_type)
    assert (response.status_code, error_code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_a_body_without_a_type_or_with_two_is_not_read(client: httpx.AsyncClient) -> None:
    assert (await client.post("/graphql", content=HELLO)).status_code == 415
    twice = [("content-type", "application/json"), ("content-type", "text/plain")]
    response = await client.post("/graphql", content=HELLO, headers=twice)
    assert response.status_code == 415


async def test_a_compressed_body_is_not_read(client: httpx.AsyncClient) -> None:
    response = await post(client, HELLO, content_encoding="gzip")
    assert (response.status_code, error_code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert (await post(client, HELLO, content_encoding="identity")).json() == WORLD


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"1",
        b"true",
        b'"{hello}"',
        b'{"query":',
        b'{"query": "{hello}"}}',
        b"\xff\xfe",
        b'{"query": "\xff"}',
        b'{"query": "\\ud800"}',  # a lone surrogate
        b"[" * 1_900,  # deeper than a recursive parser can go
        b'{"a":' * 1_900,
        b'{"query": "{hello}", "variables": {"n": ' + b"9" * 5_000 + b"}}",
        b'{"query": "{hello}", "variables": {"n": NaN}}',  # which Python's own json reads
        b"{}",
        b'{"qeury": "{hello}"}',
        b'{"query": null}',
        b'{"query": 1}',
        b'{"query": ["{hello}"]}',
        b'{"query": {"a": 1}}',
        b'{"query": "{hello}", "operationName": 1}',
        b'{"query": "{hello}", "operationName": {}}',
        b'{"query": "{hello}", "variables": []}',
        b'{"query": "{hello}", "variables": "x"}',
        b'{"query": "{hello}", "variables": 0}',
        b'{"query": "{hello}", "extensions": []}',
        b'{"query": "{hello}", "extensions": "x"}',
    ],
)
@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_a_body_that_is_not_a_graphql_request_is_refused(
    client: httpx.AsyncClient, body: bytes, accept: str
) -> None:
    response = await post(client, body, accept=accept)
    assert (response.status_code, error_code(response)) == (400, "BAD_REQUEST")
    assert response.headers["content-type"] == f"{accept}; charset=utf-8"
    assert "surrogate" not in response.text


async def test_several_operations_in_one_request_are_refused(client: httpx.AsyncClient) -> None:
    response = await post(client, b"[" + HELLO + b"," + HELLO + b"]")
    assert response.status_code == 400
    assert "Batching is off" in response.text


@pytest.mark.parametrize(
    "more",
    [
        {"foo": 1, "bar": {"x": []}},
        {"operationName": None, "variables": None, "extensions": None},
        {"operationName": ""},
        {"variables": {}, "extensions": {"a": {"b": 1}}},
    ],
)
async def test_unknown_keys_and_empty_values_are_ignored(
    client: httpx.AsyncClient, more: dict[str, Any]
) -> None:
    body = json.dumps({"query": "{hello}", **more}).encode()
    assert (await post(client, body)).json() == WORLD


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_that_is_too_large_is_refused(
    client: httpx.AsyncClient, declared: bool
) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(11):
            yield b" " * 10_000

    # an iterator is sent chunked, without a Content-Length
    content = b" " * 100_001 if declared else chunks()
    response = await client.post("/graphql", content=content, headers=JSON_BODY)
    assert (response.status_code, error_code(response)) == (413, "BODY_TOO_LARGE")
    assert response.json()["errors"][0]["extensions"]["allowed"] == 100_000


async def test_a_body_of_exactly_the_allowed_size_is_read(client: httpx.AsyncClient) -> None:
    assert (await post(client, HELLO + b" " * (100_000 - len(HELLO)))).json() == WORLD


async def test_a_query_is_read_from_the_url(client: httpx.AsyncClient) -> None:
    query = "query A($t:String!){a:echo(text:$t)} query B{hello}"
    address = urlencode(
        {"query": query, "operationName": "A", "variables": '{"t":"☃"}', "extensions": "{}"}
    )
    response = await client.get(f"/graphql?{address}")
    assert response.json() == {"data": {"a": "☃"}}


async def test_an_empty_parameter_counts_as_absent(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql?query={hello}&operationName=&variables=&extensions=")
    assert response.json() == WORLD


@pytest.mark.parametrize(
    "address",
    [
        "",
        "query=",
        "variables={}",
        "query={hello}&variables={nope",
        "query={hello}&variables=[]",
        "query={hello}&extensions=1",
        "query=%ff",
        "query={hello}&query={hello}",
        "&".join(f"a{n}=1" for n in range(60)),  # more than 50 parameters
    ],
)
async def test_a_url_that_is_not_a_graphql_request_is_refused(
    client: httpx.AsyncClient, address: str
) -> None:
    response = await client.get(f"/graphql?{address}", headers={"accept": GRAPHQL})
    assert (response.status_code, error_code(response)) == (400, "BAD_REQUEST")


async def test_a_url_that_is_too_long_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql?query={hello}%23" + "x" * 8_192)
    assert (response.status_code, error_code(response)) == (414, "ADDRESS_TOO_LONG")


async def test_headers_that_are_too_large_are_refused(client: httpx.AsyncClient) -> None:
    response = await post(client, HELLO, x_big="x" * 16_384)
    assert (response.status_code, error_code(response)) == (431, "HEADERS_TOO_LARGE")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "QUERY"])
async def test_other_methods_get_405_with_the_allowed_ones(
    client: httpx.AsyncClient, method: str
) -> None:
    response = await client.request(method, "/graphql", content=HELLO, headers=JSON_BODY)
    assert (response.status_code, error_code(response)) == (405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_unknown_hash_gets_the_error_that_apollo_clients_know(
    client: httpx.AsyncClient, method: str
) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": "abc"}}
    if method == "GET":
        response = await client.get(
            "/graphql", params={"extensions": json.dumps(extensions), "operationName": "A"}
        )
    else:
        response = await client.post("/graphql", json={"extensions": extensions})
    assert response.status_code == 200
    assert response.headers["cache-control"] == "private, no-store"
    assert response.json() == {
        "errors": [
            {
                "message": "PersistedQueryNotFound",
                "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
            }
        ]
    }


async def test_the_url_parameters_of_a_post_are_ignored(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql?query={hello}", content=b"{}", headers=JSON_BODY)
    assert response.status_code == 400
