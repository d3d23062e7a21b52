"""The floor over HTTP: a bare ASGI endpoint with the statements of floor.py, written by orjson."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import asyncpg
import orjson

from tests.bench.floor import FLOORS

Message = MutableMapping[str, Any]


class RawEndpoint:
    """An ASGI app that picks a story by its operationName; it parses and checks no GraphQL."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._floors = {story.operation: floor for story, floor in FLOORS.items()}

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        body = b""
        more = True
        while more:  # a body may come in several messages
            message = await receive()
            body += message["body"]
            more = message["more_body"]
        request = orjson.loads(body)
        floor = self._floors[request["operationName"]]
        rows = await floor.fetch(self._pool, request["variables"])
        answer = orjson.dumps({"data": floor.answer(rows)})
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})
