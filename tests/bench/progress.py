"""Progress on stderr: a bar in a terminal, elsewhere a line for each step."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

ShowStep = Callable[[str], None]


@contextmanager
def progress(steps: int) -> Iterator[ShowStep]:
    """A function to call with a description when a step begins."""
    if not sys.stderr.isatty():
        yield _lines(steps)
        return
    columns = (BarColumn(), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=steps, completed=-1)
        yield lambda what: bars.update(task, advance=1, description=what)


def _lines(steps: int) -> ShowStep:
    begun = time.monotonic()
    done = 0

    def show_step(what: str) -> None:
        nonlocal done
        done += 1
        seconds = time.monotonic() - begun
        print(f"{seconds:4.0f} s  {done}/{steps}  {what}", file=sys.stderr, flush=True)

    return show_step
