"""`quire serve`: database, demo, announcement, then uvicorn until it is told to stop."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from gql import __version__
from gql.cli.database import database, make_ready_to_serve, shown
from gql.embedded.signals import ended_by_signals
from gql.errors import StartError
from gql.settings import PREFIX, Settings

APP = "gql.app:factory"
PROTOCOL = "gql.http.protocol:Protocol"
GRACE = 8  # seconds for running requests; with Postgres's stop, within the 10 that supervisors give
BACKLOG = 2048


def serve(settings: Settings, *, reload: bool) -> None:
    """Serves until SIGINT or SIGTERM. Raises StartError."""
    with ended_by_signals(), _listening(settings) as listener, database(settings) as url:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        make_ready_to_serve(settings, url)
        if settings.demo:
            asyncio.run(_load_demo(url, settings.service_url))
        os.environ.update(environment(settings, url))
        _announce(settings, url)
        _serve(settings, listener, reload=reload)


def environment(settings: Settings, url: str) -> dict[str, str]:
    """The settings as workers, which are processes of their own, will read them."""
    chosen = {**settings.model_dump(mode="json"), "database_url": url}
    return {
        f"{PREFIX}{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in chosen.items()
    }


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server(
            (settings.host, settings.port), family=family, backlog=BACKLOG
        )
    except OSError as error:
        # the system's own words: Python adds the address, which stands in the sentence already
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else error.strerror
        raise StartError(
            f"Cannot listen on {settings.host}, port {settings.port}: {reason}. "
            f"Stop what holds the port, or choose another: --port {settings.port + 1}"
        ) from None
    with listener:
        yield listener


async def _load_demo(url: str, service_url: str) -> None:
    from gql.db import Database
    from gql.importers.demo import load_demo

    opened = await Database.open(url, pool_size=2)
    try:
        await load_demo(opened, service_url=service_url)
    finally:
        await opened.close()


def _announce(settings: Settings, url: str) -> None:
    lines = [f"Quire {__version__}"]
    if not settings.database_url:
        lines.append(f"  data      {settings.data.expanduser().resolve()}")
    lines += [
        f"  database  {shown(url)}",
        f"  GraphiQL  {settings.service_url}/",
        f"  endpoint  {settings.service_url}/graphql",
        "Stop with Ctrl-C.",
    ]
    print("\n".join(lines), flush=True)


def _serve(settings: Settings, listener: socket.socket, *, reload: bool) -> None:
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE
    from uvicorn.supervisors import ChangeReload, Multiprocess

    config = uvicorn.Config(
        APP,
        factory=True,
        loop="uvloop",
        http=PROTOCOL,
        ws="none",
        lifespan="on",
        workers=settings.workers,
        reload=reload,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=GRACE,
    )
    server = uvicorn.Server(config)
    try:
        if reload:
            ChangeReload(config, target=server.run, sockets=[listener]).run()
        elif settings.workers > 1:
            workers = Multiprocess(config, sockets=[listener])
            workers.run()
            _require_start(all(w.exitcode != STARTUP_FAILURE for w in workers.processes))
        else:
            server.run(sockets=[listener])
    except (KeyboardInterrupt, SystemExit):
        # uvicorn sends the signal that it obeyed once more, when it has stopped
        _require_start(server.started)


def _require_start(started: bool) -> None:
    if not started:
        raise StartError("The service did not start. The lines above say why.") from None
