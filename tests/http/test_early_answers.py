"""Repeated requests are answered from their bytes, as the ordinary way would answer them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from gql.app import create_app
from gql.http.early_protocol import EarlyHttpProtocol
from gql.settings import Settings
from tests.http.conftest import serving
from tests.http.raw_connection import RawConnection, connected

BLOG = "https://blog.example"
QUERY = '{ post(by: { slug: "bread-at-four" }) { title content } }'
BODY = json.dumps({"query": QUERY, "operationName": None}).encode()
HEAD = b"host: quire.example\r\naccept: application/json\r\n"
GET = b"GET /graphql?query={posts{totalCount}} HTTP/1.1\r\n" + HEAD
POST = b"POST /graphql HTTP/1.1\r\ncontent-type: application/json\r\n" + HEAD
SIZED = POST + b"content-length: %d\r\n" % len(BODY)


class ImpatientProtocol(EarlyHttpProtocol):
    """As in production, but closes sooner after a refusal."""

    linger_seconds = 0.1


@pytest.fixture(scope="module")
async def port(publication: str) -> AsyncIterator[int]:
    settings = Settings(
        database_url=publication,
        cors_origins=[BLOG],
        allowed_hosts=["quire.example"],
        metrics=True,
        max_body=100_000,
    )
    async with serving(create_app(settings), ImpatientProtocol) as port:
        yield port


@pytest.fixture
async def connection(port: int) -> AsyncIterator[RawConnection]:
    async with connected(port) as connection:
        yield connection


async def ask(connection: RawConnection, data: bytes) -> tuple[dict[str, str], bytes]:
    """The headers of a response, with its status line, and its body."""
    await connection.send(data)
    head, _, body = (await connection.response()).partition(b"\r\n\r\n")
    return parsed(head), body


def parsed(head: bytes) -> dict[str, str]:
    status, *lines = head.decode("latin-1").split("\r\n")
    headers: dict[str, str] = {"status": status}
    for line in lines:
        name, _, value = line.partition(": ")
        joined = f"{headers[name]}, {value}" if name in headers else value
        headers[name] = joined
    return headers


async def warm(connection: RawConnection, data: bytes) -> tuple[dict[str, str], bytes]:
    """The response once it has been answered from memory twice, so the second time early."""
    hits = 0
    while hits < 2:
        found = await ask(connection, data)
        hits += found[0]["cache-status"] == "Quire; hit"
    return found


@pytest.mark.parametrize(
    "request_",
    [
        GET + b"\r\n",
        GET + b"origin: https://blog.example\r\n\r\n",
        GET + b"origin: https://other.example\r\n\r\n",
        SIZED + b"\r\n" + BODY,
        SIZED + b"accept-encoding: br\r\n\r\n" + BODY,
        SIZED + b"origin: https://blog.example\r\naccept-encoding: gzip\r\n\r\n" + BODY,
    ],
    ids=["GET", "CORS", "other origin", "POST", "br", "CORS and gzip"],
)
async def test_an_early_answer_is_the_ordinary_one_header_by_header(
    connection: RawConnection, request_: bytes
) -> None:
    early, early_body = await warm(connection, request_)
    # a header that is excluded from early answers, and means nothing here
    ordinary, body = await ask(
        connection, request_.replace(b"host:", b"te: trailers\r\nte:\r\nhost:")
    )
    assert early_body == body
    for headers in (early, ordinary):
        assert len(headers.pop("x-request-id")) == 16
        headers.pop("date")
    assert early == ordinary
    assert early["status"] == "HTTP/1.1 200 OK"


async def test_the_request_id_of_the_client_is_sent_back_and_a_strange_one_is_not(
    connection: RawConnection,
) -> None:
    await warm(connection, GET + b"\r\n")
    for id, expected in ((b"mine-1", "mine-1"), (b"no id", None)):
        headers, _ = await ask(connection, GET + b"x-request-id: " + id + b"\r\n\r\n")
        assert headers["cache-status"] == "Quire; hit"
        assert (headers["x-request-id"] == id.decode()) is (expected is not None)


async def test_304_has_no_body_and_leaves_the_connection_in_order(
    connection: RawConnection,
) -> None:
    headers, _ = await warm(connection, GET + b"\r\n")
    named = b"if-none-match: " + headers["etag"].encode() + b"\r\n\r\n"
    await connection.send((GET + named) * 2)
    for _ in range(2):
        head = parsed((await connection.reader.readuntil(b"\r\n\r\n")).removesuffix(b"\r\n\r\n"))
        assert head["status"] == "HTTP/1.1 304 Not Modified"
        assert head["etag"] == headers["etag"]
        assert "content-length" not in head
    assert (await ask(connection, GET + b"\r\n"))[0]["status"] == "HTTP/1.1 200 OK"


async def test_pipelined_requests_are_answered_in_their_order(connection: RawConnection) -> None:
    await warm(connection, GET + b"\r\n")
    slow = b"GET /graphql?query={__typename} HTTP/1.1\r\n" + HEAD + b"\r\n"
    ids = [b"%d" % number for number in range(40)]
    requests = [
        (slow if number % 3 == 2 else GET + b"\r\n").replace(
            b"host:", b"x-request-id: " + id + b"\r\nhost:"
        )
        for number, id in enumerate(ids)
    ]
    await connection.send(b"".join(requests))
    answered = [parsed((await connection.response()).partition(b"\r\n\r\n")[0]) for _ in ids]
    assert [head["x-request-id"].encode() for head in answered] == ids


async def test_bodies_in_pieces_and_heads_in_pieces_are_answered_too(
    connection: RawConnection,
) -> None:
    whole = SIZED + b"\r\n" + BODY
    expected = (await warm(connection, whole))[1]
    for cut in (10, len(whole) - 30, len(SIZED) + 2):
        await connection.send(whole[:cut])
        await asyncio.sleep(0.02)
        assert (await ask(connection, whole[cut:]))[1] == expected


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (GET.replace(b"quire.example", b"other.example"), "HTTP/1.1 421 Misdirected Request"),
        (GET + b"host: quire.example\r\n", "HTTP/1.1 400 Bad Request"),
        (GET.replace(HEAD, b"accept: application/json\r\n"), "HTTP/1.1 400 Bad Request"),
        (GET.replace(b"application/json", b"image/png"), "HTTP/1.1 406 Not Acceptable"),
        (GET.replace(b"GET", b"DELETE"), "HTTP/1.1 405 Method Not Allowed"),
        (GET + b"authorization: Bearer x\r\n", "HTTP/1.1 401 Unauthorized"),
        (GET + b"x: " + b"y" * 20_000 + b"\r\n", "HTTP/1.1 431 Request Header Fields Too Large"),
    ],
)
async def test_what_was_refused_is_refused_beside_early_answers(
    port: int, data: bytes, status: str
) -> None:
    async with connected(port) as connection:
        await warm(connection, GET + b"\r\n")
        headers, _ = await ask(connection, data + b"\r\n")
        assert headers["status"] == status


async def test_a_post_with_another_content_type_is_refused(connection: RawConnection) -> None:
    await warm(connection, SIZED + b"\r\n" + BODY)
    text = SIZED.replace(b"application/json\r\nhost", b"text/plain\r\nhost") + b"\r\n" + BODY
    assert (await ask(connection, text))[0]["status"] == "HTTP/1.1 415 Unsupported Media Type"


async def test_old_clients_and_those_that_close_are_answered_the_ordinary_way(port: int) -> None:
    for data in (GET.replace(b"1.1", b"1.0"), GET + b"connection: close\r\n"):
        async with connected(port) as connection:
            await connection.send(data + b"\r\n")
            answer = await connection.read_to_end()
            assert answer.startswith(b"HTTP/1.1 200 OK")


async def test_head_is_answered_without_a_body(connection: RawConnection) -> None:
    get, _ = await warm(connection, GET + b"\r\n")
    await connection.send(GET.replace(b"GET", b"HEAD") + b"\r\n" + GET + b"\r\n")
    head = parsed((await connection.reader.readuntil(b"\r\n\r\n")).removesuffix(b"\r\n\r\n"))
    assert head["content-length"] == get["content-length"]
    assert (await connection.response()).startswith(b"HTTP/1.1 200 OK")


async def test_each_early_answer_is_counted(connection: RawConnection) -> None:
    await warm(connection, GET + b"\r\n")
    before = await hits(connection)
    await ask(connection, GET + b"x-request-id: seen\r\n\r\n")
    await asyncio.sleep(0.02)  # more than AccessLog's FLUSH_DELAY
    assert await hits(connection) == before + 1


async def hits(connection: RawConnection) -> float:
    _, body = await ask(connection, b"GET /metrics HTTP/1.1\r\nhost: quire.example\r\n\r\n")
    [line] = [
        x for x in body.decode().splitlines() if x.startswith('quire_cache_total{outcome="hit"')
    ]
    return float(line.split()[1])


async def test_a_client_that_does_not_read_gets_no_more_than_it_takes(port: int) -> None:
    """Pipelined hits beyond what the client reads take the ordinary way, which waits for it."""
    async with connected(port) as connection:
        await warm(connection, SIZED + b"\r\n" + BODY)
        await connection.send((SIZED + b"\r\n" + BODY) * 90)
        for _ in range(90):
            assert (await connection.response()).startswith(b"HTTP/1.1 200 OK")


async def test_a_held_request_whose_body_is_broken_is_refused_and_not_begun(port: int) -> None:
    for head in (GET, POST):
        async with connected(port) as connection:
            await connection.send(head + b"transfer-encoding: chunked\r\n\r\nzz\r\n")
            answer = await connection.read_to_end()
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert answer.count(b"HTTP/1.1") == 1
