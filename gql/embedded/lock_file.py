"""Locks a data folder for one process at a time, by a lock that ends with the process."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from gql.errors import StartError

LOCK_FILE = "holder"


@contextmanager
def locked(folder: Path) -> Iterator[Callable[[str], None]]:
    """Lock the folder; yields a function that publishes the URL of the database in the lock file.

    Raises StartError at once where another process has the lock, with its command and URL.
    """
    # flock, not the existence of the file: the kernel releases it even when a process is killed,
    # and an orphaned server does not keep it, for children inherit no descriptors (PEP 446).
    descriptor = _open_lock_file(folder / LOCK_FILE)
    try:
        _lock(descriptor, folder)
        owner = f"{os.getpid()}\n{datetime.now():%H:%M on %d %B}\n{_command_line()}\n"
        _overwrite(descriptor, owner)
        yield lambda url: _overwrite(descriptor, owner + url)
        # not deleted: whoever has just opened a deleted file would lock what nobody else can see
        _overwrite(descriptor, "")
    finally:
        os.close(descriptor)


def _open_lock_file(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartError(
            f"{path} cannot be opened: {error.strerror}. Start Quire as its owner, or use --data."
        ) from None


def _lock(descriptor: int, folder: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise StartError(_refusal(folder, os.pread(descriptor, 4096, 0).decode())) from None


def _refusal(folder: Path, contents: str) -> str:
    # Any line may be missing: the owner writes them after it has locked, the URL even later.
    pid, since, command, url = [*contents.split("\n"), "", "", "", ""][:4]
    who = f"`{command}` (process {pid}, since {since})" if command else "another process"
    beside = f"--database-url '{url}'" if url else "--database-url and the address it prints"
    return (
        f"The data folder {folder} is in use by {who}. To work beside it, use {beside}; "
        "to work alone, stop it, or name another folder with --data."
    )


def _command_line() -> str:
    name = Path(sys.argv[0]).name
    return " ".join(["quire" if name == "__main__.py" else name, *sys.argv[1:]]).replace("\n", " ")


def _overwrite(descriptor: int, text: str) -> None:
    os.truncate(descriptor, 0)
    os.pwrite(descriptor, text.encode(), 0)
