"""Measures kept answers beside a bare ASGI app that sends the same bytes from memory.

python -m tests.bench.cached             # three minutes, on a PostgreSQL of its own; needs wrk
python -m tests.bench.cached --quick     # a check that it works; the figures mean nothing

Prints requests a second and ratios: of hits and 304 to the bare app, of misses that are kept to a
service that keeps nothing, of two workers to one while five writes a second touch what is asked.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import asyncpg
import uvloop

from tests.bench.datasets import generated_publication, open_server
from tests.bench.generate import Size
from tests.bench.load import KeepAliveConnection
from tests.bench.over_http import request_body
from tests.bench.servers import Server, servers
from tests.bench.story import NEWEST, POST, TITLE, Story, Variables

CONNECTIONS = 16
STORIES = (POST, NEWEST, TITLE)
KEEPING, WITHOUT, TWO = "keeping", "without", "two workers"
QUIRE = ["gql", "serve"]
TOUCH = "insert into quire.change (node, event, tags) values ($1, 'UPDATED', array[$1])"
# so small that each miss is kept and has to go before it is asked again
CHURNING_BYTES = "60000"


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk sends: to an address, with a script that sets method and body, and headers."""

    url: str
    script: Path | None = None
    headers: tuple[str, ...] = ()

    def per_second(self, seconds: float) -> float:
        """The answers a second, on CONNECTIONS at once; with 0 seconds of one request, by urllib."""
        if not seconds:
            return self._of_one_request()
        script = ["-s", str(self.script)] if self.script else []
        headers = [part for header in self.headers for part in ("-H", header)]
        command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{seconds:g}s"]
        found = subprocess.run(
            [*command, *script, *headers, self.url], capture_output=True, text=True, check=True
        ).stdout
        match = re.search(r"Requests/sec:\s+([\d.]+)", found)
        if not match:
            raise SystemExit(found)
        return float(match[1])

    def _of_one_request(self) -> float:
        named = dict(header.split(": ") for header in self.headers)
        body = b'{"query": "{ __typename }"}' if self.script else None
        if body:
            named["Content-Type"] = "application/json"
        started = time.perf_counter()
        try:
            request = Request(self.url, body, named)  # noqa: S310
            urlopen(request, timeout=10).close()  # noqa: S310
        except HTTPError as error:
            if error.code != HTTPStatus.NOT_MODIFIED:
                raise
        return 1 / (time.perf_counter() - started)


async def measure(
    url: str, folder: Path, stories: Sequence[Story], *, passes: int, seconds: float
) -> dict[str, float]:
    """Requests a second by what was measured; each ratio is of loads in turns."""
    found: dict[str, float] = {}
    connection = await asyncpg.connect(url)
    commands = {
        KEEPING: QUIRE,
        TWO: [*QUIRE, "--workers", "2"],
    }
    with (
        servers(url, folder, commands, QUIRE_CACHE_BYTES="67108864") as kept,
        servers(url, folder, {"churning": QUIRE}, QUIRE_CACHE_BYTES=CHURNING_BYTES) as churning,
        servers(url, folder, {WITHOUT: QUIRE}) as without,
    ):
        for story in stories:
            variables = await story.variables(connection, 1)
            loads = await _hits(story, variables[0], kept[KEEPING], folder)
            with servers(
                url, folder, {"bare": ["tests.bench.bare", str(_file(folder, story))]}
            ) as bare:
                # the same requests to another server: a long address takes both of them longer
                url_of_bare, query = bare["bare"].url, "?" + loads["GET"].url.partition("?")[2]
                loads |= {
                    "bare": Load(url_of_bare, loads["hit"].script),
                    "bare GET": Load(url_of_bare + query),
                    "bare 304": Load(
                        url_of_bare.replace("/graphql", "/304") + query,
                        headers=loads["304"].headers,
                    ),
                }
                found |= _in_turns(story.name, loads, passes, seconds)
            if len(variables) > 1:
                every = _script(folder, f"{story.name}-all", story, variables)
                misses = {
                    "miss": Load(churning["churning"].url, every),
                    "without": Load(without[WITHOUT].url, every),
                }
                found |= _in_turns(story.name, misses, passes, seconds)
        asked = stories[0]
        workers = {
            "one worker": Load(kept[KEEPING].url, folder / f"{asked.name}.lua"),
            "two workers": Load(kept[TWO].url, folder / f"{asked.name}.lua"),
        }
        slug = (await asked.variables(connection, 1))[0]["slug"]
        id = await connection.fetchval("select id from quire.entry where slug = $1", slug)
        touching = asyncio.create_task(_touch(connection, f"post:{id}"))
        found |= await asyncio.to_thread(_in_turns, "while written", workers, passes, seconds)
        touching.cancel()
    await asyncio.gather(touching, return_exceptions=True)
    await connection.close()
    return found


