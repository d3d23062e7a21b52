"""`quire serve`: prepares the database and the demo, prints the URLs, then runs uvicorn.

Its options are spelled in cli/commands.py and override settings. Workers are processes of their
own: every setting reaches them as an environment variable (worker_environment).
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import socket
from asyncio import Protocol
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, cast

from gql import __version__
from gql.auth.secret import new_secret
from gql.cli.demo import prepare_demo
from gql.cli.target_database import prepare_to_serve, target_database, without_password
from gql.db import fitting_pool_size, free_connections
from gql.demo_comments import EDITOR_EMAIL
from gql.errors import StartError
from gql.settings import PREFIX, Settings
from gql.signals import exit_on_signals

if TYPE_CHECKING:
    from gql.http.early_protocol import EarlyHttpProtocol
    from gql.http.websocket.protocol import BoundedWebSocketProtocol

APP = "gql.app:factory"
# prometheus_client reads it when it is imported, so it must be set before the workers start
METRICS_FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# Seconds for running requests: docker stop kills after 10, and PostgreSQL has to stop as well.
SHUTDOWN_TIMEOUT = 8
BACKLOG = 2048
# Seconds in which a worker must have started: uvicorn kills and starts again one that has not, and
# within its own 5 seconds a busy machine has not even imported the service.
WORKER_TIMEOUT = 60


def serve(settings: Settings, *, reload: bool) -> None:
    """Serve until a stop signal. Raises StartError where something prevents the start."""
    # The port first: whoever has typed a wrong one need not wait for a database.
    with (
        exit_on_signals(),
        _listening_socket(settings) as listener,
        target_database(settings, create=True) as url,
    ):
        # port 0 stands for any free port: from here on it is the one that was given
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        prepare_to_serve(settings, url)
        free = asyncio.run(free_connections(url))
        pool_size = fitting_pool_size(settings.pool_size, workers=settings.workers, free=free)
        editor_password = (
            asyncio.run(prepare_demo(url, settings.service_url)) if settings.demo else None
        )
        _print_addresses(settings, url, editor_password, pool_size)
        settings = settings.model_copy(update={"pool_size": pool_size})
        os.environ.update(worker_environment(settings, url))
        _run_uvicorn(settings, listener, reload=reload)


def worker_environment(settings: Settings, url: str) -> dict[str, str]:
    """The settings as environment variables: workers are new processes that read them again."""
    chosen = {
        **settings.model_dump(mode="json"),
        "database_url": url,
        # the same in all workers, or each would reject what the others have signed
        "token_key": settings.token_key or new_secret(),
    }
    return {
        f"{PREFIX}{name.upper()}": value if isinstance(value, str) else json.dumps(value)
        for name, value in chosen.items()
    }


@contextmanager
def _listening_socket(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server(
            (settings.host, settings.port), family=family, backlog=BACKLOG
        )
    except OSError as error:
        number = error.errno or 0
        if number < 0 or number == errno.EADDRNOTAVAIL:  # below 0: of getaddrinfo
            raise StartError(
                f"{settings.host} is no address of this machine. Name one with --host; 127.0.0.1 "
                "is reached from this machine only, 0.0.0.0 and :: stand for all."
            ) from None
        # not error.strerror: Python appends the address, which our sentence already names
        reason = os.strerror(number) if number > 0 else error.strerror
        raise StartError(
            f"Cannot listen on {settings.host}, port {settings.port}: {reason}. "
            f"Stop what holds the port, or choose another: --port {settings.port + 1}"
        ) from None
    with listener:
        yield listener


def _print_addresses(
    settings: Settings, url: str, editor_password: str | None, pool_size: int
) -> None:
    lines = [f"Quire {__version__}"]
    if not settings.database_url:
        lines.append(f"  data      {settings.data.expanduser().resolve()}")
    lines += [
        f"  database  {without_password(url)}",
        f"  GraphiQL  {settings.service_url}/",
        f"  endpoint  {settings.service_url}/graphql",
    ]
    if not settings.token_key:
        lines.append(
            "  tokens    tokens and receipts end with the next start; QUIRE_TOKEN_KEY keeps them"
        )
    if pool_size < settings.pool_size:
        lines.append(
            f"  pools     of {pool_size} connections, not of {settings.pool_size}: the server has "
            f"no more left for {settings.workers} workers"
        )
    if editor_password:
        lines.append(f"  editor    {EDITOR_EMAIL}, password {editor_password}")
    lines.append("Stop with Ctrl-C.")
    print("\n".join(lines), flush=True)


def _run_uvicorn(settings: Settings, listener: socket.socket, *, reload: bool) -> None:
    import uvicorn
    from uvicorn.config import STARTUP_FAILURE

    from gql.cli.supervisors import Reloader, Workers

    config = uvicorn.Config(
        APP,
        # a name and a factory, not an app: each worker imports it again in its own process
        factory=True,
        loop="uvloop",
        http=cast("type[Protocol]", http_protocol(settings)),
        ws=cast("type[Protocol]", websocket_protocol(settings)),
        ws_max_size=settings.live_message,
        ws_ping_interval=settings.live_ping_seconds,
        ws_ping_timeout=settings.live_ping_seconds,
        ws_per_message_deflate=False,
        lifespan="on",
        workers=settings.workers,
        reload=reload,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=True,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT,
        timeout_worker_healthcheck=WORKER_TIMEOUT,
    )
    server = uvicorn.Server(config)
    try:
        if reload:
            Reloader(config, target=server.run, sockets=[listener]).run()
        elif settings.workers > 1:
            workers = Workers(config, sockets=[listener])
            with _shared_metrics_folder() if settings.metrics else nullcontext():
                workers.run()
            _require_started(all(w.exitcode != STARTUP_FAILURE for w in workers.processes))
        else:
            server.run(sockets=[listener])
    except (KeyboardInterrupt, SystemExit) as end:
        # uvicorn raises the signal that stopped it again once it is down, so that its parent sees
        # how it ended; to us it is a normal end
        if not server.started and getattr(end, "code", None) != STARTUP_FAILURE:
            raise
        _require_started(server.started)


def http_protocol(settings: Settings) -> partial[EarlyHttpProtocol]:
    """uvicorn's HTTP/1.1 with our bounds. A partial, because workers get it by pickle."""
    from gql.http.early_protocol import EarlyHttpProtocol

    return partial(EarlyHttpProtocol, write_seconds=settings.write_timeout)


def websocket_protocol(settings: Settings) -> partial[BoundedWebSocketProtocol]:
    """uvicorn's WebSocket protocol with our bounds."""
    from gql.http.websocket.protocol import BoundedWebSocketProtocol

    return partial(BoundedWebSocketProtocol, write_seconds=settings.write_timeout)


@contextmanager
def _shared_metrics_folder() -> Iterator[None]:
    """Name a temporary folder in which prometheus_client adds up the metrics of all workers.

    Without it, /metrics would answer for whichever worker the connection happens to reach.
    """
    try:
        folder = TemporaryDirectory(prefix="quire-metrics-")
    except OSError as error:
        raise StartError(
            f"No temporary folder can be created for the metrics of workers: {error.strerror}. "
            "Name one in TMPDIR, or switch metrics off: QUIRE_METRICS=false"
        ) from None
    # the environment of this process is inherited by the workers
    with folder as name:
        os.environ[METRICS_FOLDER_VARIABLE] = name
        try:
            yield
        finally:
            del os.environ[METRICS_FOLDER_VARIABLE]


def _require_started(started: bool) -> None:
    if not started:
        raise StartError("The service did not start. The lines above say why.") from None
