"""A running `quire serve`, in a process of its own, for tests of what only the whole shows."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import Request, urlopen

ROOT = Path(__file__).parents[1]


class Service:
    """Started on a free port; ready once it has answered."""

    def __init__(self, *options: str, watched: bool = True) -> None:
        """Unwatched by coverage, it is as quick as it is for people."""
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gql", "serve", "--port", "0", *options],
            cwd=ROOT,
            env={k: v for k, v in os.environ.items() if watched or not k.startswith("COV")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.said = self._announcement()
        found = re.search(r"endpoint  (\S+)/graphql", self.said)
        assert found, self.said + self.process.communicate()[1]
        self.url = found[1]
        self.ask("{ __typename }")
        self.took = time.monotonic() - begun

    def ask(self, query: str) -> object:
        request = Request(  # noqa: S310
            f"{self.url}/graphql",
            json.dumps({"query": query}).encode(),
            {"content-type": "application/json"},
        )
        with urlopen(request, timeout=20) as response:  # noqa: S310
            return json.load(response)

    def read(self, path: str) -> str:
        with urlopen(f"{self.url}{path}", timeout=20) as response:  # noqa: S310
            return str(response.read(), "utf-8")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Its exit code and what it wrote after the start."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=12)
        return self.process.returncode, out + err

    def _announcement(self) -> str:
        said = ""
        assert self.process.stdout
        for line in self.process.stdout:
            said += line
            if line.startswith("Stop with"):
                break
        return said
