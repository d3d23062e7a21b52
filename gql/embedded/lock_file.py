"""Who holds a data folder: one process at a time, by a lock that ends with the process."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gql.errors import StartError

NOTE = "holder"


@contextmanager
def held(folder: Path) -> Iterator[Callable[[str], None]]:
    """Holds the folder and yields a function that tells others the database's address.

    Raises StartError, at once and saying who, where another process holds it.
    """
    descriptor = _open(folder / NOTE)
    try:
        _lock(descriptor, folder)
        about = f"{os.getpid()}\n{datetime.now():%H:%M on %d %B}\n{_command()}\n"
        _rewrite(descriptor, about)
        yield lambda url: _rewrite(descriptor, about + url)
        _rewrite(descriptor, "")
    finally:
        os.close(descriptor)


def _open(note: Path) -> int:
    try:
        return os.open(note, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(
            f"{note} cannot be opened: {error.strerror}. Start Quire as its owner, or use --data."
        ) from None


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartError(_refusal(folder, os.pread(descriptor, 4096, 0).decode())) from None


def _refusal(folder: Path, note: str) -> str:
    pid, since, command, url = [*note.split("\n"), "", "", "", ""][:4]
    who = f"`{command}` (process {pid}, since {since})" if command else "another process"
    beside = f"--database-url '{url}'" if url else "--database-url and the address it prints"
    return (
        f"The data folder {folder} is held by {who}. To work beside it, use {beside}; "
        "to work alone, stop it, or name another folder with --data."
    )


def _command() -> str:
    name = Path(sys.argv[0]).name
    return " ".join(["quire" if name == "__main__.py" else name, *sys.argv[1:]]).replace("\n", " ")


def _rewrite(descriptor: int, text: str) -> None:
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)
