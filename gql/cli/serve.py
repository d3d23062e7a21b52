"""`quire serve`: database, demo, announcement, then uvicorn until it is told to stop."""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from tempfile import TemporaryDirectory

from gql import __version__
from gql.auth.secret import new_secret
from gql.cli.demo import EDITOR, prepare_demo
from gql.cli.target_database import database, make_ready_to_serve, shown
from gql.embedded.signals import ended_by_signals
from gql.errors import StartError
from gql.settings import PREFIX, Settings

APP = "gql.app:factory"
PROTOCOL = "gql.http.uvicorn_protocol:Protocol"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # read by prometheus_client when it is imported
GRACE = 8  # seconds for running requests; with Postgres's stop, within the 10 that supervisors give
BACKLOG = 2048


def serve(settings: Settings, *, reload: bool) -> None:
    """Serves until SIGINT or SIGTERM. Raises StartError."""
    with ended_by_signals(), _listening(settings) as listener, database(settings) as url:
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        make_ready_to_serve(settings, url)
        editor = asyncio.run(prepare_demo(url, settings.service_url)) if settings.demo else None
        _announce(settings, url, editor)
        os.environ.update(environment(settings, url))
        _serve(settings, listener, reload=reload)


def environment(settings: Settings, url: str) -> dict[str, str]:
    """The settings as workers, which are processes of their own, will read them."""
    chosen = {
        **settings.model_dump(mode="json"),
        "database_url": url,
        "token_key": settings.token_key or new_secret(),  # the same for all workers
    }
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


def _announce(settings: Settings, url: str, editors_password: str | None) -> None:
    lines = [f"Quire {__version__}"]
    if not settings.database_url:
        lines.append(f"  data      {settings.data.expanduser().resolve()}")
    lines += [
        f"  database  {shown(url)}",
        f"  GraphiQL  {settings.service_url}/",
        f"  endpoint  {settings.service_url}/graphql",
    ]
    if not settings.token_key:
        lines.append(
            "  tokens    tokens and receipts end with the next start; QUIRE_TOKEN_KEY keeps them"
        )
    if editors_password:
        lines.append(f"  editor    {EDITOR}, password {editors_password}")
    lines.append("Stop with Ctrl-C.")
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
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_graceful_shutdown=GRACE,
    )
    server = uvicorn.Server(config)
    try:
        if reload:
            ChangeReload(config, target=server.run, sockets=[listener]).run()
        elif settings.workers > 1:
            workers = Multiprocess(config, sockets=[listener])
            with _numbers_of_all_workers() if settings.metrics else nullcontext():
                workers.run()
            _require_start(all(w.exitcode != STARTUP_FAILURE for w in workers.processes))
        else:
            server.run(sockets=[listener])
    except (KeyboardInterrupt, SystemExit):
        # uvicorn sends the signal that it obeyed once more, when it has stopped
        _require_start(server.started)


@contextmanager
def _numbers_of_all_workers() -> Iterator[None]:
    """A folder in which workers keep what they count, so that each answers /metrics for all."""
    try:
        folder = TemporaryDirectory(prefix="quire-metrics-")
    except OSError as error:
        raise StartError(
            f"No temporary folder can be made for the metrics of workers: {error.strerror}. "
            "Name one in TMPDIR, or switch metrics off: QUIRE_METRICS=false"
        ) from None
    with folder as name:
        os.environ[SHARED_FOLDER] = name
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER]


def _require_start(started: bool) -> None:
    if not started:
        raise StartError("The service did not start. The lines above say why.") from None