async def _hits(story: Story, values: Variables, server: Server, folder: Path) -> dict[str, Load]:
    """Have an answer kept, and written to a file; what asks for it by POST, GET and If-None-Match."""
    body = request_body(story, values)
    async with KeepAliveConnection(server.url) as connection:
        for _ in range(4):
            _, answer = await connection.post(body)
    _file(folder, story).write_bytes(answer)
    parameters = {
        "query": story.text,
        "operationName": story.operation,
        "variables": json.dumps(values),
    }
    address = f"{server.url}?{urlencode(parameters)}"
    for _ in range(3):
        with await asyncio.to_thread(urlopen, address, timeout=10) as response:
            tag = response.headers["etag"]
    script = _script(folder, story.name, story, [values])
    return {
        "hit": Load(server.url, script),
        "GET": Load(address),
        "304": Load(address, headers=(f"If-None-Match: {tag}",)),
    }


async def _touch(connection: asyncpg.Connection, node: str) -> None:
    while True:
        await connection.execute(TOUCH, node)
        await asyncio.sleep(0.2)


def _in_turns(
    name: str, loads: Mapping[str, Load], passes: int, seconds: float
) -> dict[str, float]:
    figures: dict[str, list[float]] = {kind: [] for kind in loads}
    for _ in range(passes):
        for kind, load in loads.items():
            figures[kind].append(load.per_second(seconds))
    return {f"{name}: {kind}": statistics.median(found) for kind, found in figures.items()}


def _file(folder: Path, story: Story) -> Path:
    return folder / f"{story.name}.json"


def _script(folder: Path, name: str, story: Story, variables: Sequence[Variables]) -> Path:
    bodies = ",\n".join(f"[==[{request_body(story, values).decode()}]==]" for values in variables)
    path = folder / f"{name}.lua"
    path.write_text(
        f"local bodies, turn = {{{bodies}}}, 0\n"
        'local headers = {["Content-Type"] = "application/json"}\n'
        "local requests = {}\n"
        "function init()\n"
        '  for i, b in ipairs(bodies) do requests[i] = wrk.format("POST", nil, headers, b) end\n'
        "end\n"
        "function request()\n  turn = turn % #requests + 1\n  return requests[turn]\nend\n"
    )
    return path


def ratios(found: Mapping[str, float]) -> dict[str, float]:
    """What the figures say, with the targets of tests/bench/targets.py in mind: more is better."""
    compared = {"hit": "bare", "GET": "bare GET", "304": "bare 304", "miss": "without"}
    result = {}
    for name, value in found.items():
        story, _, kind = name.rpartition(": ")
        if kind in compared:
            result[name] = value / found[f"{story}: {compared[kind]}"]
    two, one = found["while written: two workers"], found["while written: one worker"]
    return result | {"two workers": two / one}


def main(argv: Sequence[str] | None = None) -> None:
    """Run it, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database-url", help="a server to use instead of the embedded one")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, one pass")
    arguments = parser.parse_args(argv)
    size = Size(posts=60, comments=600) if arguments.quick else Size(posts=1_000, comments=20_000)
    passes, seconds = (1, 0.0) if arguments.quick else (3, 2.0)

    stories = STORIES[2:] if arguments.quick else STORIES

    async def run(server: str, folder: Path) -> dict[str, float]:
        async with generated_publication(server, size) as url:
            return await measure(url, folder, stories, passes=passes, seconds=seconds)

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="quire-cached-")))
        server = stack.enter_context(open_server(arguments.database_url))
        found = uvloop.run(run(server, folder))
    for name, value in found.items():
        print(f"{name:<34}{value:>10,.0f} a second")
    for name, value in ratios(found).items():
        print(f"{name:<34}{value:>10.2f}")


if __name__ == "__main__":
    main()
