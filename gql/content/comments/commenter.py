"""Who writes, changes or moderates comments, and from where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gql.content.permission import Act, may, require_profile
from gql.viewer import STRANGER, Viewer

LONGEST_USER_AGENT = 500


@dataclass(frozen=True, slots=True)
class Sender:
    """Somebody with an account, a machine, or a guest who holds the receipts of some comments."""

    viewer: Viewer = STRANGER
    receipts: tuple[int, ...] = ()
    network: str = ""
    """Where they are on the network, as limits count it."""
    address: str = ""
    """The network address itself, for moderators."""
    user_agent: str = ""

    @property
    def is_guest(self) -> bool:
        return self.viewer.role is None

    @property
    def name(self) -> str:
        """As limits know them. Nothing of it was said by themselves."""
        return f"account {self.viewer.account_id}" if not self.is_guest else self.network

    @property
    def may_moderate(self) -> bool:
        return may(self.viewer, Act.MODERATE)

    def require_to_answer(self) -> None:
        """Raises Forbidden. Guests may."""
        if not self.is_guest:
            require_profile(self.viewer, Act.WRITE_COMMENT)

    def wrote(self, comment_id: int, author_id: int | None) -> bool:
        """Whether a comment is theirs."""
        if comment_id in self.receipts:
            return True
        return author_id is not None and author_id == self.viewer.author_id

    def repeating(self, said: object) -> str:
        """Whose retry the same key means. Guests of one network are many: among them it is who says
        the same, for the answer holds a receipt."""
        if not self.is_guest:
            return f"comment of {self.name}"
        return f"comment of {self.network} {hashlib.sha256(repr(said).encode()).hexdigest()}"
