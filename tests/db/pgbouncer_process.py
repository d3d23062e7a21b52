"""PgBouncer in a process of its own, before the server of the tests."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

SETTINGS = """
[databases]
* = host={host} port={port} user={user}

[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
unix_socket_mode = 0777
listen_port = 6432
auth_type = any
pool_mode = {mode}
default_pool_size = 60
logfile = {folder}/log
"""


@contextmanager
def pgbouncer(server_url: str, mode: str) -> Iterator[str]:
    """Run it in a pool mode, otherwise by its defaults; yields the URL of the database through it."""
    server = urlsplit(server_url)
    query = parse_qs(server.query)
    with tempfile.TemporaryDirectory(prefix="q") as name:
        folder = Path(name)
        folder.chmod(0o777)
        text = SETTINGS.format(
            host=query["host"][0],
            port=query.get("port", ["5432"])[0],
            user=server.username,
            folder=folder,
            mode=mode,
        )
        (folder / "settings").write_text(text)
        # It refuses to run as root, and trusts whoever reaches its socket, as the server does, whose
        # own socket may be open to its user only.
        owner = Path(query["host"][0]).owner()
        as_user = ["-u", "nobody" if owner == "root" else owner] if os.geteuid() == 0 else []
        process = subprocess.Popen(["pgbouncer", "-q", *as_user, str(folder / "settings")])
        try:
            while not _listens(folder / ".s.PGSQL.6432"):
                assert process.poll() is None, (folder / "log").read_text()
                time.sleep(0.01)
            yield f"postgresql://{server.username}@{server.path}?host={folder}&port=6432"
        finally:
            process.terminate()
            process.wait()


def _listens(path: Path) -> bool:
    """Whether connections are taken there: the file is a little earlier."""
    with socket.socket(socket.AF_UNIX) as tried:
        return tried.connect_ex(str(path)) == 0
