"""The backup page: its commands back up a publication and bring it back on another server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from gql.db import Database
from gql.embedded import embedded_postgres
from gql.embedded.cluster import program_folder
from gql.importers.demo.load import load_demo
from gql.migrate import migrate
from tests.conftest import FAST_AND_UNSAFE, database_url, execute_on_server
from tests.house.guide_pages import commands
from tests.house.source_tree import ROOT
from tests.operation_client import SERVICE_URL, open_client

pytestmark = pytest.mark.slow(10)

PAGE = ROOT / "deploy/backups.md"
COUNTS = "{ site { postCount commentCount authorCount } posts(first: 1) { nodes { content } } }"


@pytest.fixture
async def source(tmp_path: Path) -> AsyncIterator[str]:
    """A server of its own with the demo: a base backup copies all databases of a server."""
    with embedded_postgres(tmp_path / "source", FAST_AND_UNSAFE) as url:
        await migrate(url)
        database = await Database.open(url)
        await load_demo(database, service_url=SERVICE_URL)
        await database.close()
        yield url


@pytest.fixture
async def target(tmp_path: Path) -> AsyncIterator[str]:
    """A server on which nothing of Quire is: no database, no roles."""
    with embedded_postgres(tmp_path / "target", FAST_AND_UNSAFE) as url:
        await execute_on_server(database_url(url, "postgres"), "drop database quire")
        yield url


@pytest.mark.slow(8)
async def test_what_is_backed_up_is_there_after_a_restore(
    source: str, target: str, tmp_path: Path
) -> None:
    before = await counts(source)

    for at, command in commands(PAGE):
        done = typed(command, tmp_path, environment(source, target))
        assert done.returncode == 0, f"{at}: {command}\n{done.stdout}{done.stderr}"

    assert await counts(target) == before
    # the dump was restored there too, in place of what it was made of
    assert await counts(source) == before
    with embedded_postgres(data_folder_of(tmp_path), FAST_AND_UNSAFE) as copied:
        assert await counts(copied) == before


def typed(
    command: str, folder: Path, variables: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """What becomes of a line in a shell."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )


def data_folder_of(folder: Path) -> Path:
    """A data folder whose postgres/ is the base backup, owned as another one is."""
    cluster = folder / "copied/postgres"
    cluster.parent.mkdir()
    (folder / "copy").rename(cluster)
    owner = (folder / "target/postgres").stat()
    for path in [cluster, *cluster.rglob("*")]:
        os.chown(path, owner.st_uid, owner.st_gid)
    return cluster.parent


async def counts(url: str) -> object:
    """What an anonymous viewer reads, so with the grants of the roles."""
    async with open_client(url) as reader:
        return await reader.data(COUNTS)


def environment(url: str, target: str) -> dict[str, str]:
    """As an operator has it: the programs on the path, the service's address, the new server's."""
    sockets = parse_qs(urlsplit(target).query)
    path = f"{program_folder()}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUIRE_")},
        "PATH": path,
        "URL": url,
        "PGHOST": sockets["host"][0],
        "PGPORT": sockets["port"][0],
        "PGUSER": "quire",
        "QUIRE_DATABASE_URL": target,
    }
