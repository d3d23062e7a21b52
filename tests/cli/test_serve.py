"""`quire serve` as a person starts and stops it: in processes of its own."""

from __future__ import annotations

import asyncio
import errno
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest

from gql.cli.commands import run
from gql.cli.serve import environment
from gql.cli.target_database import make_ready_to_serve
from gql.settings import Settings, load
from tests.conftest import named, on_server
from tests.metrics_page import series
from tests.service_process import ROOT, Service

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"QUIRE_{name.upper()}", raising=False)


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    """A data folder with the demo in it, for all starts of this file."""
    with tempfile.TemporaryDirectory(prefix="q") as made:
        yield Path(made) / "data"


@pytest.fixture
def start() -> Iterator[type[Service]]:
    begun: list[Service] = []

    class Started(Service):
        def __init__(self, *options: str, watched: bool = True) -> None:
            begun.append(self)
            super().__init__(*options, watched=watched)

    yield Started
    for service in begun:
        if service.process.poll() is None:
            service.stop()


def test_the_first_start_shows_the_demo_and_says_where_everything_is(
    start: type[Service], data: Path
) -> None:
    service = start("--demo", "--data", str(data))
    assert re.fullmatch(
        rf"Quire \S+\n  data      {data}\n"
        r"  database  postgresql://quire@/quire\?host=\S+\n"
        r"  GraphiQL  http://localhost:\d+/\n  endpoint  http://localhost:\d+/graphql\n"
        r"  tokens    tokens and receipts end with the next start; QUIRE_TOKEN_KEY keeps them\n"
        r"  editor    ines@smallhours.example, password [\w-]{16}\n"
        r"Stop with Ctrl-C\.\n",
        service.said,
    )
    answer = service.ask(
        "{ posts(first: 3) { nodes { title author { name } "
        "discussion(first: 2) { nodes { content author { name } } } } } }"
    )
    assert isinstance(answer, dict)
    assert answer.keys() == {"data"}
    assert len(answer["data"]["posts"]["nodes"]) == 3
    code, said = service.stop(signal.SIGINT)
    assert code == 0
    assert "Traceback" not in said
    assert processes_on(data) == []


def test_the_second_start_takes_no_three_times_as_long_as_to_import_the_code(
    start: type[Service], data: Path
) -> None:
    """Three seconds are promised: a third of that is the import, on a machine of today."""
    took, imported = [], []
    for _ in range(2):  # the machine may have been busy with something else
        service = start("--demo", "--data", str(data), watched=False)
        took.append(service.took)
        assert service.stop()[0] == 0
        imported.append(seconds_to_import())
    assert min(took) < 3 * min(imported)
    service = start("--data", str(data))
    answer = service.ask("{ posts(first: 100) { totalCount } }")
    assert isinstance(answer, dict)
    assert answer["data"]["posts"]["totalCount"] >= 12


def seconds_to_import() -> float:
    """What Python takes to read the service, alone and unwatched by coverage."""
    plain = {k: v for k, v in os.environ.items() if not k.startswith("COV")}
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", "import gql.app"], env=plain, check=True)
    return time.monotonic() - begun


def test_sigterm_ends_it_within_ten_seconds_with_nothing_left_running(
    start: type[Service], data: Path
) -> None:
    service = start("--data", str(data))
    begun = time.monotonic()
    code, said = service.stop(signal.SIGTERM)
    assert (code, "Traceback" in said) == (0, False)
    assert time.monotonic() - begun < 10
    assert processes_on(data) == []


@pytest.mark.parametrize(
    ("trusted", "address"), [("[]", "127.0.0.1"), ('["127.0.0.0/8"]', "203.0.113.9")]
)
def test_only_a_proxy_that_is_named_says_where_a_request_came_from(
    start: type[Service], data: Path, monkeypatch: pytest.MonkeyPatch, trusted: str, address: str
) -> None:
    monkeypatch.setenv("QUIRE_TRUSTED_PROXIES", trusted)
    service = start("--data", str(data))
    found = re.search(r"database  (\S+)", service.said)
    assert found
    sign_in = 'mutation { signIn(input: { email: "x@y.example", password: "x" }) { accessToken } }'
    answer = httpx.post(
        f"{service.url}/graphql",
        json={"query": sign_in},
        headers={"x-forwarded-for": "203.0.113.9"},
    )
    assert answer.json() == {"data": {"signIn": {"accessToken": None}}}
    assert f"sign-in from {address}" in asyncio.run(_failed(found[1]))


