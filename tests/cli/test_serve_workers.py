"""`quire serve` with several workers, which share one port, one key and their metrics."""

from __future__ import annotations

import errno
import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from gql.cli.commands import run
from gql.cli.serve import worker_environment
from gql.settings import Settings, load
from tests.cli.service_folder import processes_on
from tests.metrics_page import samples_by_series
from tests.service_process import Service

pytestmark = pytest.mark.slow(6)

CapturedOutput = pytest.CaptureFixture[str]


def test_several_workers_serve_and_stop_together(start: type[Service], data: Path) -> None:
    service = start("--workers", "2", "--data", str(data))
    processes = psutil.Process(service.process.pid).children(recursive=True)
    assert service.post_query("{ __typename }") == {"data": {"__typename": "Query"}}
    code, said = service.stop(signal.SIGTERM)
    assert (code, "Traceback" in said) == (0, False)
    assert psutil.wait_procs(processes, timeout=5)[1] == []
    assert processes_on(data) == []


def test_each_worker_answers_with_the_metrics_of_all(
    start: type[Service], data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    service = start("--workers", "2", "--data", str(data))
    [shared] = tmp_path.glob("quire-metrics-*")
    until = time.monotonic() + 10
    # prometheus_client creates a file for each process at its first count
    while len(list(shared.glob("counter_*"))) < 2:
        assert time.monotonic() < until
    for _ in range(19):  # beside the one of the start
        service.post_query("{ __typename }")
    # the kernel picks the worker for each connection: several scrapes meet both
    for _ in range(5):
        metrics = samples_by_series(service.fetch("/metrics"))
        assert sum(n for name, n in metrics.items() if "outcome=answered" in name) == 20
    assert service.stop(signal.SIGTERM)[0] == 0
    assert not shared.exists()


def test_workers_without_a_folder_for_metrics_do_not_start(
    database_without_tables: str, monkeypatch: pytest.MonkeyPatch, capfd: CapturedOutput
) -> None:
    assert run(["migrate", "--database-url", database_without_tables]) == 0
    for name in Settings.model_fields:  # what serve tells its workers is forgotten again
        monkeypatch.setenv(f"QUIRE_{name.upper()}", "")
        monkeypatch.delenv(f"QUIRE_{name.upper()}")

    def refuse(prefix: str) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("gql.cli.serve.TemporaryDirectory", refuse)
    options = ["--port", "0", "--workers", "2", "--database-url", database_without_tables]
    assert run(["serve", *options]) == 1
    assert capfd.readouterr().err == (
        "quire: No temporary folder can be created for the metrics of workers: Read-only file system. "
        "Name one in TMPDIR, or switch metrics off: QUIRE_METRICS=false\n"
    )


def test_settings_reach_the_workers_through_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QUIRE_PORT", "9000")
    chosen = load(port=8000, cors_origins=["https://blog.example"], demo=True, token_key="k" * 32)
    for name, value in worker_environment(chosen, "postgresql://db/quire").items():
        monkeypatch.setenv(name, value)
    assert load() == chosen.model_copy(update={"database_url": "postgresql://db/quire"})
