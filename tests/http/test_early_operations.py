"""Queries that are known are run from the connection, as the ordinary way would answer them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from typing import Any

import asyncpg
import pytest

from gql.app import create_app
from gql.db import current_client
from gql.http.answers import Answers, Call
from gql.http.early_operations import EarlyOperations
from gql.http.early_protocol import EarlyHttpProtocol
from gql.http.ready_queries import ReadyQueries
from gql.settings import Settings
from tests.http.conftest import serving
from tests.http.raw_connection import RawConnection, connected
from tests.http.test_early_answers import ask

BLOG = "https://blog.example"
QUERY = "query Find($slug: String!) { post(by: { slug: $slug }) { title content } }"
MUTATION = 'mutation { signOut(input: {refreshToken: "none"}) { __typename } }'


def request(
    query: str = QUERY, *headers: str, slug: object = "bread-at-four", **more: object
) -> bytes:
    """A POST as most clients send it, in one piece."""
    body = json.dumps({"query": query, "variables": {"slug": slug}, **more}).encode()
    lines = "".join(f"{line}\r\n" for line in headers)
    return (
        "POST /graphql HTTP/1.1\r\nhost: quire.example\r\ncontent-type: application/json\r\n"
        f"{lines}content-length: {len(body)}\r\n\r\n"
    ).encode() + body


@pytest.fixture(scope="module")
async def port(publication: str) -> AsyncIterator[int]:
    settings = Settings(
        database_url=publication,
        cors_origins=[BLOG],
        allowed_hosts=["quire.example"],
        cache_bytes=0,
        trusted_proxies=["127.0.0.1"],
    )
    async with serving(create_app(settings), EarlyHttpProtocol) as port:
        yield port


@pytest.fixture
async def connection(port: int) -> AsyncIterator[RawConnection]:
    async with connected(port) as connection:
        yield connection


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> list[Call]:
    """The operations that were run early."""
    calls: list[Call] = []
    answer = EarlyOperations.answer

    async def noted(self: EarlyOperations, call: Call, *more: Any) -> Sequence[bytes]:
        calls.append(call)
        return await answer(self, call, *more)

    monkeypatch.setattr(EarlyOperations, "answer", noted)
    return calls


async def data_of(connection: RawConnection, data: bytes) -> Any:
    return json.loads((await ask(connection, data))[1])


@pytest.fixture
async def warm(connection: RawConnection, early: list[Call]) -> None:
    """The document and the head are known, and nothing was counted."""
    for _ in range(3):
        await ask(connection, request())
    early.clear()


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    "headers",
    [
        (),
        (f"origin: {BLOG}",),
        ("origin: https://other.example",),
        ("accept-encoding: br",),
        ("accept: application/graphql-response+json",),
    ],
)
async def test_it_is_answered_the_ordinary_way_header_by_header(
    connection: RawConnection, early: list[Call], headers: tuple[str, ...]
) -> None:
    await ask(connection, request(QUERY, *headers))  # makes the head known
    early.clear()
    found, body = await ask(connection, request(QUERY, *headers))
    assert len(early) == 1
    # a repeated header excludes it, and means nothing here
    ordinary, same = await ask(connection, request(QUERY, *headers, "te: trailers", "te: "))
    assert len(early) == 1
    assert body == same
    for one in (found, ordinary):
        assert len(one.pop("x-request-id")) == 16
        one.pop("date")
    assert found == ordinary


@pytest.mark.usefixtures("warm")
async def test_other_variables_are_answered_early_too(
    connection: RawConnection, early: list[Call]
) -> None:
    first = await data_of(connection, request(slug="eleven-sounds-after-midnight"))
    assert first["data"]["post"]["title"] != (await data_of(connection, request()))["data"]["post"]
    assert (await data_of(connection, request(slug="none-such"))) == {"data": {"post": None}}
    assert len(early) == 3


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (request(slug=["a"]), 200, "BAD_USER_INPUT"),
        (request(slug=None), 200, "BAD_USER_INPUT"),
        (request(slug="\0"), 200, "BAD_USER_INPUT"),
        (request(variables=[1]), 400, "BAD_REQUEST"),
        (request(operationName="Other"), 200, "OPERATION_RESOLUTION_FAILURE"),
        (request(variables={"slug": "x", "more": [0] * 3_000}), 400, "LIMIT_EXCEEDED"),
        (request(QUERY, "host: quire.example"), 400, "BAD_HOST"),
        (request(QUERY, "content-type: application/json"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (request(QUERY, "authorization: Bearer x"), 401, "TOKEN_INVALID"),
        (request(QUERY, "accept: image/png"), 406, "NOT_ACCEPTABLE"),
        (request().replace(b"quire.example", b"other.example"), 421, "HOST_NOT_ALLOWED"),
        (request().replace(b"application/json", b"text/plain"), 415, "UNSUPPORTED_MEDIA_TYPE"),
        (request("{ posts(first: 101) { totalCount } }"), 200, "BAD_PAGE_SIZE"),
        (request("query Find { nope }"), 200, "GRAPHQL_VALIDATION_FAILED"),
    ],
)
async def test_what_is_refused_is_refused_as_before(
    port: int, data: bytes, status: int, code: str
) -> None:
    for _ in range(3):
        async with connected(port) as connection:
            head, body = await ask(connection, data)
            assert head["status"].split()[1] == str(status)
            assert [one["extensions"]["code"] for one in json.loads(body)["errors"]] == [code]


async def test_a_mutation_takes_the_ordinary_way(
    connection: RawConnection, early: list[Call]
) -> None:
    for _ in range(4):
        assert "signOut" in (await data_of(connection, request(MUTATION)))["data"]
    assert early == []


@pytest.mark.usefixtures("warm")
async def test_pipelined_requests_are_answered_in_their_order(
    connection: RawConnection, early: list[Call]
) -> None:
    ids = [f"{number:03}" for number in range(30)]
    slow = "{ __schema { queryType { name } } }"
    await connection.send(
        b"".join(
            request(slow if number % 3 == 2 else QUERY, f"x-request-id: {id}")
            for number, id in enumerate(ids)
        )
    )
    answers = [await connection.response() for _ in ids]
    assert [a.split(b"x-request-id: ")[1][:3].decode() for a in answers] == ids
    assert early


@pytest.fixture
async def locked(publication: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection that keeps all others from reading posts until its transaction ends."""
    connection = await asyncpg.connect(publication)
    await connection.execute("begin; lock table quire.entry in access exclusive mode")
    yield connection
    await connection.close()


