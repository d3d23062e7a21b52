"""The viewer: who makes a request, anonymous ones included, and their role.

What a viewer may see is decided by the database role that their statements run under; what they may
change, by the table in content/permission.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an account may do, from the least to the most, after the roles of WordPress."""

    READER = "READER"
    CONTRIBUTOR = "CONTRIBUTOR"
    AUTHOR = "AUTHOR"
    EDITOR = "EDITOR"
    ADMIN = "ADMIN"


EDITORS = frozenset({Role.EDITOR, Role.ADMIN})  # they see everything, drafts of others included
WRITERS = frozenset(Role) - {Role.READER}  # they may write posts: see content/permission.py


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who makes a request.

    Anonymous: no role. Signed in: a role, an account, and a profile (author_id) if they have one.
    An API token of a machine: a role and a token name, neither account nor profile.
    """

    role: Role | None = None
    account_id: int | None = None
    author_id: int | None = None
    email: str | None = None
    may_write: bool = True
    """False for a token without the scope write."""
    token: str | None = None
    """The name of the API token."""

    @property
    def identity(self) -> str:
        """A unique name of the account or token, to which its idempotency keys belong."""
        return f"token {self.token}" if self.token else f"account {self.account_id}"


ANONYMOUS = Viewer()
