"""What a killed service or a killed server has left behind does not prevent the next start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gql.embedded import embedded_postgres
from tests.embedded.server_process import FAST, fetch_row, servers_on, start_service

pytestmark = pytest.mark.slow(2)


async def test_a_server_that_outlived_its_service_is_replaced(folder: Path) -> None:
    service = start_service(folder)
    (orphan,) = servers_on(folder)
    service.kill()
    service.wait()
    # SIGKILL gives the service no chance to stop its server
    assert orphan.is_running()
    with embedded_postgres(folder, FAST) as url:
        assert await fetch_row(url, "select 1") == (1,)
        assert [p.pid for p in servers_on(folder)] != [orphan.pid]
    assert servers_on(folder) == []


async def test_the_next_start_recovers_from_a_server_that_was_killed(folder: Path) -> None:
    service = start_service(folder)
    (killed,) = servers_on(folder)
    service.kill()
    service.wait()
    # its backends may live on for a moment, and hold the shared memory that the next one needs
    killed.kill()
    with embedded_postgres(folder, FAST) as url:
        assert await fetch_row(url, "select 1") == (1,)


def test_a_pid_file_that_names_an_unrelated_process_does_not_prevent_the_start(
    folder: Path,
) -> None:
    with embedded_postgres(folder, FAST):
        pid_file = (folder / "postgres/postmaster.pid").read_text()
    unrelated = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    lines = [str(unrelated.pid), *pid_file.split("\n")[1:]]
    (folder / "postgres/postmaster.pid").write_text("\n".join(lines))
    with embedded_postgres(folder, FAST):
        assert unrelated.poll() is None
    unrelated.kill()
    unrelated.wait()
