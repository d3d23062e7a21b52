"""Services in processes of their own, and programs with real clients that talk to them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.service_process import Service

SOURCES = Path(__file__).parent / "front_end"
SETTINGS = {
    "QUIRE_HOLD_COMMENTS": "none",
    "QUIRE_COMMENT_SECONDS": "0",
    "QUIRE_COMMENTS_PER_MINUTE": "10000",
    "QUIRE_COMMENTS_PER_MINUTE_ON_POST": "10000",
}
REFUSED = [["NOT_FOUND"], ["GRAPHQL_VALIDATION_FAILED"]]
SECONDS = 120


class Services:
    """Services on one database; `start` may begin one again at the port of another."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._running: list[Service] = []

    def start(self, port: str = "0") -> Service:
        service = Service("--database-url", self._url, "--port", port, with_coverage=False)
        self._running.append(service)
        return service

    def end(self, service: Service) -> None:
        self._running.remove(service)
        assert service.stop(signal.SIGTERM)[0] == 0

    def stop(self) -> None:
        for service in [*self._running]:
            self.end(service)


@contextmanager
def services_of(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    """Services on which guests may write at once, and as much as they like; ended with the block."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    services = Services(url)
    yield services
    services.stop()


def comment(service: Service, post: str, text: str) -> None:
    """Write a comment as a guest."""
    query = (
        f'mutation {{ createComment(input: {{ on: "{post}", content: "{text}" }}) '
        "{ comment { id } userErrors { code } } }"
    )
    answer: Any = service.post_query(query)
    assert answer["data"]["createComment"]["userErrors"] == [], answer


def run(folder: Path, *command: str) -> Any:
    """What a command in the folder prints as JSON, if anything."""
    found = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        check=False,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    return json.loads(found.stdout) if found.stdout.startswith("{") else None
