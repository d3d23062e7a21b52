"""WebSockets and event streams through a server in front."""

from __future__ import annotations

import json

import httpx
from websockets.sync.client import connect
from websockets.typing import Subprotocol

SUBSCRIPTION = "subscription { postPublished { post { slug } } }"


def require_socket(port: int) -> None:
    """A WebSocket is let through, with its subprotocol, in both directions."""
    url = f"ws://127.0.0.1:{port}/graphql"
    protocols = [Subprotocol("graphql-transport-ws")]
    with connect(url, subprotocols=protocols, proxy=None) as socket:
        assert socket.subprotocol == "graphql-transport-ws"
        socket.send('{"type":"connection_init"}')
        assert json.loads(socket.recv())["type"] == "connection_ack"
        for id in ("1", "2"):
            payload = {"query": "{ __typename }"}
            socket.send(json.dumps({"type": "subscribe", "id": id, "payload": payload}))
            assert json.loads(socket.recv())["payload"] == {"data": {"__typename": "Query"}}
            assert json.loads(socket.recv())["type"] == "complete"


def require_stream(client: httpx.Client) -> None:
    """What a stream begins with comes before it ends, by GET and by POST."""
    headers = {"accept": "text/event-stream"}
    params = {"query": SUBSCRIPTION}
    for method, more in (("GET", {"params": params}), ("POST", {"json": params})):
        with client.stream(method, "/graphql", headers=headers, **more) as response:  # type: ignore[arg-type]
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            assert b"retry: " in next(response.iter_raw())
