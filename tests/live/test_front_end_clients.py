"""Real clients of front ends, from their packages, over WebSockets and event streams, where there is Node."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.client_programs import (
    REFUSED,
    SECONDS,
    SOURCES,
    Services,
    comment,
    run,
)

FILES = ("package.json", "package-lock.json", ".npmrc", "clients.mjs")
WORDS = ("one", "two", "three")

pytestmark = [pytest.mark.slow(20), pytest.mark.untraced]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, with its packages."""
    folder = tmp_path_factory.mktemp("live_clients")
    for name in FILES:
        shutil.copy(SOURCES / name, folder)
    run(folder, "npm", "ci", "--silent", "--fetch-retries=1")
    return folder


@contextmanager
def following(folder: Path, url: str, post: str, lines: list[str]) -> Iterator[threading.Thread]:
    """Clients that go on through a restart, for the block: what they print, and who reads it."""
    command = ["node", "clients.mjs", "return", url, post]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as client:
        timer = threading.Timer(SECONDS, client.kill)
        timer.start()
        reading = threading.Thread(target=lambda: lines.extend(client.stdout or ()))
        reading.start()
        try:
            yield reading
        finally:
            client.kill()
            timer.cancel()
            reading.join()


# defined only with npm: the house has no skipped tests, and these need packages of npm
if shutil.which("npm"):

    def test_clients_of_front_ends_are_told_what_happens_and_see_live_answers(
        folder: Path, services: Services, post: str
    ) -> None:
        service = services.start()
        found = run(folder, "node", "clients.mjs", "talk", f"{service.url}/graphql", post)
        assert len(found) == 8
        for name, got in found.items():
            assert got == {
                "told": [f"{name}, {word}" for word in WORDS],
                "isRising": True,
                "isFresh": True,
                "answers": 1,
                "refused": REFUSED,
                "problems": [],
            }, name

    def test_clients_are_told_why_they_are_not_let_in(folder: Path, services: Services) -> None:
        found = run(folder, "node", "clients.mjs", "refused", f"{services.start().url}/graphql")
        assert found == {"token": [4403, "Forbidden"]}

    def test_clients_come_back_after_a_restart_and_event_sources_miss_nothing(
        folder: Path, services: Services, post: str
    ) -> None:
        stopping, writing = services.start(), services.start()
        written: list[str] = []

        def write(text: str) -> None:
            written.append(text)
            comment(writing, post, text)

        while_it_was_gone = ["while it was gone 1", "while it was gone 2"]
        lines: list[str] = []
        with following(folder, f"{stopping.url}/graphql", post, lines) as client:
            while not lines and client.is_alive():
                write(f"before {len(written)}")
                client.join(0.1)
            services.end(stopping)
            for text in while_it_was_gone:
                write(text)
            services.start(stopping.url.rpartition(":")[2])
            while client.is_alive():
                write(f"the end {len(written)}")
                client.join(0.3)
        assert json.loads(lines[0]) == "all were told"
        found = json.loads(lines[1])
        assert set(found) == {"graphql-ws", "graphql-sse", "EventSource"}
        for got in found.values():
            assert got["problems"] == []
            assert got["told"][-1].startswith("the end")
            # in order, and each once
            places = [written.index(text) for text in got["told"]]
            assert places == sorted(set(places))
        told = found["EventSource"]["told"]
        assert told == written[written.index(told[0]) :][: len(told)]
        assert told.index(while_it_was_gone[1]) == told.index(while_it_was_gone[0]) + 1
