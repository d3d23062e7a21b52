"""A service that stops: what is under way is answered, then sockets are closed with 1001."""

from __future__ import annotations

import asyncio

import pytest

from gql.http import live_connections
from tests.http.live_site import SUBSCRIPTION, live_site
from tests.http.websocket.client import acknowledged, open_socket
from tests.http.websocket.test_bounds import refusal


async def test_what_is_under_way_is_answered_before_the_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_connections, "MAX_SPREAD_SECONDS", 0)
    async with live_site() as site, acknowledged(site.port) as client:
        await client.subscribe(SUBSCRIPTION, "s")
        await client.subscribe("{ slow(seconds: 0.3) }", "q")
        await site.feed.count(1)
        async with asyncio.timeout(5):
            await site.contexts[-1].started.wait()
        site.connections.go_away()
        site.connections.go_away()  # a second signal changes nothing
        site.feed.put("still")
        assert (await client.next())["payload"] == {"data": {"ticks": "still"}}
        await client.subscribe("{ hello }", "later")
        assert (await client.next())["payload"] == {"data": {"slow": True}}
        assert await client.next() == {"id": "q", "type": "complete"}
        assert await client.closed() == (1001, "The service is going away.")
        assert site.feed.closed == 1


async def test_a_service_that_stops_lets_nobody_in() -> None:
    async with live_site() as site:
        site.connections.go_away()
        assert await refusal(site) == (503, "STOPPING")


async def test_uvicorns_shutdown_closes_all_sockets() -> None:
    closed: list[asyncio.Task[tuple[int, str]]] = []
    async with live_site() as site:
        opened = [open_socket(site.port) for _ in range(3)]
        clients = [await socket.__aenter__() for socket in opened]
        await clients[0].init()
        closed = [asyncio.create_task(client.closed()) for client in clients]
    assert {(await task)[0] for task in closed} == {1001}
    for socket in opened:
        await socket.__aexit__(None, None, None)
