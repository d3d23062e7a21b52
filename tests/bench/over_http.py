"""Measures the stories over HTTP: answers per second of one worker, and its memory."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import orjson

from tests.bench.implementations import COMPILED
from tests.bench.load import KeepAliveConnection, LoadResult, apply_load, default_client
from tests.bench.progress import ShowStep
from tests.bench.same_answers import require_equal_answers
from tests.bench.servers import Server
from tests.bench.story import Story, Variables

TARGET_CONNECTIONS = 16  # at this number the targets are evaluated
MAX_COMPARED = 10  # answers of each story
REFERENCE_COUNTER = r'^quire_operations_total{outcome="answered",path="reference"} (\S+)$'
StoryVariables = Mapping[Story, Sequence[Variables]]


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Numbers of connections, seconds per load, and repetitions where targets apply."""

    connections: tuple[int, ...] = (1, TARGET_CONNECTIONS, 64)
    seconds: float = 2.0
    passes: int = 3
    client: str = field(default_factory=default_client)

    def passes_with(self, connections: int) -> int:
        return self.passes if connections == TARGET_CONNECTIONS else 1


async def measure_over_http(
    servers: Mapping[str, Server],
    variables_by_story: StoryVariables,
    settings: HttpSettings,
    show_step: ShowStep,
) -> dict[str, Any]:
    """Return story → connections → implementation → figures, and memory per worker in MB."""
    found: dict[str, Any] = {}
    for story, variables in variables_by_story.items():
        bodies = [request_body(story, values) for values in variables]
        await require_equal_servers(servers, story, bodies)
        found[story.name] = {}
        for connections in settings.connections:
            show_step(f"HTTP: {story.label}, connections: {connections}")
            found[story.name][connections] = await _measure_in_turns(
                servers, bodies, connections, settings
            )
    require_plans(servers[COMPILED], len(variables_by_story))
    memory = {name: server.memory_mb() for name, server in servers.items()}
    return {"stories": found, "memory_mb": memory}


def request_body(story: Story, variables: Variables) -> bytes:
    """The JSON of a GraphQL request for a story."""
    return orjson.dumps(
        {"query": story.text, "variables": variables, "operationName": story.operation}
    )


async def require_equal_servers(
    servers: Mapping[str, Server], story: Story, bodies: Sequence[bytes]
) -> None:
    """Raise SystemExit if the servers answer a story differently."""
    answers: dict[str, list[bytes]] = {}
    for name, server in servers.items():
        async with KeepAliveConnection(server.url) as connection:
            answers[name] = [_data(*await connection.post(body)) for body in bodies[:MAX_COMPARED]]
    require_equal_answers(f"{story.label} over HTTP", answers)


def require_plans(server: Server, documents: int) -> None:
    """Raise SystemExit unless plans answered all but the first request of each document."""
    with urlopen(urljoin(server.url, "/metrics"), timeout=10) as response:  # noqa: S310
        found = response.read().decode()
    answered = int(float(re.findall(REFERENCE_COUNTER, found, re.M)[0]))
    # a silent fallback would measure the reference path in the name of the plan
    if answered > documents:
        raise SystemExit(f"Quire answered {answered} requests over HTTP without a plan.")


async def _measure_in_turns(
    servers: Mapping[str, Server], bodies: Sequence[bytes], connections: int, settings: HttpSettings
) -> dict[str, Any]:
    loads: dict[str, list[LoadResult]] = {name: [] for name in servers}
    for _ in range(settings.passes_with(connections)):
        for name, server in servers.items():
            # alternating, so that a slow minute of the machine hits all servers
            load = await apply_load(
                server.url, bodies, connections, settings.seconds, settings.client
            )
            loads[name].append(load)
            await server.wait_until_idle()
    return {name: _figures(name, found) for name, found in loads.items()}


def _figures(name: str, loads: Sequence[LoadResult]) -> dict[str, float]:
    # a server that drops requests would look fast
    if any(load.failed for load in loads):
        raise SystemExit(f"{name} left requests without an answer: {loads}")
    return {
        "per_second": statistics.median(load.per_second for load in loads),
        "refused": sum(load.refused for load in loads),
        "median_ms": statistics.median(load.median_ms for load in loads),
        "p99_ms": statistics.median(load.p99_ms for load in loads),
    }


def _data(status: int, answer: bytes) -> bytes:
    """The response parsed and written again by orjson: serializers differ in blanks and escapes."""
    parsed = orjson.loads(answer)
    if status != 200 or parsed.keys() != {"data"}:
        raise SystemExit(f"An answer with status {status}: {answer[:1000]!r}")
    return orjson.dumps(parsed)
