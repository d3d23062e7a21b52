"""The commenter: who writes, edits or deletes a comment, and from where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from gql.content.permission import Action, is_allowed, require_profile
from gql.viewer import ANONYMOUS, Viewer

MAX_USER_AGENT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Commenter:
    """An account, an API token, or a guest, who may hold receipts of earlier comments."""

    viewer: Viewer = ANONYMOUS
    receipts: tuple[int, ...] = ()
    network: str = ""
    """The address prefix that rate limits count, such as the /64 of an IPv6 address."""
    network_address: str = ""
    """The full IP address, which only moderators see."""
    user_agent: str = ""

    @property
    def is_guest(self) -> bool:
        """Whether they are anonymous. API tokens have a role, so they are not guests."""
        return self.viewer.role is None

    @property
    def rate_limit_subject(self) -> str:
        """The subject that rate limits count. Built only from what the client cannot choose."""
        return f"account {self.viewer.account_id}" if not self.is_guest else self.network

    @property
    def may_moderate(self) -> bool:
        return is_allowed(self.viewer, Action.MODERATE)

    def require_may_comment(self) -> None:
        """Raise Forbidden for an account without a profile, such as an API token. Guests may."""
        if not self.is_guest:
            require_profile(self.viewer, Action.WRITE_COMMENT)

    def is_own(self, comment_id: int, author_id: int | None) -> bool:
        """Whether they wrote this comment, proven by a receipt or by their account."""
        if comment_id in self.receipts:
            return True
        return author_id is not None and author_id == self.viewer.author_id

    def idempotency_subject(self, *signature: str | None) -> str:
        """The owner of an idempotency key; `signature` is what a guest tells of themselves."""
        # Guests of one network share an address, and are told apart by how they sign. Who signs the
        # same must have written the same, too: the reply to a retry carries the receipt.
        if not self.is_guest:
            return f"comment of {self.rate_limit_subject}"
        digest = hashlib.sha256(repr(signature).encode()).hexdigest()
        return f"comment of {self.network} {digest}"
