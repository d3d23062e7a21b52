"""Describes what the figures were measured on: machine and versions."""

from __future__ import annotations

import os
import platform
import re
import subprocess
from importlib.metadata import version
from pathlib import Path

import asyncpg
import psutil

PACKAGES = ("quire", "strawberry-graphql", "graphql-core", "asyncpg", "orjson", "uvicorn", "uvloop")


def describe_machine() -> dict[str, object]:
    """Processor, cores, memory and system."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9),
        "system": f"{platform.system()} {platform.machine()}",
    }


async def versions(url: str, client: str) -> dict[str, str]:
    """Return versions by name: Python, PostgreSQL, packages, and wrk if it generates the load."""
    connection = await asyncpg.connect(url)
    try:
        server = await connection.fetchval("select split_part(version(), ' ', 2)")
    finally:
        await connection.close()
    found = {
        "Python": platform.python_version(),
        "PostgreSQL": server,
        **{name: version(name) for name in PACKAGES},
    }
    return found | ({"wrk": _wrk()} if client == "wrk" else {})


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", info.read_text(), re.M) if info.exists() else None
    return found[1] if found else platform.processor() or "unknown"


def _wrk() -> str:
    # wrk -v exits with 1, and prints its version with its usage
    output = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False)
    found = re.search(r"wrk (?:debian/)?([\d.]+)", output.stdout + output.stderr)
    return found[1] if found else "unknown"
