"""The system user that runs the server: postgres exits at once when started as root.

Whoever breaks into a database could otherwise take over the machine, with `copy … to program`.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from gql.errors import StartError

USER_NAME = "quire"


@dataclass(frozen=True, slots=True)
class SystemUser:
    """A user and its group; without ids, the user who started the service."""

    uid: int | None = None
    gid: int | None = None

    def chown(self, *paths: Path) -> None:
        """Make this user the owner of those of the paths that exist."""
        if self.uid is not None and self.gid is not None:
            for path in filter(Path.exists, paths):
                os.chown(path, self.uid, self.gid)

    def grant_traversal(self, *paths: Path) -> None:
        """Let this user enter, but not list, the folders above the paths (mode o+x)."""
        # root's home has mode 0700, and data folders and virtual environments often lie in it
        for folder in [f for path in paths for f in path.resolve().parents if self.uid]:
            mode = folder.stat().st_mode
            if not mode & 0o001 and folder.stat().st_uid != self.uid:
                folder.chmod(mode | 0o001)


def server_user(cluster: Path) -> SystemUser:
    """The user to run the server as: root takes the owner of the files, or creates a system user.

    Raises StartError where the files belong to another user.
    """
    owner = cluster.stat().st_uid if cluster.exists() else None
    # containers often run as root, so a user is found rather than the start refused
    if os.geteuid() == 0:
        account = pwd.getpwuid(owner) if owner else _ensure_user()
        return SystemUser(account.pw_uid, account.pw_gid)
    if owner not in (None, os.geteuid()):
        raise StartError(
            f"The database in {cluster.parent} belongs to user {owner}. "
            "Start Quire as that user or as root, or name another folder with --data."
        )
    return SystemUser()


def _ensure_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER_NAME)
    except KeyError:
        _create_user()
        return pwd.getpwnam(USER_NAME)


def _create_user() -> None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER_NAME]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        raise StartError(
            f"PostgreSQL does not run as root, and the user {USER_NAME} could not be created for "
            "it. Start Quire as another user, or set QUIRE_DATABASE_URL."
        ) from None
