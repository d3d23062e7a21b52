"""Ends servers: the one just started, and one that a killed service left behind."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STOP_PATIENCE = 5.0  # seconds, for each manner of stopping


def clear_remains(cluster: Path) -> None:
    """Stops a server that still runs on the cluster, and removes a dead one's note."""
    import psutil  # comes with the server; without it, the refusal names the missing extra

    note = cluster / "postmaster.pid"
    # its number may be a stranger's by now, which Postgres would take for a running server
    with suppress(FileNotFoundError, ValueError, psutil.Error):
        process = psutil.Process(int(note.read_text().split("\n")[0]))
        if str(cluster) in process.cmdline():
            halt(process.pid, process.wait, patience_over=psutil.TimeoutExpired)
    note.unlink(missing_ok=True)


def halt(
    pid: int,
    wait: Callable[[float], object],
    patience_over: type[Exception] = subprocess.TimeoutExpired,
) -> None:
    """Stops a server. To PostgreSQL, SIGINT means: end all sessions; SIGQUIT: leave at once."""
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError, patience_over):
            os.kill(pid, number)
            wait(STOP_PATIENCE)
            return
