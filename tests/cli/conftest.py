"""Surroundings of the command: no settings, a database without tables, services that are stopped."""

from __future__ import annotations

import asyncio
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from gql.settings import Settings
from tests.conftest import database_url, execute_on_server
from tests.service_process import Service


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No QUIRE_ variables, an empty working directory, and a terminal wide enough for all lines."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")  # rich and typer wrap at the width of the terminal
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)


@pytest.fixture
def database_without_tables(server_url: str) -> Iterator[str]:
    """The URL of a database that has never been migrated."""
    name = f"quire_bare_{uuid.uuid4().hex[:8]}"
    asyncio.run(execute_on_server(server_url, f"create database {name}"))
    yield database_url(server_url, name)
    asyncio.run(execute_on_server(server_url, f"drop database {name} with (force)"))


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder for all services of one file; the first one to start loads the demo into it."""
    with tempfile.TemporaryDirectory(prefix="q") as parent:
        yield Path(parent) / "data"


@pytest.fixture
def start() -> Iterator[type[Service]]:
    """A function that starts `quire serve` with options; the service ends with the test."""
    services: list[Service] = []

    class StoppedService(Service):
        """A service that is stopped at the end of the test, even if it fails."""

        def __init__(self, *options: str, with_coverage: bool = True) -> None:
            services.append(self)
            super().__init__(*options, with_coverage=with_coverage)

    yield StoppedService
    for service in services:
        if service.process.poll() is None:
            service.stop()
