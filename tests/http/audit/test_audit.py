"""The conformance suite of GraphQL over HTTP that graphql-http publishes, where there is Node."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service_process import Service

pytestmark = pytest.mark.slow(5)

HERE = Path(__file__).parent
FILES = ("package.json", "package-lock.json", ".npmrc", "audit.mjs")
AUDITS = 61  # 13 MUST, 23 SHOULD, 25 MAY: a smaller number would mean that some were not run


@pytest.fixture
def endpoint(empty_database: str) -> Iterator[str]:
    service = Service("--database-url", empty_database)
    yield f"{service.url}/graphql"
    assert service.stop()[0] == 0


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """The program in a folder of its own, with its packages installed from the lock file."""
    for name in FILES:
        shutil.copy(HERE / name, tmp_path)
    subprocess.run(["npm", "ci", "--silent"], cwd=tmp_path, check=True, timeout=120)
    return tmp_path / "audit.mjs"


# defined only with npm: the house has no skipped tests, and the audits need the npm package
if shutil.which("npm"):

    def test_every_audit_of_graphql_http_passes(endpoint: str, audit: Path) -> None:
        output = subprocess.run(
            ["node", str(audit), endpoint], check=True, capture_output=True, timeout=60
        ).stdout
        verdicts = json.loads(output)
        assert {name: why for name, why in verdicts.items() if why != "ok"} == {}
        assert len(verdicts) == AUDITS
