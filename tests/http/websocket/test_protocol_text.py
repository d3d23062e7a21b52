"""graphql-transport-ws, sentence by sentence: orders, races, and the code of every close."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from gql.errors import NoLongerAllowed
from gql.http.websocket.socket import SocketBounds
from tests.http.live_site import REFUSED, SUBSCRIPTION, LiveSite, live_site
from tests.http.websocket.client import acknowledged, open_socket


@pytest.fixture(scope="module")
async def site() -> AsyncIterator[LiveSite]:
    async with live_site(bounds=SocketBounds(operations=3)) as site:
        yield site


async def test_the_subprotocol_is_chosen_among_those_that_are_offered(site: LiveSite) -> None:
    async with open_socket(site.port, ("graphql-ws", "graphql-transport-ws")) as client:
        assert client.socket.subprotocol == "graphql-transport-ws"


@pytest.mark.parametrize("offered", [(), ("graphql-ws",), ("GRAPHQL-TRANSPORT-WS",)])
async def test_without_it_the_socket_is_closed_with_4406(
    site: LiveSite, offered: tuple[str, ...]
) -> None:
    async with open_socket(site.port, offered) as client:
        assert client.socket.subprotocol is None
        assert await client.closed() == (4406, "Subprotocol not acceptable")


async def test_a_query_is_answered_by_next_and_complete(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        assert await client.result("{ hello }") == {"data": {"hello": "world"}}
        asked = await client.result(
            "query A($t: String) { echo(text: $t) } query B { hello }",
            "1",  # ids may be used again
            variables={"t": "ä"},
            operationName="A",
            extensions=None,
        )
        assert asked == {"data": {"echo": "ä"}}


async def test_a_mutation_runs_too(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        assert await client.result('mutation { shout(text: "a") }') == {"data": {"shout": "A"}}


async def test_what_is_refused_is_answered_by_error_alone(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        for query in ("{", "{ nothing }", REFUSED):
            errors = await client.result(query, "7")
            assert isinstance(errors, list)
            assert errors[0]["message"]
        assert (await client.result("{ hello }", "7"))["data"]  # no complete came in between


async def test_an_error_of_a_field_comes_in_next(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        answer = await client.result('{ fail(how: "bug") }')
        assert answer["data"] == {"fail": None}
        assert answer["errors"][0]["path"] == ["fail"]


async def test_subscriptions_and_queries_share_a_socket(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        opened = len(site.feed.opened)
        await client.subscribe(SUBSCRIPTION, "s")
        await site.feed.count(opened + 1)
        site.feed.put("one")
        assert await client.next() == {
            "id": "s",
            "type": "next",
            "payload": {"data": {"ticks": "one"}},
        }
        assert (await client.result("{ hello }", "q"))["data"]
        site.feed.put("two")
        site.feed.opened[-1].end()
        assert (await client.next())["payload"] == {"data": {"ticks": "two"}}
        assert await client.next() == {"id": "s", "type": "complete"}


async def test_after_complete_nothing_is_sent_for_the_id_which_may_be_used_again(
    site: LiveSite,
) -> None:
    async with acknowledged(site.port) as client:
        opened = len(site.feed.opened)
        for number in (1, 2, 3, 4):  # more than may be open at once
            await client.subscribe(SUBSCRIPTION, "s")
            await site.feed.count(opened + number)
            await client.send(id="s", type="complete")
        await client.subscribe(SUBSCRIPTION, "s")
        await site.feed.count(opened + 5)
        for number, operation in enumerate(site.feed.opened[opened:]):
            assert operation.is_over == (number < 4)
        site.feed.put("to the last")
        assert (await client.next())["payload"]["data"] == {"ticks": "to the last"}


async def test_complete_cancels_a_query_that_runs_and_its_result_is_not_sent(
    site: LiveSite,
) -> None:
    async with acknowledged(site.port) as client:
        before = len(site.contexts)
        await client.subscribe("{ slow }", "q")
        async with asyncio.timeout(5):
            while len(site.contexts) == before:  # noqa: ASYNC110 - there is no event for it
                await asyncio.sleep(0)
            await site.contexts[-1].started.wait()
            await client.send(id="q", type="complete")
            await site.contexts[-1].cancelled.wait()
        assert (await client.result("{ hello }", "q"))["data"]


async def test_complete_of_what_is_unknown_is_ignored_also_before_init(site: LiveSite) -> None:
    async with open_socket(site.port) as client:
        await client.send(id="?", type="complete")
        await client.init()
        await client.send(id="?", type="complete")
        assert (await client.result("{ hello }"))["data"]


async def test_a_ping_is_answered_with_its_payload_also_before_init(site: LiveSite) -> None:
    async with open_socket(site.port) as client:
        await client.send(type="pong", payload={"unasked": True})
        await client.send(type="ping")
        assert await client.next() == {"type": "pong"}
        await client.init()
        await client.send(type="ping", payload={"a": 1})
        assert await client.next() == {"type": "pong", "payload": {"a": 1}}
        await client.send(type="ping", payload={"a": "x" * 10_000})
        assert await client.next() == {"type": "pong"}


async def test_subscribe_before_the_acknowledgement_is_4401(site: LiveSite) -> None:
    async with open_socket(site.port) as client:
        await client.subscribe("{ hello }")
        assert await client.closed() == (4401, "Unauthorized")


async def test_a_second_connection_init_is_4429(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        await client.send(type="connection_init")
        assert await client.closed() == (4429, "Too many initialisation requests")


async def test_two_inits_at_once_are_4429_too(site: LiveSite) -> None:
    async with open_socket(site.port) as client:
        await client.send(type="connection_init")
        await client.send(type="connection_init")
        assert (await client.closed())[0] == 4429


async def test_a_second_subscriber_of_an_id_is_4409_whatever_it_asks(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        await client.subscribe(SUBSCRIPTION, "s")
        await client.subscribe("{ hello }", "s")
        assert await client.closed() == (4409, "Subscriber for s already exists")


async def test_a_reason_is_cut_to_what_a_frame_takes(site: LiveSite) -> None:
    async with acknowledged(site.port) as client:
        for _ in range(2):
            await client.subscribe(SUBSCRIPTION, "ä" * 400)
        code, reason = await client.closed()
        assert (code, len(reason.encode())) == (4409, 123)


async def test_without_connection_init_the_socket_is_closed_with_4408() -> None:
    async with (
        live_site(bounds=SocketBounds(init_seconds=0.2)) as site,
        open_socket(site.port) as client,
    ):
        await client.send(type="ping")
        assert await client.next() == {"type": "pong"}
        assert await client.closed() == (4408, "Connection initialisation timeout")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '"ping"',
        '{"type":1}',
        '{"type":"start"}',
        '{"id":"1"}',
        '{"type":"connection_init","payload":[]}',
        '{"type":"ping","payload":"p"}',
        '{"type":"subscribe","payload":{"query":"{ hello }"}}',
        '{"type":"subscribe","id":"","payload":{"query":"{ hello }"}}',
        '{"type":"subscribe","id":1,"payload":{"query":"{ hello }"}}',
        '{"type":"subscribe","id":"1"}',
        '{"type":"subscribe","id":"1","payload":null}',
        '{"type":"subscribe","id":"1","payload":{}}',
        '{"type":"subscribe","id":"1","payload":{"query":1}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{ hello }","variables":"v"}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{ hello }","operationName":1}}',
        '{"type":"subscribe","id":"1","payload":{"query":"{ hello }","extensions":[]}}',
        '{"type":"complete"}',
        '{"type":"complete","id":null}',
        '{"type":"subscribe","id":"%s","payload":{"query":"{ hello }"}}' % ("i" * 501),
        f"[{','.join('1' * 3_000)}]",
    ],
)
async def test_what_is_no_message_is_4400_with_a_reason(site: LiveSite, text: str) -> None:
    async with acknowledged(site.port) as client:
        await client.socket.send(text)
        code, reason = await client.closed()
        assert code == 4400
        assert reason


async def test_a_binary_message_is_4400(site: LiveSite) -> None:
    async with open_socket(site.port) as client:
        await client.socket.send(b'{"type":"connection_init"}')
        assert (await client.closed())[0] == 4400


async def test_more_operations_than_allowed_are_refused_and_the_others_go_on(
    site: LiveSite,
) -> None:
    async with acknowledged(site.port) as client:
        opened = len(site.feed.opened)
        for id in "abc":
            await client.subscribe(SUBSCRIPTION, id)
        await site.feed.count(opened + 3)
        (error,) = await client.result("{ hello }", "d")
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert error["extensions"]["limit"] == "operations"
        await client.send(id="a", type="complete")
        assert (await client.result("{ hello }", "d"))["data"]


async def test_a_token_that_is_not_accepted_is_4403(site: LiveSite) -> None:
    async with open_socket(site.port) as client:
        await client.send(type="connection_init", payload={"Authorization": "Bearer bad"})
        code, reason = await client.closed()
        assert code == 4403
        assert reason.startswith("Forbidden")


async def test_an_operation_that_may_not_go_on_closes_the_socket_with_4401(
    site: LiveSite,
) -> None:
    async with acknowledged(site.port) as client:
        opened = len(site.feed.opened)
        await client.subscribe(SUBSCRIPTION)
        await site.feed.count(opened + 1)
        site.feed.opened[-1].end(NoLongerAllowed())
        code, reason = await client.closed()
        assert code == 4401
        assert reason.startswith("Unauthorized")
