"""Optimistic locking: who saves over a version that somebody else has saved since is told so."""

from __future__ import annotations

from gql.errors import Conflict


def require_version(newest: int, expected: int | None) -> None:
    """Raise Conflict unless the newest version, whose record is locked, is the expected one.

    None expects none.
    """
    if expected not in (None, newest):
        raise Conflict(
            f"Somebody has saved version {newest}; you began with version {expected}. Read it, and "
            "save yours over it if you want to.",
            field=["expectedVersion"],
            version=newest,
        )
