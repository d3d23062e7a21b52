"""Stops server processes: our own, and an orphan that a killed service has left running."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STOP_TIMEOUT = 5.0  # seconds to wait after each signal


def stop_orphan(cluster: Path) -> None:
    """Stop a server that still runs on the cluster, and remove a stale postmaster.pid."""
    import psutil  # part of the extra "embedded": imported once the wheel is known to be there

    pid_file = cluster / "postmaster.pid"
    # The pid may be an unrelated process's by now: PostgreSQL would take it for a running server.
    with suppress(FileNotFoundError, ValueError, psutil.Error):
        process = psutil.Process(int(pid_file.read_text().split("\n")[0]))
        if {str(cluster), f"--quire.data={cluster}"} & set(process.cmdline()):
            stop_process(process.pid, process.wait, timeout_error=psutil.TimeoutExpired)
    pid_file.unlink(missing_ok=True)


def stop_process(
    pid: int,
    wait: Callable[[float], object],
    timeout_error: type[Exception] = subprocess.TimeoutExpired,
) -> None:
    """Stop a server process, by harsher signals in turn.

    `wait` takes seconds and raises `timeout_error` while the process is still running.
    """
    # PostgreSQL's shutdown modes: SIGINT is fast (roll back all sessions, checkpoint), SIGQUIT
    # immediate (recovery at the next start). SIGTERM, smart, would wait for clients to disconnect.
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        with suppress(ProcessLookupError, timeout_error):
            os.kill(pid, number)
            wait(STOP_TIMEOUT)
            return
