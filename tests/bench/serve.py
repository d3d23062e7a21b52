"""Serves one of the others over HTTP, on uvicorn with the options of `quire serve`, until it is terminated.

python -m tests.bench.serve plain|raw|reference --port 8000 --database-url postgresql://me@/bench
"""

from __future__ import annotations

import argparse
import socket
from typing import Any

import uvicorn
import uvloop

from gql import app, settings
from gql.cli.serve import BACKLOG, GRACE, PROTOCOL
from gql.operation.execute import Executor
from gql.schema import schema
from tests.bench.connections import readers
from tests.bench.floor_http import Raw
from tests.bench.measure import settle_memory
from tests.bench.plain_strawberry import View

POOL = settings.Settings.model_fields["pool_size"].default


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contestant", choices=("plain", "raw", "reference"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database-url", required=True)
    given = parser.parse_args()
    with socket.create_server(("127.0.0.1", given.port), backlog=BACKLOG) as listener:
        print("Stop with Ctrl-C.", flush=True)
        serving = reference if given.contestant == "reference" else others
        uvloop.run(serving(given.contestant, given.database_url, listener))


async def others(contestant: str, url: str, listener: socket.socket) -> None:
    """Plain Strawberry in its own view, or the raw endpoint."""
    async with readers(url, POOL) as pool:
        settle_memory()
        served = Raw(pool) if contestant == "raw" else View(pool)
        await _serve(served, "httptools", "off", listener)


async def reference(contestant: str, url: str, listener: socket.socket) -> None:
    """Quire that compiles nothing; its settings stand in the environment."""
    app.executor = lambda chosen: Executor(schema, compile_at=None)
    await _serve(app.create_app(settings.load(database_url=url)), PROTOCOL, "on", listener)


async def _serve(served: Any, protocol: str, lifespan: Any, listener: socket.socket) -> None:
    config = uvicorn.Config(
        served,
        http=protocol,
        ws="none",
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=GRACE,
    )
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    main()
