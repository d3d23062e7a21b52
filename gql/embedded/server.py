"""Starts PostgreSQL from the wheel on a folder and stops it, whatever ends the work between."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from gql.embedded import cluster as files
from gql.embedded.lock_file import NOTE, held
from gql.embedded.orphaned_server import clear_remains, halt
from gql.embedded.signals import ended_by_signals, undisturbed
from gql.embedded.system_user import Account, account_for
from gql.errors import StartError

PORT = "5432"  # only a part of the socket's name, and said so that PGPORT has no say
DEFAULTS = {"listen_addresses": "", "log_checkpoints": "off", "port": PORT}
LONGEST_SOCKET = 100  # bytes; the system's own limit is 103 or 107
START_PATIENCE = 5.0  # seconds in which processes of a killed server may still hold its memory


@contextmanager
def embedded(folder: Path, options: Mapping[str, str] | None = None) -> Iterator[str]:
    """A private PostgreSQL on this folder: yields its database's address and stops it at the end.

    The folder is made where it is not there, and held: a second process is refused.
    Options are settings of PostgreSQL. SIGTERM and SIGHUP end the block as Ctrl-C does.
    Raises StartError.
    """
    programs = files.programs()
    folder = folder.expanduser().resolve()
    files.prepare(folder)
    with held(folder) as tell, ended_by_signals():
        cluster = folder / "postgres"
        server = _Server(cluster, programs / "postgres", account_for(cluster))
        try:
            server.start({**DEFAULTS, **(options or {})})
            tell(server.url)
            yield server.url
        finally:
            with undisturbed():
                server.stop()


class _Server:
    """One cluster, the program that runs it and the account it runs as."""

    def __init__(self, cluster: Path, program: Path, account: Account) -> None:
        self.cluster = cluster
        self.program = program
        self.account = account
        self.sockets = cluster
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        sockets = quote(str(self.sockets), safe="/")
        return f"postgresql://{files.DATABASE}@/{files.DATABASE}?host={sockets}&port={PORT}"

    def start(self, options: Mapping[str, str]) -> None:
        self.account.open_way(self.program, self.cluster)
        if not self.cluster.exists():
            files.create(self.cluster, self.account)
        files.check_version(self.cluster)
        clear_remains(self.cluster)
        self.sockets = self._place_of_sockets()
        flags = {"unix_socket_directories": f'"{self.sockets}"', **options}
        patience = time.monotonic() + START_PATIENCE
        while not self._is_up(flags):
            if time.monotonic() > patience:
                raise StartError(f"PostgreSQL did not start: {_last_line(self._log)} ({self._log})")
            time.sleep(0.2)

    def stop(self) -> None:
        if self.process:
            halt(self.process.pid, self.process.wait)
        if self.sockets != self.cluster:
            shutil.rmtree(self.sockets, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self.cluster.with_name("postgres.log")

    def _is_up(self, flags: Mapping[str, str]) -> bool:
        """Starts the process and waits until it answers or has given up."""
        settings = [f"--{name}={value}" for name, value in flags.items()]
        with self._log.open("ab") as log:
            self._share_folder()
            self.process = subprocess.Popen(  # noqa: S603
                [str(self.program), "-D", str(self.cluster), *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **files.run_as(self.account),
            )
        while self.process.poll() is None:
            if _is_ready(self.cluster):
                return True
            time.sleep(0.01)
        return False

    def _share_folder(self) -> None:
        """What root makes here, its account can use later without root."""
        folder = self.cluster.parent
        self.account.own(folder, folder / ".gitignore", folder / NOTE, self._log)

    def _place_of_sockets(self) -> Path:
        """The cluster, which only its account may enter, unless that path suits no socket."""
        plain = str(self.cluster).isascii() and not set(str(self.cluster)) & set("\"',\\")
        if plain and len(f"{self.cluster}/.s.PGSQL.{PORT}.lock") <= LONGEST_SOCKET:
            return self.cluster
        place = Path(tempfile.mkdtemp(prefix="quire-", dir="/tmp"))
        self.account.own(place)
        self.account.open_way(place)
        return place


def _is_ready(cluster: Path) -> bool:
    """Whether the server's note says, in its eighth line, that it takes connections."""
    with suppress(FileNotFoundError, IndexError):
        return (cluster / "postmaster.pid").read_text().split("\n")[7].strip() == "ready"
    return False


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1] if lines else "it said nothing"
