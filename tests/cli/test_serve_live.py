"""`quire serve` with connections that stay open: a stop ends them in order, a second Ctrl-C at once."""

from __future__ import annotations

import signal
import socket
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.http.websocket.client import HEAD, INIT
from tests.service_process import Service

pytestmark = pytest.mark.slow(5)

SUBSCRIPTION = "subscription { postPublished { post { slug } } }"
SUBSCRIBE = '{"id":"1","type":"subscribe","payload":{"query":"%s"}}'


def test_connections_end_in_order_and_a_second_ctrl_c_waits_for_no_client(
    start: type[Service], empty_database: str
) -> None:
    service = start("--database-url", empty_database)
    url = service.url.replace("http", "ws") + "/graphql"
    subprotocols = [Subprotocol("graphql-transport-ws")]
    with (
        connect(url, subprotocols=subprotocols, proxy=None) as client,
        httpx.Client(timeout=30) as http,
        http.stream(
            "POST",
            f"{service.url}/graphql",
            json={"query": SUBSCRIPTION},
            headers={"accept": "text/event-stream"},
        ) as stream,
        socket.create_connection(("127.0.0.1", urlsplit(service.url).port or 0)) as silent,
    ):
        client.send(INIT.decode())
        assert client.recv() == '{"type":"connection_ack"}'
        client.send(SUBSCRIBE % SUBSCRIPTION)
        client.send(SUBSCRIBE.replace('"1"', '"2"') % "{ __typename }")
        assert '"data"' in str(client.recv())
        assert '"complete"' in str(client.recv())
        head = HEAD + "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        silent.sendall(head.encode())
        assert silent.recv(65_536).startswith(b"HTTP/1.1 101")
        service.process.send_signal(signal.SIGINT)
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=30)
        assert closed.value.rcvd
        assert closed.value.rcvd.code == 1001
        text = rest_of(stream)
        assert text.count(b"retry: ") == 2
        assert b"complete" not in text
        assert (1001).to_bytes(2) in silent.recv(65_536)  # and it answers nothing
        service.process.send_signal(signal.SIGINT)
        code, output = service.wait_for_end()
    assert code == 0, output
    assert "Traceback" not in output


def rest_of(stream: httpx.Response) -> bytes:
    """What comes until the stream breaks off."""
    parts = stream.iter_raw()
    text = b""
    with suppress(httpx.RemoteProtocolError):
        while True:
            text += next(parts)
    return text
