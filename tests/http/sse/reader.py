"""Reads event streams over httpx as the HTML standard says, section 9.2.6."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

STREAM = "text/event-stream"
BOTH = "application/graphql-response+json, application/json, text/event-stream, multipart/mixed"


@dataclass
class Event:
    """One event, or what came in its place: a comment, a hint when to connect again."""

    event: str = ""
    data: str = ""
    id: str | None = None
    retry: int | None = None
    fields: list[str] = field(default_factory=list)

    @property
    def payload(self) -> Any:
        return json.loads(self.data)


class Stream:
    """A response whose head has come."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def block(self) -> Event:
        """The next lines up to an empty one."""
        found = Event()
        async with asyncio.timeout(5):
            async for line in self._lines:
                if not line:
                    return found
                name, _, value = line.partition(":")
                found.fields.append(name)
                value = value.removeprefix(" ")
                if name == "retry":
                    found.retry = int(value)
                elif name:
                    setattr(found, name, value)
        raise EOFError

    async def event(self) -> Event:
        """The next event; comments and hints are passed over."""
        while not (found := await self.block()).event:
            pass
        return found


@asynccontextmanager
async def streaming(
    port: int, query: str, *, accept: str = STREAM, get: bool = False, **headers: str
) -> AsyncIterator[Stream]:
    """The response to one operation, its body unread."""
    # certificates take longer to read than any of these tests
    transport = httpx.AsyncHTTPTransport(verify=False)
    url = f"http://localhost:{port}"
    async with httpx.AsyncClient(base_url=url, transport=transport) as client:
        sent = {"accept": accept, **{k.replace("_", "-"): v for k, v in headers.items()}}
        request = client.build_request(
            "GET" if get else "POST",
            "/graphql",
            params={"query": query} if get else None,
            json=None if get else {"query": query},
            headers=sent,
        )
        response = await client.send(request, stream=True)
        try:
            yield Stream(response)
        finally:
            await response.aclose()
