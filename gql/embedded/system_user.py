"""The system user that runs the server: postgres exits at once when started as root.

Whoever breaks into a database could otherwise take over the machine, with `copy … to program`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import tenacity

from gql.errors import StartError

USER_NAME = "quire"
# sbin is missing from the PATH of many services, of cron and of su
ADMINISTRATION_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")
OTHER_START_SECONDS = 3.0


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

    def may_enter(self, folder: Path) -> bool:
        """Whether this user may enter all folders above one."""
        return all(map(self._may_execute, folder.parents))

    def may_run(self, program: Path) -> bool:
        """Whether this user may execute a program where it lies."""
        program = program.resolve()
        return self._may_execute(program) and self.may_enter(program)

    def _may_execute(self, path: Path) -> bool:
        """Whether the mode of one file or folder lets this user execute or enter it."""
        if not self.uid:  # who started the service has come this far
            return True
        status = path.stat()
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        bit = stat.S_IXGRP if status.st_gid == self.gid else stat.S_IXOTH
        return bool(status.st_mode & bit)


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
    # asked for again: of two starts at once on a new machine, useradd refuses the second
    attempts = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type(subprocess.CalledProcessError),
        stop=tenacity.stop_after_delay(OTHER_START_SECONDS),
        wait=tenacity.wait_fixed(0.1),
        reraise=True,
    )
    try:
        return attempts(_find_or_create_user)
    except (OSError, subprocess.CalledProcessError):
        raise StartError(
            f"PostgreSQL does not run as root, and the user {USER_NAME} could not be created for "
            "it. Start Quire as another user, or set QUIRE_DATABASE_URL."
        ) from None


def _find_or_create_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(USER_NAME)
    except KeyError:
        _create_user()
        return pwd.getpwnam(USER_NAME)


def _create_user() -> None:
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), *ADMINISTRATION_FOLDERS])
    useradd = shutil.which("useradd", path=path) or "useradd"
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER_NAME]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603
