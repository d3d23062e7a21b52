"""Starts the PostgreSQL of the wheel on a data folder, and stops it however the block ends."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from gql.embedded import character_locale
from gql.embedded import cluster as files
from gql.embedded.lock_file import LOCK_FILE, locked
from gql.embedded.orphaned_server import stop_orphan, stop_process
from gql.embedded.programs import runnable_programs
from gql.embedded.system_user import SystemUser, server_user
from gql.errors import StartError
from gql.signals import exit_on_signals, ignored_signals

PORT = "5432"  # only part of the socket's file name; set against PGPORT
DEFAULTS = {"listen_addresses": "", "log_checkpoints": "off", "port": PORT}
MAX_SOCKET_PATH_LENGTH = 100  # bytes; sun_path of a Unix socket has 103 on macOS, 107 on Linux
# Seconds to retry: until the backends of a killed server have exited, PostgreSQL refuses to start
# on their shared memory block.
START_TIMEOUT = 5.0


@contextmanager
def embedded_postgres(
    folder: Path,
    options: Mapping[str, str] | None = None,
    progress: Callable[[str], None] = lambda line: None,
    *,
    create: bool = True,
) -> Iterator[str]:
    """Run a private PostgreSQL on a data folder; yields the URL of its database.

    Creates the folder and the database if missing, unless told not to, and locks the folder
    against other processes.
    `options` are settings of PostgreSQL; `progress` gets a line where the start takes longer, once.
    SIGTERM and SIGHUP end the block as Ctrl-C does.
    Raises StartError, also where another process uses the folder.
    """
    files.program_folder()  # first, because without it nothing is to be created
    folder = folder.expanduser().resolve()
    if not create:
        files.require_publication(folder)
    files.prepare_folder(folder)
    with locked(folder) as publish_url, exit_on_signals():
        cluster = folder / "postgres"
        server = _Server(cluster, server_user(cluster))
        try:
            server.start({**DEFAULTS, **(options or {})})
            character_locale.mend(cluster, server.url, server.user, progress)
            publish_url(server.url)
            yield server.url
        finally:
            with ignored_signals():
                server.stop()


class _Server:
    """The server process of one cluster, and the system user that it runs as."""

    def __init__(self, cluster: Path, user: SystemUser) -> None:
        self.cluster = cluster
        self.user = user
        self.socket_folder = cluster
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        socket_folder = quote(str(self.socket_folder), safe="/")
        return f"postgresql://{files.DATABASE}@/{files.DATABASE}?host={socket_folder}&port={PORT}"

    def start(self, options: Mapping[str, str]) -> None:
        folder = self.cluster.parent
        self.user.chown(folder)
        programs = runnable_programs(folder, self.user)
        if not self.cluster.exists():
            name = character_locale.character_locale()
            files.create_cluster(self.cluster, self.user, programs, name)
            character_locale.mark(self.cluster, name)
        files.check_version(self.cluster)
        stop_orphan(self.cluster)
        self.socket_folder = self._choose_socket_folder()
        flags = {
            "unix_socket_directories": f'"{self.socket_folder}"',
            "quire.data": str(self.cluster),  # for who looks at processes: no setting of ours
            **options,
        }
        deadline = time.monotonic() + START_TIMEOUT
        while not self._try_start(programs / "postgres", flags):
            if time.monotonic() > deadline:
                raise StartError(f"PostgreSQL did not start: {_last_line(self._log)} ({self._log})")
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process:
            stop_process(self.process.pid, self.process.wait)
        if self.socket_folder != self.cluster:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.cluster.with_name("postgres.log")

    def _try_start(self, program: Path, flags: Mapping[str, str]) -> bool:
        """Start the process and wait until it is ready (true) or has exited (false)."""
        settings = [f"--{name}={value}" for name, value in flags.items()]
        with self._log.open("ab") as log:
            self._chown_shared_files()
            self.process = subprocess.Popen(  # noqa: S603
                [str(program), "-D", files.data_argument(self.cluster, self.user), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **files.process_options(self.user, self.cluster),
            )
        while self.process.poll() is None:
            if _is_ready(self.cluster):
                return True
            time.sleep(0.01)
        return False

    def _chown_shared_files(self) -> None:
        """Give what root creates here to the server's user, who may start without root later."""
        folder = self.cluster.parent
        self.user.chown(folder, folder / ".gitignore", folder / LOCK_FILE, self._log)

    def _choose_socket_folder(self) -> Path:
        """The cluster itself, or a temporary folder where its path does not suit a socket."""
        # The cluster has mode 0700, which is the access control: initdb runs with --auth=trust.
        # PostgreSQL parses unix_socket_directories as a quoted list, libpq the URL.
        path = str(self.cluster)
        is_plain = path.isascii() and not set(path) & set("\"',\\")
        is_short = len(f"{path}/.s.PGSQL.{PORT}.lock") <= MAX_SOCKET_PATH_LENGTH
        if is_plain and is_short and self.user.may_enter(self.cluster):
            return self.cluster
        socket_folder = Path(tempfile.mkdtemp(prefix="quire-", dir="/tmp"))
        self.user.chown(socket_folder)
        return socket_folder


def _is_ready(cluster: Path) -> bool:
    """Whether the server accepts connections, by line 8 of its postmaster.pid, as pg_ctl does."""
    with suppress(FileNotFoundError, IndexError):
        return (cluster / "postmaster.pid").read_text().split("\n")[7].strip() == "ready"
    return False


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "no output"
