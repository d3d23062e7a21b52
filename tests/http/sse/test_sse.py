"""GraphQL over SSE, distinct connections: events, what is answered as usual, bounds, and the end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from gql.errors import NoLongerAllowed, SlowReader
from gql.http.sse.event_streams import StreamBounds
from gql.http.uvicorn_protocol import BoundedHttpProtocol
from tests.http.live_site import REFUSED, SUBSCRIPTION, LiveSite, live_site
from tests.http.raw_connection import connected
from tests.http.sse.reader import BOTH, STREAM, Stream, streaming
from tests.metrics_page import value


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[LiveSite]:
    async with live_site() as site:
        yield site


@pytest.mark.parametrize("get", [True, False])
@pytest.mark.parametrize("accept", [STREAM, BOTH])
async def test_answers_come_as_next_and_their_end_as_complete(
    site: LiveSite, get: bool, accept: str
) -> None:
    opened = len(site.feed.opened)
    async with streaming(site.port, SUBSCRIPTION, get=get, accept=accept) as stream:
        await site.feed.count(opened + 1)
        headers = stream.response.headers
        assert stream.response.status_code == 200
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert headers["cache-control"] == "private, no-store"
        assert headers["x-accel-buffering"] == "no"
        assert headers["x-request-id"]
        assert "content-encoding" not in headers
        site.feed.put("one", "position 1")
        site.feed.put("zwei ü")
        site.feed.opened[-1].end()
        first, second, last = [await stream.event() for _ in range(3)]
        assert (first.event, first.id) == ("next", "position 1")
        assert first.payload == {"data": {"ticks": "one"}}
        assert (second.id, second.payload) == (None, {"data": {"ticks": "zwei ü"}})
        assert (last.event, last.data, last.fields) == ("complete", "", ["event", "data"])
        with pytest.raises(EOFError):
            await stream.event()


async def test_the_stream_begins_with_a_comment_and_a_hint_when_to_connect_again(
    site: LiveSite,
) -> None:
    hints = set()
    for _ in range(5):
        async with streaming(site.port, SUBSCRIPTION) as stream:
            assert (await stream.block()).fields == [""]
            hints.add((await stream.block()).retry)
    assert len(hints) > 1
    assert all(1_000 <= hint <= 5_000 for hint in hints if hint)


async def test_a_query_and_a_mutation_are_one_event_where_only_events_are_read(
    site: LiveSite,
) -> None:
    for query, data in (
        ("{ hello }", {"hello": "world"}),
        ('mutation { shout(text: "a") }', {"shout": "A"}),
    ):
        for _ in range(3):  # never taken for the JSON of others
            assert await only_event(site, query) == {"data": data}
            plain = await post(site, query, accept="application/json")
            assert plain.json() == {"data": data}


async def test_what_is_refused_is_an_event_where_only_events_are_read(site: LiveSite) -> None:
    for query in ("{", "{ nothing }", REFUSED):
        assert (await only_event(site, query))["errors"][0]["message"]


async def test_a_client_that_reads_json_too_gets_it_for_one_answer(site: LiveSite) -> None:
    answered = await post(site, "{ hello }", accept=BOTH)
    assert answered.headers["content-type"].startswith("application/")
    assert answered.json() == {"data": {"hello": "world"}}
    refused = await post(site, REFUSED, accept=BOTH)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_whatever_accepts_anything_is_not_streamed_to(site: LiveSite) -> None:
    for accept in ("*/*", "text/event-stream;q=0, application/json"):
        answered = await post(site, "{ hello }", accept=accept)
        assert answered.headers["content-type"].startswith("application/json")
    assert (await post(site, "{ hello }", accept="text/*")).status_code == 406


async def test_a_request_that_is_none_is_refused_as_usual(site: LiveSite) -> None:
    mutation = await get(site, "mutation { shout }")
    assert (mutation.status_code, mutation.headers["allow"]) == (405, "POST")
    form = await post(site, SUBSCRIPTION, content_type="text/plain")
    assert form.status_code == 415  # no page of another origin opens one without being asked
    token = await post(site, SUBSCRIPTION, authorization="Bearer bad")
    assert token.status_code == 401
    assert token.json()["errors"][0]["extensions"]["code"] == "TOKEN_INVALID"


async def test_last_event_id_is_where_it_goes_on(site: LiveSite) -> None:
    opened = len(site.feed.opened)
    async with streaming(site.port, SUBSCRIPTION, get=True, last_event_id="p7"):
        await site.feed.count(opened + 1)
    assert site.feed.positions[-1] == "p7"


async def test_identity_is_that_of_the_headers(site: LiveSite) -> None:
    opened = len(site.feed.opened)
    async with streaming(site.port, SUBSCRIPTION, quire_receipt="r", user_agent="u"):
        await site.feed.count(opened + 1)
    assert site.feed.askers[-1].headers == {b"quire-receipt": b"r"}


async def test_an_operation_that_may_not_go_on_says_so_and_is_complete(site: LiveSite) -> None:
    opened = len(site.feed.opened)
    async with streaming(site.port, SUBSCRIPTION) as stream:
        await site.feed.count(opened + 1)
        site.feed.opened[-1].end(NoLongerAllowed())
        (error,) = (await stream.event()).payload["errors"]
        assert error["extensions"]["code"] == "NO_LONGER_ALLOWED"
        assert (await stream.event()).event == "complete"


async def test_an_idle_stream_gets_comments() -> None:
    async with (
        live_site(stream_bounds=StreamBounds(heartbeat=0.05)) as site,
        streaming(site.port, SUBSCRIPTION) as stream,
    ):
        for _ in range(2):
            await stream.block()
        for _ in range(3):
            assert (await stream.block()).fields == [""]


async def test_a_client_that_leaves_ends_its_operation(site: LiveSite) -> None:
    opened = len(site.feed.opened)
    async with streaming(site.port, SUBSCRIPTION):
        await site.feed.count(opened + 1)
        assert len(site.connections) == 1
    await until_open(site, 0)
    assert site.feed.opened[-1].is_over


async def test_more_streams_than_allowed_are_refused_as_http() -> None:
    async with live_site(in_all=1) as site, streaming(site.port, SUBSCRIPTION):
        refused = await post(site, SUBSCRIPTION)
        assert refused.status_code == 503
        assert refused.headers["retry-after"]
        assert refused.json()["errors"][0]["extensions"]["code"] == "TOO_MANY_CONNECTIONS"
        assert (await post(site, "{ hello }", accept="application/json")).status_code == 200


async def test_streams_of_a_service_that_stops_break_off_so_that_clients_come_back() -> None:
    """By the end of the response, clients of graphql-sse would take the subscription for over."""
    async with live_site() as site:
        async with streaming(site.port, SUBSCRIPTION) as stream:
            await site.feed.count(1)
            site.feed.put("last")
            site.connections.go_away()
            assert (await stream.event()).payload == {"data": {"ticks": "last"}}
            assert (await stream.block()).retry
            with pytest.raises(httpx.RemoteProtocolError):
                await stream.block()
        await until_open(site, 0)
        assert (await post(site, SUBSCRIPTION)).status_code == 503


async def test_a_stream_whose_reader_is_too_slow_breaks_off() -> None:
    slow_readers = value("quire_live_slow_readers_total")
    async with live_site() as site, streaming(site.port, SUBSCRIPTION) as stream:
        await site.feed.count(1)
        site.feed.opened[0].end(SlowReader())
        with pytest.raises(httpx.RemoteProtocolError):
            await stream.event()
    assert value("quire_live_slow_readers_total") == slow_readers + 1


class ImpatientProtocol(BoundedHttpProtocol):
    write_seconds = 0.4


async def test_a_reader_that_stops_costs_its_queue_and_is_disconnected() -> None:
    async with live_site(
        stream_bounds=StreamBounds(queue=4), http_protocol=ImpatientProtocol
    ) as site:
        body = json.dumps({"query": SUBSCRIPTION}).encode()
        async with connected(site.port) as connection:
            connection.writer.transport.pause_reading()  # type: ignore[attr-defined]
            await connection.send(
                b"POST /graphql HTTP/1.1\r\nhost: a\r\naccept: text/event-stream\r\n"
                b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%b"
                % (len(body), body)
            )
            await site.feed.count(1)
            for _ in range(500):
                site.feed.put("x" * 100_000)
                await asyncio.sleep(0)
                if site.feed.opened[0].is_over:
                    break
            await until_open(site, 0)
            assert site.feed.opened[0].is_over


async def test_head_has_no_events(site: LiveSite) -> None:
    async with httpx.AsyncClient(base_url=f"http://localhost:{site.port}") as client:
        response = await client.head(
            "/graphql", params={"query": SUBSCRIPTION}, headers={"accept": STREAM}
        )
    assert (response.status_code, response.content) == (200, b"")


async def test_abandoned_streams_leave_no_task() -> None:
    async with live_site() as site:
        async with streaming(site.port, "{ hello }") as stream:
            await stream.event()
        before = len(asyncio.all_tasks())
        opened = [streaming(site.port, SUBSCRIPTION) for _ in range(50)]
        streams = [await one.__aenter__() for one in opened]
        await site.feed.count(50)
        site.feed.put("x" * 10_000)
        for one in opened:
            await one.__aexit__(None, None, None)
        await until_open(site, 0)
        assert len(streams) == site.feed.closed == 50
        async with asyncio.timeout(5):
            while len(asyncio.all_tasks()) > before:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0.01)


async def only_event(site: LiveSite, query: str) -> Any:
    """What the only event says, before it is complete."""
    async with streaming(site.port, query) as stream:
        assert stream.response.status_code == 200
        assert stream.response.headers["content-type"].startswith("text/event-stream")
        event = await stream.event()
        assert event.event == "next"
        assert (await stream.event()).event == "complete"
        await require_end(stream)
        return event.payload


async def require_end(stream: Stream) -> None:
    with pytest.raises(EOFError):
        await stream.block()


async def post(
    site: LiveSite,
    query: str,
    *,
    accept: str = STREAM,
    content_type: str = "application/json",
    **headers: str,
) -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"http://localhost:{site.port}") as client:
        sent = {"accept": accept, "content-type": content_type, **headers}
        return await client.post(
            "/graphql", content=json.dumps({"query": query}).encode(), headers=sent
        )


async def get(site: LiveSite, query: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=f"http://localhost:{site.port}") as client:
        return await client.get("/graphql", params={"query": query}, headers={"accept": STREAM})


async def until_open(site: LiveSite, number: int) -> None:
    """Wait until the service has so many connections."""
    async with asyncio.timeout(8):
        while len(site.connections) != number:  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.01)
