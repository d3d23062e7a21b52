"""Each request names one host that is a host, and one of the service's own where a setting says so."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from gql.http.host import allow_hosts
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from tests.http.conftest import application, client_of, serving
from tests.http.raw_connection import RawConnection, connected

HEAD = b"GET /graphql?query={hello} HTTP/1.1\r\n"


@pytest.fixture(scope="module")
async def port() -> AsyncIterator[int]:
    async with serving(application(), BoundedHttpProtocol) as port:
        yield port


@pytest.fixture
async def connection(port: int) -> AsyncIterator[RawConnection]:
    async with connected(port) as connection:
        yield connection


@pytest.mark.parametrize(
    "hosts",
    [
        b"",
        b"host: a\r\nhost: a\r\n",
        b"host: a\r\nHOST: b\r\n",
        b"host:\r\n",
        b"host:   \r\n",
        b"host: a/b\r\n",
        b"host: http://a\r\n",
        b"host: user@a\r\n",
        b"host: a b\r\n",
        b"host: a, b\r\n",
        b"host: a,b\r\n",
        b"host: a?b\r\n",
        b"host: a#b\r\n",
        b"host: a\\b\r\n",
        b"host: a..b\r\n",
        b"host: .\r\n",
        b"host: a:b\r\n",
        b"host: a:80:80\r\n",
        b"host: a:65536\r\n",
        b"host: :80\r\n",
        b"host: ::1\r\n",
        b"host: [::1\r\n",
        b"host: [::g]\r\n",
        b"host: [1.2.3.4]\r\n",
        b"host: <a>\r\n",
        b"host: \xe9.example\r\n",
        b"host: %61\r\n",
        b"host: " + b"a" * 300 + b"\r\n",
    ],
)
async def test_a_request_without_one_host_gets_400(connection: RawConnection, hosts: bytes) -> None:
    await connection.send(HEAD + hosts + b"\r\n")
    response = await connection.response()
    assert response.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b'"code":"BAD_HOST"' in response
    assert response.count(b"\r\nx-request-id: ") == 1
    assert b"\r\nx-content-type-options: nosniff\r\n" in response


@pytest.mark.parametrize(
    "host",
    [
        b"a",
        b"Blog.Example",
        b"blog.example.:8000",
        b"my_service:8000",
        b"xn--bcher-kva.example",
        b"127.0.0.1:80",
        b"[::1]",
        b"[2001:db8::1]:8000",
        b"[::ffff:192.0.2.1]",
        b"a:",
        b"  a  ",
    ],
)
async def test_a_host_is_accepted_in_each_of_its_forms(
    connection: RawConnection, host: bytes
) -> None:
    await connection.send(HEAD + b"host: " + host + b"\r\n\r\n")
    assert b'{"data":{"hello":"world"}}' in await connection.response()


async def test_before_http_1_1_a_request_needs_no_host_but_two_are_refused(port: int) -> None:
    for hosts, status in (
        (b"", b" 200 "),
        (b"host: a\r\n", b" 200 "),
        (b"host: a/b\r\n", b" 400 "),
    ):
        async with connected(port) as connection:
            await connection.send(HEAD.replace(b"1.1", b"1.0") + hosts + b"\r\n")
            assert status in await connection.response()


async def test_a_refused_request_keeps_its_place_among_pipelined_ones(
    connection: RawConnection,
) -> None:
    good, bad = HEAD + b"host: a\r\n\r\n", HEAD + b"host: a/b\r\n\r\n"
    await connection.send(good + bad + good)
    for status in (b" 200 ", b" 400 ", b" 200 "):
        assert status in await connection.response()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """A client of a service with a list of hosts."""
    app = application(origins=("https://blog.example",))
    assert app.middleware_stack
    app.middleware_stack = allow_hosts(
        app.middleware_stack, ["api.blog.example", "*.Blog.example", "127.0.0.1", "[::1]"]
    )
    async with client_of(app) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    ["api.blog.example", "API.blog.example:8000", "x.y.blog.example.", "127.0.0.1", "[::1]:80"],
)
async def test_a_host_of_the_list_is_answered(client: httpx.AsyncClient, host: str) -> None:
    assert (await client.get("/graphql?query={hello}", headers={"host": host})).status_code == 200


@pytest.mark.parametrize("path", ["/graphql?query={hello}", "/graphql/", "/avatars/x.svg", "/"])
@pytest.mark.parametrize(
    "host",
    ["evil.example", "blog.example", "api.blog.example.evil.example", "127.0.0.2", "", "a/b"],
)
async def test_another_host_is_refused_with_the_name_of_the_setting(
    client: httpx.AsyncClient, host: str, path: str
) -> None:
    response = await client.get(path, headers={"host": host})
    assert response.status_code == 421
    [error] = response.json()["errors"]
    assert error["extensions"]["code"] == "HOST_NOT_ALLOWED"
    assert "QUIRE_ALLOWED_HOSTS" in error["message"]
    assert len(response.headers["x-request-id"]) == 16
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_preflight_of_another_host_is_refused_too(client: httpx.AsyncClient) -> None:
    headers = {
        "host": "evil.example",
        "origin": "https://blog.example",
        "access-control-request-method": "POST",
    }
    assert (await client.options("/graphql", headers=headers)).status_code == 421


async def test_a_target_with_a_host_of_its_own_counts_in_place_of_the_header() -> None:
    app = application()
    assert app.middleware_stack
    app.middleware_stack = allow_hosts(app.middleware_stack, ["good.example", "[::1]"])
    async with serving(app, BoundedHttpProtocol) as port, connected(port) as connection:
        for target, header, status in (
            (b"http://good.example", b"evil.example", b" 200 "),
            (b"http://evil.example", b"good.example", b" 421 "),
            (b"http://[::1]:80", b"good.example", b" 200 "),
            (b"http://a%2Fb", b"good.example", b" 400 "),
        ):
            head = HEAD.replace(b" /", b" " + target + b"/") + b"host: " + header + b"\r\n\r\n"
            await connection.send(head)
            assert status in (await connection.response()).split(b"\r\n")[0] + b" "
