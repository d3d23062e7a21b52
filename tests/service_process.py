"""`quire serve` in a process of its own, for tests of startup, signals and workers."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]


def allow_many_files() -> None:
    """Let this process, and those that it starts, have as many open as the system lets it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Service:
    """A running service on a free port; its constructor returns once it has answered."""

    def __init__(
        self, *options: str, with_coverage: bool = True, log_format: str = "console"
    ) -> None:
        """`options` are those of `quire serve`. Measuring coverage slows the process down."""
        begun = time.monotonic()
        # a file: a pipe that nobody reads would stop the service once 64 KiB are in it
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as the service
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gql", "serve", "--port", "0", *options],
            cwd=ROOT,
            env={k: v for k, v in os.environ.items() if with_coverage or not k.startswith("COV")}
            | {"QUIRE_LOG_FORMAT": log_format},
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,  # so that Ctrl-C in the terminal does not reach it
        )
        self.startup_output = self._read_startup_output()
        endpoint = re.search(r"endpoint  (\S+)/graphql", self.startup_output)
        assert endpoint, self.startup_output + self.stop()[1]
        self.url = endpoint[1]
        self.post_query("{ __typename }")
        self.startup_seconds = time.monotonic() - begun

    def post_query(self, query: str) -> object:
        """The parsed response to one query."""
        request = Request(  # noqa: S310
            f"{self.url}/graphql",
            json.dumps({"query": query}).encode(),
            {"content-type": "application/json"},
        )
        with urlopen(request, timeout=120) as response:  # noqa: S310
            return json.load(response)

    def fetch(self, path: str) -> str:
        """The body of a GET, as text."""
        with urlopen(f"{self.url}{path}", timeout=120) as response:  # noqa: S310
            return str(response.read(), "utf-8")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Stop it by a signal; returns its exit code and its output after startup."""
        self.process.send_signal(number)
        return self.wait_for_end()

    def wait_for_end(self) -> tuple[int, str]:
        """Its exit code and its output after startup, once it has ended by itself."""
        out, _ = self.process.communicate(timeout=60)
        with self._log as log:
            log.seek(0)
            return self.process.returncode, out + log.read()

    def _read_startup_output(self) -> str:
        """Everything up to the line that `quire serve` prints last, before uvicorn starts."""
        output = ""
        assert self.process.stdout
        for line in self.process.stdout:
            output += line
            if line.startswith("Stop with"):
                break
        return output
