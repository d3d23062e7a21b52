"""Data folders: one that does not exist yet, and one that a server has run on before."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gql.embedded import embedded_postgres
from tests.embedded.server_process import FAST


@pytest.fixture
def new_folder() -> Iterator[Path]:
    """The path of a folder that does not exist yet."""
    # A short path, as a person's would be: those of pytest are near the limit of a socket's path.
    with tempfile.TemporaryDirectory(prefix="q") as parent:
        yield Path(parent) / "data"


@pytest.fixture(scope="session")
def used_folder() -> Iterator[Path]:
    """A folder with a database in it: initdb takes seconds, copying it does not."""
    with tempfile.TemporaryDirectory(prefix="q") as parent:
        with embedded_postgres(Path(parent) / "data", FAST):
            pass
        yield Path(parent) / "data"


@pytest.fixture
def folder(new_folder: Path, used_folder: Path) -> Path:
    """A copy, for one test, of a folder that a server has run on."""
    subprocess.run(["cp", "-a", used_folder, new_folder], check=True)
    return new_folder