async def waiting(connection: asyncpg.Connection) -> int:
    """How many statements wait for a lock."""
    return await connection.fetchval(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
    )


async def until_waiting(connection: asyncpg.Connection, count: int) -> None:
    async with asyncio.timeout(5):
        while await waiting(connection) != count:  # noqa: ASYNC110 - Postgres has no event for it
            await asyncio.sleep(0.01)


@pytest.mark.usefixtures("warm")
async def test_a_client_that_leaves_ends_its_statement(
    port: int, early: list[Call], locked: asyncpg.Connection
) -> None:
    async with connected(port) as connection:
        await connection.send(request())
        await until_waiting(locked, 1)
    await until_waiting(locked, 0)
    [call] = early
    assert call.log_entry.status is None


@pytest.mark.usefixtures("warm")
async def test_a_statement_that_fails_is_answered_with_its_error(
    connection: RawConnection, early: list[Call], locked: asyncpg.Connection
) -> None:
    answer = await data_of(connection, request())  # after lock_timeout
    assert answer["data"] == {"post": None}
    assert answer["errors"][0]["extensions"]["code"] == "TIMED_OUT"
    await locked.execute("rollback")
    assert (await data_of(connection, request()))["data"]["post"]["title"]
    assert len(early) == 2


@pytest.mark.usefixtures("warm")
async def test_an_unexpected_exception_is_masked(
    connection: RawConnection, early: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Answers, call: Call) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Answers, "respond", broken)
    head, body = await ask(connection, request())
    assert head["status"] == "HTTP/1.1 500 Internal Server Error"
    assert b"ZeroDivision" not in body
    assert early


@pytest.mark.usefixtures("warm")
async def test_an_unexpected_exception_before_it_runs_leaves_it_to_the_ordinary_way(
    connection: RawConnection, early: list[Call], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: ReadyQueries, *body: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(ReadyQueries, "find", broken)
    assert (await data_of(connection, request()))["data"]["post"]
    assert early == []


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize(
    ("forwarded", "expected"), [("x-forwarded-for: 192.0.2.7", "192.0.2.7"), ("te:", "127.0.0.1")]
)
async def test_the_client_is_the_one_that_a_trusted_proxy_names(
    connection: RawConnection,
    early: list[Call],
    monkeypatch: pytest.MonkeyPatch,
    forwarded: str,
    expected: str,
) -> None:
    seen = []
    run = Answers._run

    async def noted(self: Answers, *call: Any, **more: Any) -> Any:
        result = await run(self, *call, **more)
        seen.append(current_client.get())
        return result

    monkeypatch.setattr(Answers, "_run", noted)
    await ask(connection, request(QUERY, forwarded))
    assert seen == [expected]
    assert early


async def test_a_service_that_stops_answers_what_is_under_way(publication: str) -> None:
    app = create_app(Settings(database_url=publication, cache_bytes=0))
    locked = await asyncpg.connect(publication)
    async with AsyncExitStack() as stack:
        async with serving(app, EarlyHttpProtocol) as port:
            connection = await stack.enter_async_context(connected(port))
            for _ in range(3):
                await ask(connection, request())
            await locked.execute("begin; lock table quire.entry in access exclusive mode")
            await connection.send(request())
            await until_waiting(locked, 1)
            asyncio.get_running_loop().call_later(0.2, locked.terminate)
            # the server is told to stop here
        assert (await connection.read_to_end()).startswith(b"HTTP/1.1 200 OK")
