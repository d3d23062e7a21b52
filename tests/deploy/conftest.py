"""A service with the demo, and a cache in front of it that is set up as deploy/ says."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.service_process import Service

# collected where the servers are installed, as they are where the CI runs
PACKAGES = {"test_varnish.py": "varnishd", "test_nginx.py": "nginx"}
collect_ignore = [name for name, program in PACKAGES.items() if not shutil.which(program)]
DEPLOY = Path(__file__).parents[2] / "deploy"
WAIT = 30.0  # seconds, on a machine however slow


@dataclass(frozen=True, slots=True)
class Front:
    """A cache in front of a service: `get` asks through it, `service` is behind it."""

    client: httpx.Client
    service: Service

    def get(self, query: str, **headers: str) -> httpx.Response:
        """The answer to one document by GET."""
        return self.client.get("/graphql", params={"query": query}, headers=headers)

    def x_cache(self, query: str, **headers: str) -> str:
        """Asks, and says what the cache in front did."""
        response = self.get(query, **headers)
        assert response.status_code == 200, response.text
        return response.headers["x-cache"].lower()


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


def text_of(name: str, replacements: dict[str, str]) -> str:
    """A file of deploy/ with ports and folders of this test in place of its own."""
    text = (DEPLOY / name).read_text("utf-8")
    for old, new in replacements.items():
        assert text.count(old) >= 1, f"{name} has no {old}"
        text = text.replace(old, new)
    return text


@contextmanager
def running(command: Sequence[str], port: int) -> Iterator[None]:
    """A server of its own, from when it listens on that port."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_until(lambda: is_listening(port) or process.poll() is not None)
            log.seek(0)
            assert process.poll() is None, log.read().decode()
            yield
        finally:
            process.terminate()
            process.wait(WAIT)


def is_listening(port: int) -> bool:
    """Whether anything answers there."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: Callable[[], bool]) -> None:
    """Ask until it holds."""
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, "it has not happened"
        time.sleep(0.02)


def started(*options: str, **settings: str) -> Service:
    """A service with these settings, which it reads from its environment."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in settings.items():
            patch.setenv(f"QUIRE_{name}", value)
        return Service(*options)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that users other than root may enter."""
    with tempfile.TemporaryDirectory(prefix="quire-front-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def service_port(service: Service) -> str:
    """The port of a service."""
    return str(urlsplit(service.url).port)
