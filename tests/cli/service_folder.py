"""Which processes are running on a data folder."""

from __future__ import annotations

from pathlib import Path

import psutil


def processes_on(data: Path) -> list[int]:
    """The ids of all processes with the folder in their command line: services and PostgreSQL."""
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if str(data) in " ".join(process.info["cmdline"] or ())
    ]
