"""Servers in processes of their own: another service on a data folder, and what is running there."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import asyncpg
import psutil

FAST = {"fsync": "off"}

SERVICE = textwrap.dedent("""
    import os, signal, sys, time
    from pathlib import Path
    import psutil
    from gql.embedded import embedded_postgres

    # a shell that starts the tests in the background has them ignore SIGINT
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if user := sys.argv[2:]:
        os.setgroups([])
        os.setuid(int(user[0]))
    with embedded_postgres(Path(sys.argv[1]), {"fsync": "off"}):
        print("started", flush=True)
        time.sleep(60)
""")


def start_service(folder: Path, *user: str) -> subprocess.Popen[bytes]:
    """Start another process that runs a server on the folder, and wait until it is ready."""
    service = subprocess.Popen(
        [sys.executable, "-c", SERVICE, str(folder), *user],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert service.stdout is not None
    assert service.stdout.readline() == b"started\n"
    service.stdout.close()
    return service


def servers_on(folder: Path) -> list[psutil.Process]:
    """The server processes on a data folder, without their backends."""
    # a backend that has just been forked still has the command line of its server
    found = {
        process.pid: process
        for process in psutil.process_iter(["cmdline"])
        if f"--quire.data={folder / 'postgres'}" in (process.info["cmdline"] or ())
    }
    return [process for process in found.values() if _parent(process) not in {None, *found}]


def _parent(process: psutil.Process) -> int | None:
    """The id of the parent; None where the process has ended meanwhile."""
    try:
        return process.ppid()
    except psutil.NoSuchProcess:
        return None


async def fetch_row(url: str, statement: str) -> tuple[object, ...] | None:
    """The first row of a statement, on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        record = await connection.fetchrow(statement)
        return tuple(record) if record else None
    finally:
        await connection.close()