async def _failed(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetch("delete from quire.attempt returning subject")
        return [record["subject"] for record in found]
    finally:
        await connection.close()


def test_several_workers_serve_and_end_together(start: type[Service], data: Path) -> None:
    service = start("--workers", "2", "--data", str(data))
    family = psutil.Process(service.process.pid).children(recursive=True)
    assert service.ask("{ __typename }") == {"data": {"__typename": "Query"}}
    code, said = service.stop(signal.SIGTERM)
    assert (code, "Traceback" in said) == (0, False)
    assert psutil.wait_procs(family, timeout=5)[1] == []
    assert processes_on(data) == []


def test_each_of_several_workers_tells_the_metrics_of_all(
    start: type[Service], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    service = start("--workers", "2", "--data", str(data))
    [shared] = tmp_path.glob("quire-metrics-*")
    until = time.monotonic() + 10
    while len(list(shared.glob("counter_*"))) < 2:
        assert time.monotonic() < until
    for _ in range(19):  # beside the one of the start
        service.ask("{ __typename }")
    for _ in range(5):
        told = series(service.read("/metrics"))
        assert sum(n for name, n in told.items() if "outcome=answered" in name) == 20
    assert service.stop(signal.SIGTERM)[0] == 0
    assert not shared.exists()


def test_workers_need_a_folder_for_their_metrics(
    bare_database: str, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    assert run(["migrate", "--database-url", bare_database]) == 0
    for name in Settings.model_fields:  # what serve tells its workers is forgotten again
        monkeypatch.setenv(f"QUIRE_{name.upper()}", "")
        monkeypatch.delenv(f"QUIRE_{name.upper()}")

    def refuse(prefix: str) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("gql.cli.serve.TemporaryDirectory", refuse)
    options = ["--port", "0", "--workers", "2", "--database-url", bare_database]
    assert run(["serve", *options]) == 1
    assert capfd.readouterr().err == (
        "quire: No temporary folder can be made for the metrics of workers: Read-only file system. "
        "Name one in TMPDIR, or switch metrics off: QUIRE_METRICS=false\n"
    )


def test_reload_serves_and_ends(start: type[Service], data: Path) -> None:
    service = start("--reload", "--data", str(data))
    family = psutil.Process(service.process.pid).children(recursive=True)
    code, _ = service.stop(signal.SIGTERM)
    assert code == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []


def test_a_second_start_on_the_same_folder_is_told_who_holds_it(
    start: type[Service], data: Path, capsys: Captured
) -> None:
    service = start("--data", str(data))
    assert run(["serve", "--port", "0", "--data", str(data)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"quire: The data folder {data} is held by `quire serve --port 0 ")
    assert f"(process {service.process.pid}, since " in said.err
    assert said.err.count("\n") == 1
    address = re.search(r"--database-url '(\S+)'", said.err)
    assert address
    assert run(["check", "--database-url", address[1]]) == 0


def test_a_port_that_is_taken_is_told_before_anything_is_started(
    data: Path, capsys: Captured
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--port", str(port), "--data", str(data.with_name("none"))]) == 1
    assert capsys.readouterr().err == (
        f"quire: Cannot listen on 127.0.0.1, port {port}: Address already in use. "
        f"Stop what holds the port, or choose another: --port {port + 1}\n"
    )
    assert not data.with_name("none").exists()


@pytest.fixture
def bare_database(server_url: str) -> str:
    """The address of a database without tables."""

    async def made() -> str:
        await on_server(server_url, "drop database if exists quire_unasked with (force)")
        await on_server(server_url, "create database quire_unasked")
        return named(server_url, "quire_unasked")

    return asyncio.run(made())


def test_a_server_of_ones_own_is_used_and_not_migrated_unasked(
    start: type[Service], bare_database: str
) -> None:
    url = bare_database
    refused = subprocess.run(
        [sys.executable, "-m", "gql", "serve", "--port", "0", "--database-url", url],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, refused.stdout) == (1, "")
    assert re.fullmatch(r"quire: The database lacks .* Run: quire migrate\n", refused.stderr)
    assert run(["migrate", "--database-url", url]) == 0
    service = start("--database-url", url)
    assert "  data  " not in service.said
    assert service.ask("{ __typename }") == {"data": {"__typename": "Query"}}
    assert service.stop(signal.SIGTERM)[0] == 0


@pytest.mark.parametrize("is_own", [True, False])
def test_a_database_of_a_newer_quire_is_served_and_not_migrated(
    is_own: bool, bare_database: str, capsys: Captured
) -> None:
    settings = load(database_url=None if is_own else bare_database)
    assert run(["migrate", "--database-url", bare_database]) == 0
    newer = "insert into quire.migration (name, checksum) values ('9999_later', 'x')"
    asyncio.run(on_server(bare_database, newer))
    capsys.readouterr()
    make_ready_to_serve(settings, bare_database)
    assert run(["migrate", "--database-url", bare_database]) == 1
    assert capsys.readouterr().err == (
        "quire: The database was migrated by a newer Quire (9999_later). Upgrade this one.\n"
    )


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_service_that_does_not_start_is_a_failure(
    workers: str, bare_database: str, monkeypatch: pytest.MonkeyPatch, capfd: Captured
) -> None:
    for name in Settings.model_fields:  # what serve tells its workers is forgotten again
        monkeypatch.setenv(f"QUIRE_{name.upper()}", "")
        monkeypatch.delenv(f"QUIRE_{name.upper()}")
    monkeypatch.setattr("gql.cli.serve.APP", "gql.nowhere:factory")
    assert run(["migrate", "--database-url", bare_database]) == 0
    options = ["--port", "0", "--workers", workers, "--database-url", bare_database]
    assert run(["serve", *options]) == 1
    assert capfd.readouterr().err.endswith(
        "quire: The service did not start. The lines above say why.\n"
    )


def test_the_settings_reach_the_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIRE_PORT", "9000")
    chosen = load(port=8000, cors_origins=["https://blog.example"], demo=True, token_key="k" * 32)
    for name, value in environment(chosen, "postgresql://db/quire").items():
        monkeypatch.setenv(name, value)
    assert load() == chosen.model_copy(update={"database_url": "postgresql://db/quire"})


def processes_on(data: Path) -> list[int]:
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if str(data) in " ".join(process.info["cmdline"] or ())
    ]
