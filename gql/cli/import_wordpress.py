"""`quire import wordpress`: progress while it runs, a table of what became of everything."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from gql.cli.target_database import database, make_ready_to_import
from gql.db import Database
from gql.errors import InputRefused
from gql.importers.report import Tally
from gql.importers.wordpress import import_wordpress
from gql.settings import Settings

if TYPE_CHECKING:
    from rich.progress import TaskID

LINE_EVERY = 25  # percent, where no bar can be drawn

Progress = Callable[[Path, int, int], None]
"""Takes a file, the bytes read of it, and its size."""


def import_files(settings: Settings, files: Sequence[Path], *, dry_run: bool) -> None:
    """Imports the files and prints the table. Raises InputRefused and StartError."""
    for file in files:
        _require_readable(file)
    with database(settings) as url:
        make_ready_to_import(settings, url)
        with _progress() as progress:
            tally = asyncio.run(_import(url, files, dry_run, progress))
    _print_table(tally)
    if dry_run:
        print("Nothing was kept: this was a dry run.")


async def _import(url: str, files: Sequence[Path], dry_run: bool, progress: Progress) -> Tally:
    opened = await Database.open(url, pool_size=2)
    try:
        return await import_wordpress(opened, files, dry_run=dry_run, progress=progress)
    finally:
        await opened.close()


def _require_readable(file: Path) -> None:
    """Before a database is started for it."""
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise InputRefused(f"{file} cannot be read: {error.strerror}.") from None


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar for each file in a terminal, lines in a log."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[Path, TaskID] = {}

        def progress(file: Path, done: int, size: int) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task(file.name, total=size)
            bars.update(tasks[file], completed=done)

        yield progress


def _lines() -> Progress:
    told: dict[Path, int] = {}

    def progress(file: Path, done: int, size: int) -> None:
        percent = done * 100 // max(size, 1) // LINE_EVERY * LINE_EVERY
        if percent > told.get(file, 0):
            told[file] = percent
            print(f"{file}: {percent} % read", file=sys.stderr, flush=True)

    return progress


def _print_table(tally: Tally) -> None:
    rows = [Tally.HEADINGS, *([str(cell) for cell in row] for row in tally.table())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(Tally.HEADINGS))]
    for row in rows:
        cells = [
            cell.ljust(width) if column in (0, len(row) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())
    for note, count in tally.notes.most_common():
        print(f"{count} x {note}")
