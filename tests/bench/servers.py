"""Runs each implementation as an HTTP server of one worker, started as an operator would."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence, Sized
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.bench.connections import SERVICE_URL
from tests.bench.implementations import COMPILED, FLOOR, PLAIN, REFERENCE

ROOT = Path(__file__).parents[2]
COMMANDS = {
    PLAIN: ["tests.bench.serve", "plain"],
    REFERENCE: ["tests.bench.serve", "reference"],
    COMPILED: ["gql", "serve"],
    FLOOR: ["tests.bench.serve", "raw"],
}
IDLE_CPU_SECONDS = 0.03  # in a tenth of a second: less counts as idle
MAX_IDLE_CHECKS = 100
SETTINGS = {
    "QUIRE_LOG_FORMAT": "json",
    "QUIRE_PUBLIC_URL": SERVICE_URL,
    # what is measured beside others is reading, not an answer that was kept
    "QUIRE_CACHE_BYTES": "0",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and the URL of its GraphQL endpoint."""

    url: str
    process: subprocess.Popen[str]

    def wait_until_listening(self) -> bool:
        """Read its output until it says that its port is open; False if it ended before."""
        return any("Stop with" in line for line in self.process.stdout or ())

    def memory_mb(self) -> float:
        """Resident memory of its worker, in MB."""
        return round(psutil.Process(self.process.pid).memory_info().rss / 1e6, 1)

    async def wait_until_idle(self) -> None:
        """Wait while it still works on requests of clients that have closed their connections."""
        process = psutil.Process(self.process.pid)
        for _ in range(MAX_IDLE_CHECKS):
            before = process.cpu_times()
            await asyncio.sleep(0.1)
            after = process.cpu_times()
            if after.user + after.system - before.user - before.system < IDLE_CPU_SECONDS:
                return


@contextmanager
def servers(
    url: str, logs: Path, commands: Mapping[str, Sequence[str]] = COMMANDS, **settings: str
) -> Iterator[dict[str, Server]]:
    """Start all servers on one database; each logs to a file of its own in `logs`."""
    with ExitStack() as stack:
        started = {
            name: stack.enter_context(_started(command, port, url, logs / f"{name}.log", settings))
            for (name, command), port in zip(commands.items(), _free_ports(commands), strict=True)
        }
        for name, server in started.items():
            if not server.wait_until_listening():
                log_text = (logs / f"{name}.log").read_text()
                raise SystemExit(f"The server of {name} did not start: {log_text[-1000:]}")
        yield started


@contextmanager
def _started(
    command: Sequence[str], port: int, url: str, log: Path, settings: Mapping[str, str]
) -> Iterator[Server]:
    # settings of the person who runs the benchmark must not change what is measured
    others = {name: value for name, value in os.environ.items() if not name.startswith("QUIRE_")}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", *command, "--port", str(port), "--database-url", url],
            cwd=ROOT,
            env=others | SETTINGS | settings,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            # Ctrl-C must end the benchmark, which then stops its servers one by one
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Server(f"http://127.0.0.1:{port}/graphql", process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def _free_ports(commands: Sized) -> list[int]:
    """A free port for each; all are open together, so that none comes twice."""
    with ExitStack() as stack:
        listeners = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            for _ in range(len(commands))
        ]
        return [listener.getsockname()[1] for listener in listeners]
