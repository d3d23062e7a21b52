"""The account that the server runs as: PostgreSQL refuses to run as root, so root lends it one."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gql.errors import StartError

NAME = "quire"


@dataclass(frozen=True, slots=True)
class Account:
    """A user and its group, or nobody else: whoever started the service."""

    user: int | None = None
    group: int | None = None

    def own(self, *paths: Path) -> None:
        """Gives those of the paths that are there to this account."""
        if self.user is not None and self.group is not None:
            for path in filter(Path.exists, paths):
                os.chown(path, self.user, self.group)

    def open_way(self, *paths: Path) -> None:
        """Lets this account pass (not list) the folders above, where they are closed to it."""
        for folder in [f for path in paths for f in path.resolve().parents if self.user]:
            mode = folder.stat().st_mode
            if not mode & 0o001 and folder.stat().st_uid != self.user:
                folder.chmod(mode | 0o001)


def account_for(cluster: Path) -> Account:
    """Who runs the server: the owner of its files, or, if root would, an account made for it.

    Raises StartError where the files belong to somebody else.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    if os.geteuid() == 0:
        entry = pwd.getpwuid(owner) if owner else _made()
        return Account(entry.pw_uid, entry.pw_gid)
    if owner not in (None, os.geteuid()):
        raise StartError(
            f"The database in {cluster.parent} belongs to user {owner}. "
            "Start Quire as that user or as root, or name another folder with --data."
        )
    return Account()


def _made() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        _make()
        return pwd.getpwnam(NAME)


def _make() -> None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        raise StartError(
            f"PostgreSQL does not run as root, and the user {NAME} could not be made for it. "
            "Start Quire as another user, or set QUIRE_DATABASE_URL."
        ) from None
