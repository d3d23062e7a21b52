"""The stories over HTTP: requests a second of one worker, on few and many connections, and its memory."""

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
from tests.bench.load import Line, Load, client, loaded
from tests.bench.progress import Tell
from tests.bench.same_answers import same
from tests.bench.servers import Server
from tests.bench.story import Story, Variables

JUDGED = 16  # connections of the promises
CHECKED = 10  # answers of each story
BY_REFERENCE = r'^quire_operations_total{outcome="answered",path="reference"} (\S+)$'
Asked = Mapping[Story, Sequence[Variables]]


@dataclass(frozen=True, slots=True)
class Effort:
    """On how many connections, for how many seconds at a time, how often where it is judged."""

    connections: tuple[int, ...] = (1, JUDGED, 64)
    seconds: float = 2.0
    passes: int = 3
    by: str = field(default_factory=client)

    def passes_on(self, connections: int) -> int:
        return self.passes if connections == JUDGED else 1


async def measured(
    servers: Mapping[str, Server], asked: Asked, effort: Effort, tell: Tell
) -> dict[str, Any]:
    """Story → connections → contestant → figures; and the memory of each worker, in MB."""
    found: dict[str, Any] = {}
    for story, variables in asked.items():
        bodies = [body(story, given) for given in variables]
        await checked(servers, story, bodies)
        found[story.name] = {}
        for connections in effort.connections:
            tell(f"HTTP: {story.label}, connections: {connections}")
            found[story.name][connections] = await _in_turns(servers, bodies, connections, effort)
    require_plans(servers[COMPILED], len(asked))
    memory = {name: server.memory() for name, server in servers.items()}
    return {"stories": found, "memory_mb": memory}


def body(story: Story, variables: Variables) -> bytes:
    asked = {"query": story.text, "variables": variables, "operationName": story.operation}
    return orjson.dumps(asked)


async def checked(servers: Mapping[str, Server], story: Story, bodies: Sequence[bytes]) -> None:
    """Raises SystemExit where answers differ."""
    answers: dict[str, list[bytes]] = {}
    for name, server in servers.items():
        async with Line(server.url) as line:
            answers[name] = [_data(*await line.ask(asked)) for asked in bodies[:CHECKED]]
    same(f"{story.label} over HTTP", answers)


def require_plans(server: Server, documents: int) -> None:
    """Raises SystemExit unless plans answered all but the first sighting of each document."""
    with urlopen(urljoin(server.url, "/metrics"), timeout=10) as response:  # noqa: S310
        found = response.read().decode()
    answered = int(float(re.findall(BY_REFERENCE, found, re.M)[0]))
    if answered > documents:
        raise SystemExit(f"Quire answered {answered} requests over HTTP without a plan.")


async def _in_turns(
    servers: Mapping[str, Server], bodies: Sequence[bytes], connections: int, effort: Effort
) -> dict[str, Any]:
    loads: dict[str, list[Load]] = {name: [] for name in servers}
    for _ in range(effort.passes_on(connections)):
        for name, server in servers.items():
            load = await loaded(server.url, bodies, connections, effort.seconds, effort.by)
            loads[name].append(load)
            await server.rest()
    return {name: _figures(name, found) for name, found in loads.items()}


def _figures(name: str, loads: Sequence[Load]) -> dict[str, float]:
    if any(load.failed for load in loads):
        raise SystemExit(f"{name} left requests without an answer: {loads}")
    return {
        "per_second": statistics.median(load.per_second for load in loads),
        "refused": sum(load.refused for load in loads),
        "median_ms": statistics.median(load.median_ms for load in loads),
        "p99_ms": statistics.median(load.p99_ms for load in loads),
    }


def _data(status: int, answer: bytes) -> bytes:
    """The data of an answer, spelled as orjson spells it, whoever wrote it."""
    parsed = orjson.loads(answer)
    if status != 200 or parsed.keys() != {"data"}:
        raise SystemExit(f"An answer with status {status}: {answer[:1000]!r}")
    return orjson.dumps(parsed)
