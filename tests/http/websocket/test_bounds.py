"""What sockets may take: origins, numbers, time, and what waits for a reader that is slow."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

import pytest
from websockets.exceptions import InvalidStatus

from gql.errors import TokenInvalid
from gql.http.websocket.protocol import BoundedWebSocketProtocol
from gql.http.websocket.socket import SocketBounds
from tests.http.live_site import SUBSCRIPTION, LiveSite, live_site
from tests.http.raw_connection import RawConnection
from tests.http.websocket.client import (
    CLOSE,
    FIN,
    INIT,
    PING,
    acknowledged,
    close_code,
    frame,
    open_socket,
    raw_socket,
    read_frame,
)
from tests.metrics_page import value

SUBSCRIBE = json.dumps(
    {"id": "1", "type": "subscribe", "payload": {"query": SUBSCRIPTION}}
).encode()


@pytest.mark.parametrize(
    ("origin", "origins", "is_allowed"),
    [
        (None, (), True),
        ("http://localhost", (), False),  # another port is another origin
        ("https://blog.example", (), False),
        ("null", (), False),
        ("https://blog.example", ("https://blog.example",), True),
        ("https://blog.example.evil", ("https://blog.example",), False),
        ("https://blog.example", ("*",), True),
    ],
)
async def test_pages_of_other_origins_are_let_in_as_cors_says(
    origin: str | None, origins: tuple[str, ...], is_allowed: bool
) -> None:
    async with live_site(origins=origins) as site:
        options = {"origin": origin} if origin else {}
        if is_allowed:
            async with open_socket(site.port, **options) as client:
                await client.init()
            return
        assert await refusal(site, **options) == (403, "ORIGIN_NOT_ALLOWED")


async def test_a_page_of_the_service_itself_is_let_in() -> None:
    async with (
        live_site() as site,
        open_socket(site.port, origin=f"http://localhost:{site.port}") as client,
    ):
        await client.init()


async def test_more_sockets_than_allowed_are_refused_until_one_ends() -> None:
    refused = value("quire_live_refused_total", code="TOO_MANY_CONNECTIONS")
    async with live_site(in_all=2) as site:
        async with open_socket(site.port):
            async with open_socket(site.port):
                assert await refusal(site) == (503, "TOO_MANY_CONNECTIONS")
            await until_open(site, 1)
            async with acknowledged(site.port) as client:
                assert (await client.result("{ hello }"))["data"]
        await until_open(site, 0)
    assert value("quire_live_refused_total", code="TOO_MANY_CONNECTIONS") == refused + 1


async def test_more_sockets_of_one_address_than_allowed_are_refused() -> None:
    async with live_site(per_address=1) as site, open_socket(site.port):
        assert await refusal(site) == (429, "ADDRESS_HAS_TOO_MANY_CONNECTIONS")


async def test_a_reader_that_stops_costs_its_queue_and_the_others_notice_nothing() -> None:
    bounds = SocketBounds(queue=8)
    slow_readers = value("quire_live_slow_readers_total")
    async with live_site(bounds=bounds) as site, acknowledged(site.port) as other:
        await other.subscribe(SUBSCRIPTION)
        await site.feed.count(1)
        async with raw_socket(site.port) as connection:
            stop_reading(connection)
            await connection.send(frame(INIT) + frame(SUBSCRIBE))
            await site.feed.count(2)
            slow = site.feed.opened[1]
            text, number = "x" * 100_000, 0
            while not slow.is_over:
                number += 1
                site.feed.put(text)
                assert len((await other.next())["payload"]["data"]["ticks"]) == len(text)
                assert number < 500
            read_on(connection)
            assert await close_code(connection) == 1013
        assert (await other.result("{ hello }", "2"))["data"]
        await until_open(site, 1)
    assert value("quire_live_slow_readers_total") == slow_readers + 1


class ImpatientProtocol(BoundedWebSocketProtocol):
    write_seconds = 0.3


async def test_a_reader_that_takes_nothing_at_all_is_disconnected() -> None:
    async with live_site(ws=ImpatientProtocol) as site, raw_socket(site.port) as connection:
        stop_reading(connection)
        await connection.send(frame(INIT) + frame(SUBSCRIBE))
        await site.feed.count(1)
        for _ in range(60):
            site.feed.put("x" * 100_000)
        await until_open(site, 0)


async def test_an_idle_socket_is_pinged_and_disconnected_if_it_does_not_answer() -> None:
    options = {"ws_ping_interval": 0.1, "ws_ping_timeout": 0.1}
    async with live_site(**options) as site, raw_socket(site.port) as connection:
        await connection.send(frame(INIT))
        await read_frame(connection)
        for _ in range(2):
            opcode, payload = await read_frame(connection)
            assert opcode == FIN | PING
            await connection.send(frame(payload, FIN | 10))
        await until_open(site, 0)


async def test_a_client_that_never_answers_the_close_is_disconnected() -> None:
    class Hasty(BoundedWebSocketProtocol):
        def __init__(self, *uvicorns: object, **named: object) -> None:
            super().__init__(*uvicorns, **named)
            self.close_timeout = 0.2

    async with live_site(ws=Hasty) as site, raw_socket(site.port) as connection:
        await connection.send(frame(b"{}"))
        assert await close_code(connection) == 4400
        assert await connection.read_to_end() == b""


async def test_identity_is_that_of_the_upgrade_unless_connection_init_has_another() -> None:
    seen: list[Mapping[bytes, bytes]] = []
    async with live_site(create=seen.append) as site:
        headers = {"Authorization": "Bearer a", "Quire-Receipt": "r", "User-Agent": "test"}
        async with open_socket(site.port, additional_headers=headers) as client:
            await client.init(
                AUTHORIZATION=" Bearer b", headers={"quire-guest-key": "k", "host": "h"}, a=1
            )
            assert (await client.result("{ hello }"))["data"]
            await client.subscribe(SUBSCRIPTION, "s")
            await site.feed.count(1)
        own = {b"authorization": b"Bearer b", b"quire-receipt": b"r", b"quire-guest-key": b"k"}
        assert {k: v for k, v in seen[-1].items() if k != b"user-agent"} == own
        assert b"user-agent" in seen[-1]
        assert site.feed.askers[0].headers == own


async def test_a_socket_closes_when_a_token_is_not_accepted_any_more() -> None:
    is_valid = True

    def check(headers: object) -> None:
        if not is_valid:
            raise TokenInvalid

    async with live_site(create=check) as site, acknowledged(site.port) as client:
        is_valid = False
        await client.subscribe("{ hello }")
        assert (await client.closed())[0] == 4401


ABANDONED = 200


async def test_abandoned_sockets_leave_no_task_and_no_connection() -> None:
    """In each state: before and after init, while a query runs, subscribed, closing, unread."""
    async with live_site(ws_ping_interval=None) as site:
        async with acknowledged(site.port) as client:  # whatever is made once
            await client.result("{ hello }")
        await until_open(site, 0)
        before = len(asyncio.all_tasks())
        sockets = [raw_socket(site.port) for _ in range(ABANDONED)]
        opened = [await socket.__aenter__() for socket in sockets]
        assert len(site.connections) == ABANDONED
        slow = json.dumps({"id": "q", "type": "subscribe", "payload": {"query": "{ slow }"}})
        for number, connection in enumerate(opened):
            sent = frame(INIT) + frame(SUBSCRIBE) + frame(slow.encode())
            await connection.send(
                [
                    b"",
                    frame(INIT)[:9],
                    frame(INIT),
                    frame(INIT) + frame(SUBSCRIBE),
                    sent,
                    sent + frame(b"{}"),
                    sent + frame(b"", FIN | CLOSE),
                    sent + frame(b'{"type":"ping"}') * 100,
                ][number % 8]
            )
        await site.feed.count(ABANDONED * 3 // 8)
        site.feed.put("x" * 10_000)
        for connection in opened:
            connection.writer.transport.abort()
        await until_open(site, 0)
        assert site.feed.closed == len(site.feed.opened)
        async with asyncio.timeout(5):
            while len(asyncio.all_tasks()) > before:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.01)


def stop_reading(connection: RawConnection) -> None:
    connection.writer.transport.pause_reading()  # type: ignore[attr-defined]


def read_on(connection: RawConnection) -> None:
    connection.writer.transport.resume_reading()  # type: ignore[attr-defined]


async def refusal(site: LiveSite, **options: object) -> tuple[int, str]:
    """Status and code with which a socket is not let in."""
    with pytest.raises(InvalidStatus) as caught:
        async with open_socket(site.port, **options):
            pass
    response = caught.value.response
    assert response.headers["X-Request-Id"]
    return response.status_code, json.loads(response.body)["errors"][0]["extensions"]["code"]


async def until_open(site: LiveSite, number: int) -> None:
    """Wait until the service has so many connections."""
    async with asyncio.timeout(8):
        while len(site.connections) != number:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.01)
