"""Progress through files, on standard error: bars in a terminal, lines in a log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import TaskID

PERCENT_STEP = 25  # between two lines of progress in a log

Progress = Callable[[Path, int, int], None]
"""Takes a file, how much of it is done, and its size, in the same unit."""


@contextmanager
def printing_progress(verb: str) -> Iterator[Progress]:
    """Yield a function that shows progress on standard error: bars in a terminal, else lines.

    `verb`: what is done to the files, as in `export.xml: 25 % read`.
    """
    if not sys.stderr.isatty():
        yield _progress_lines(verb)
        return
    # not at the top: logs and containers need neither, and the work takes its time
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        tasks: dict[Path, TaskID] = {}

        def progress(file: Path, done: int, size: int) -> None:
            if file not in tasks:
                tasks[file] = bars.add_task(file.name, total=size)
            bars.update(tasks[file], completed=done)

        yield progress


def _progress_lines(verb: str) -> Progress:
    reported: dict[Path, int] = {}

    def progress(file: Path, done: int, size: int) -> None:
        # rounded down to a step, so that each is printed once
        percent = done * 100 // max(size, 1) // PERCENT_STEP * PERCENT_STEP
        if percent > reported.get(file, 0):
            reported[file] = percent
            print(f"{file}: {percent} % {verb}", file=sys.stderr, flush=True)

    return progress
