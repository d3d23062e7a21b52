"""A data folder belongs to one process at a time, and a second one learns which has it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gql.embedded import embedded_postgres
from gql.embedded.lock_file import _refusal, locked
from gql.errors import StartError
from tests.embedded.server_process import FAST, start_service


def test_a_second_process_is_refused_at_once_and_told_who_has_the_folder(folder: Path) -> None:
    service = start_service(folder)
    begun = time.monotonic()
    with pytest.raises(StartError) as refused, embedded_postgres(folder, FAST):
        pass
    assert time.monotonic() - begun < 0.5
    message = refused.value.message
    assert "\n" not in message
    # sys.argv[0] of `python -c` is "-c"
    assert message.startswith(
        f"The data folder {folder} is in use by `-c {folder}` (process {service.pid}, "
    )
    url = message.split("--database-url '")[1].split("'")[0]
    assert url.startswith("postgresql://quire@/quire?host=")
    assert message.endswith("name another folder with --data.")
    service.terminate()
    service.wait()


def test_a_process_that_is_still_starting_is_named_without_its_url(new_folder: Path) -> None:
    new_folder.mkdir()
    with (
        # flock belongs to the open file, so that a second open() in this process is refused
        # too
        locked(new_folder),
        pytest.raises(StartError, match="and the address it prints"),
        embedded_postgres(new_folder, FAST),
    ):
        pass


def test_a_process_that_has_written_nothing_yet_is_another_process(new_folder: Path) -> None:
    assert "is in use by another process." in _refusal(new_folder, "")


def test_a_lock_file_that_cannot_be_opened_is_reported(new_folder: Path) -> None:
    (new_folder / "holder").mkdir(parents=True)
    with pytest.raises(StartError) as refused, embedded_postgres(new_folder):
        pass
    assert refused.value.message == (
        f"{new_folder / 'holder'} cannot be opened: Is a directory. "
        "Start Quire as its owner, or use --data."
    )
