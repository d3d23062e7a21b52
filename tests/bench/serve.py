"""Serves one implementation over HTTP, with the uvicorn options of `quire serve`.

python -m tests.bench.serve plain|raw|reference --port 8000 --database-url postgresql://me@/bench
"""

from __future__ import annotations

import argparse
import socket
from typing import Any

import uvicorn
import uvloop

from gql import app, settings
from gql.cli.serve import BACKLOG, SHUTDOWN_TIMEOUT, http_protocol
from gql.operation.execute import Executor
from gql.schema import schema
from tests.bench.connections import reader_pool
from tests.bench.floor_http import RawEndpoint
from tests.bench.measure import freeze_memory
from tests.bench.plain_strawberry import View

POOL_SIZE = settings.Settings.model_fields["pool_size"].default


def main() -> None:
    """Serve on the port named on the command line until a signal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("implementation", choices=("plain", "raw", "reference"))
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--database-url", required=True)
    arguments = parser.parse_args()
    with socket.create_server(("127.0.0.1", arguments.port), backlog=BACKLOG) as listener:
        print("Stop with Ctrl-C.", flush=True)
        serve = serve_reference if arguments.implementation == "reference" else serve_others
        uvloop.run(serve(arguments.implementation, arguments.database_url, listener))


async def serve_others(implementation: str, url: str, listener: socket.socket) -> None:
    """Serve plain Strawberry in its own view, or the raw endpoint."""
    async with reader_pool(url, POOL_SIZE) as pool:
        freeze_memory()
        # httptools is what uvicorn itself chooses; Quire has a protocol of its own
        application = RawEndpoint(pool) if implementation == "raw" else View(pool)
        await _serve(application, "httptools", "off", listener)


async def serve_reference(implementation: str, url: str, listener: socket.socket) -> None:
    """Serve Quire without plans; its settings come from the environment."""
    # no setting turns plans off, as no operator should
    app.create_executor = lambda chosen: Executor(schema, compile_at=None)
    chosen = settings.load(database_url=url)
    await _serve(app.create_app(chosen), http_protocol(chosen), "on", listener)


async def _serve(application: Any, protocol: Any, lifespan: Any, listener: socket.socket) -> None:
    config = uvicorn.Config(
        application,
        http=protocol,
        ws="none",
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
    )
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    main()
