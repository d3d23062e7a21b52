"""graphql-http's own audits of a server, where Node is: what its author holds GraphQL over HTTP to be."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service_process import Service

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", ".npmrc", "audit.mjs")
AUDITS = 61


@pytest.fixture
def endpoint(empty_database: str) -> Iterator[str]:
    service = Service("--database-url", empty_database)
    yield f"{service.url}/graphql"
    assert service.stop()[0] == 0


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """The program, with its packages beside it."""
    for name in FILES:
        shutil.copy(HERE / name, tmp_path)
    subprocess.run(["npm", "ci", "--silent"], cwd=tmp_path, check=True, timeout=120)
    return tmp_path / "audit.mjs"


if shutil.which("npm"):

    def test_graphql_http_finds_nothing_to_complain_of(endpoint: str, audit: Path) -> None:
        said = subprocess.run(
            ["node", str(audit), endpoint], check=True, capture_output=True, timeout=60
        ).stdout
        verdicts = json.loads(said)
        assert {name: why for name, why in verdicts.items() if why != "ok"} == {}
        assert len(verdicts) == AUDITS
