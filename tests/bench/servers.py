"""The contestants as processes that serve HTTP, each with one worker, started as an operator would."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
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
BUSY = 0.03  # seconds of CPU in a tenth of a second
PATIENCE = 100
SETTINGS = {"QUIRE_LOG_FORMAT": "json", "QUIRE_PUBLIC_URL": SERVICE_URL}


@dataclass(frozen=True, slots=True)
class Server:
    """`url` is where it answers GraphQL."""

    url: str
    process: subprocess.Popen[str]

    def has_announced(self) -> bool:
        """Waits until it says that its port is open: who asks then only waits."""
        return any("Stop with" in line for line in self.process.stdout or ())

    def memory(self) -> float:
        """What its worker holds, in MB of resident memory."""
        return round(psutil.Process(self.process.pid).memory_info().rss / 1e6, 1)

    async def rest(self) -> None:
        """Until it has done what clients that left had asked for."""
        process = psutil.Process(self.process.pid)
        for _ in range(PATIENCE):
            before = process.cpu_times()
            await asyncio.sleep(0.1)
            after = process.cpu_times()
            if after.user + after.system - before.user - before.system < BUSY:
                return


@contextmanager
def servers(url: str, logs: Path) -> Iterator[dict[str, Server]]:
    """All of them on one database. What they log is written into a folder, a file each."""
    with ExitStack() as stack:
        started = {
            name: stack.enter_context(_started(command, port, url, logs / f"{name}.log"))
            for (name, command), port in zip(COMMANDS.items(), _free_ports(), strict=True)
        }
        for name, server in started.items():
            if not server.has_announced():
                said = (logs / f"{name}.log").read_text()
                raise SystemExit(f"The server of {name} did not start: {said[-1000:]}")
        yield started


@contextmanager
def _started(command: list[str], port: int, url: str, log: Path) -> Iterator[Server]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("QUIRE_")}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", *command, "--port", str(port), "--database-url", url],
            cwd=ROOT,
            env=others | SETTINGS,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Server(f"http://127.0.0.1:{port}/graphql", process)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def _free_ports() -> list[int]:
    """One for each; open together, so that none is found twice."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in COMMANDS]
        return [listener.getsockname()[1] for listener in listeners]
