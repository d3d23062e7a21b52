"""LC_CTYPE of a cluster: which characters beyond ASCII PostgreSQL's text search takes for letters.

In the locale "C" it takes all of them for letters, quotation marks and dashes too. Nothing else
depends on it: the databases sort and compare by the builtin locale C.UTF-8, whatever LC_CTYPE is.
"""

from __future__ import annotations

import locale
from collections.abc import Callable
from pathlib import Path

from gql.embedded import cluster as files
from gql.embedded.system_user import SystemUser

# By systems: most of Linux, older RHEL, macOS and BSD (as Python coerces, PEP 538); the last two
# where an administrator has made no other.
LOCALES = ("C.UTF-8", "C.utf8", "UTF-8", "en_US.UTF-8", "en_US.utf8")
NONE = "C"
MARK = "quire_lc_ctype"  # a file in the cluster; those of before this version have none


def character_locale() -> str:
    """A locale of this system that knows the characters of UTF-8; "C" where it has none."""
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        return next(filter(_is_known, LOCALES), NONE)
    finally:
        locale.setlocale(locale.LC_CTYPE, before)


def mark(cluster: Path, name: str) -> None:
    """Note that a cluster has the locale, unless it is "C", so that later starts leave it alone."""
    if name != NONE:
        (cluster / MARK).write_text(name)


def mend(cluster: Path, url: str, user: SystemUser, progress: Callable[[str], None]) -> None:
    """Give the databases of a running server that has the locale "C" a right one.

    One statement in place, as pg_upgrade does it: it happens or not, and no data are copied, moved
    or deleted. Killed before the mark, it is repeated at the next start. Sessions from then on have
    the new locale; what was indexed under the old one is indexed anew by migration 0013.
    """
    name = character_locale()
    if name == NONE or (cluster / MARK).exists():
        return
    progress(f"Giving the database in {cluster.parent} the character types of {name}, once.")
    files.run_program(
        files.program_folder(),
        *("psql", "--no-psqlrc", "--quiet", f"--dbname={url}"),
        *("--set=ON_ERROR_STOP=1", f"--set=lc_ctype={name}"),
        user=SystemUser(),  # that of this process, which can enter every folder above the socket
        folder=cluster.parent,
        text="update pg_database set datctype = :'lc_ctype' where datctype in ('C', 'POSIX');\n",
    )
    mark(cluster, name)
    user.chown(cluster / MARK)


def _is_known(name: str) -> bool:
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    return True
