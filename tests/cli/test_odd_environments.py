"""What is wrong with the machine is said in one line, with what to do."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gql.cli.commands import run
from gql.embedded.cluster import failure_reason

CapturedOutput = pytest.CaptureFixture[str]
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("host", ["nowhere.invalid", "256.0.0.1", "fe80::zz", "192.0.2.1"])
def test_a_host_that_is_no_address_is_told_apart_from_a_port_that_is_taken(
    host: str, capsys: CapturedOutput
) -> None:
    assert run(["serve", "--port", "0", "--host", host]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"quire: {host} is no address of this machine. Name one with --host; ")
    assert said.count("\n") == 1


def test_a_full_disk_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: CapturedOutput
) -> None:
    def write(**_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("gql.cli.check.check", write)
    assert run(["check"]) == 1
    assert capsys.readouterr().err.startswith("quire: The disk is full. ")


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (
            'initdb: error: could not write file "x": No space left on device\n'
            'initdb: removing contents of data directory "x"',
            'initdb: error: could not write file "x": No space left on device',
        ),
        ("a\nFATAL:  no\nchild process exited", "FATAL:  no"),
        ("popen failure\nlast words", "last words"),
        ("", "no output"),
    ],
)
def test_a_program_of_postgres_is_quoted_with_its_reason(output: str, reason: str) -> None:
    assert failure_reason(output) == reason


@pytest.mark.parametrize(
    "environment",
    [{}, {"LANG": "C", "LC_ALL": "C"}, {"HOME": "/nowhere"}, {"PATH": ""}],
    ids=["no HOME", "LANG=C", "no such HOME", "no PATH"],
)
def test_a_command_needs_nothing_of_its_environment(
    environment: dict[str, str], tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "gql", "user", "list", "--data", str(tmp_path / "näme")],
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **environment},
        cwd="/",
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.decode().startswith(f"quire: There is no publication in {tmp_path}/n")
    assert ended.stderr.count(b"\n") == 1


@pytest.mark.parametrize("place", ["/proc/quire-data", "/dev/null/quire-data"])
def test_a_folder_that_cannot_be_made_is_named(place: str, capsys: CapturedOutput) -> None:
    assert run(["migrate", "--data", place]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"quire: The data folder {place} cannot be used: ")
    assert said.endswith("Name another with --data.\n")
