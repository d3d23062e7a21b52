"""Who asks.

Strangers included; what each may see is decided by the database role their statements run under.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do, from the least to the most."""

    READER = "READER"
    CONTRIBUTOR = "CONTRIBUTOR"
    AUTHOR = "AUTHOR"
    EDITOR = "EDITOR"
    ADMIN = "ADMIN"


EDITORS = frozenset({Role.EDITOR, Role.ADMIN})  # who read all that is written


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is behind a request. A stranger has no role; a machine with a token of its own has a role
    and neither account nor profile."""

    role: Role | None = None
    account_id: int | None = None
    author_id: int | None = None
    email: str | None = None
    may_write: bool = True
    token: str | None = None
    """The name of a machine's token."""

    @property
    def name(self) -> str:
        """By which what somebody did is told from what others did."""
        return f"token {self.token}" if self.token else f"account {self.account_id}"


STRANGER = Viewer()
