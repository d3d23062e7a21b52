"""What an operation carries that may change something."""

from __future__ import annotations

from gql.auth.preview_token import entry_of
from gql.auth.session import Sessions
from gql.content.address import network
from gql.content.comments.comment_settings import CommentRules
from gql.content.comments.commenter import Sender
from gql.db import Database, Reads, Seen
from gql.engine import Context
from gql.viewer import EDITORS, STRANGER, Viewer


class WritingContext(Context):
    """A context with the whole database; `client` is the network address that asks, `receipts` are
    the comments whose receipts came with the request, `comments` the rules for new ones."""

    def __init__(
        self,
        viewer: Viewer,
        database: Database,
        service_url: str,
        *,
        sessions: Sessions,
        client: str,
        receipts: tuple[int, ...] = (),
        user_agent: str = "",
        comments: CommentRules | None = None,
        max_nodes: int = 10_000,
        seconds: float = 5.0,
    ) -> None:
        self.database = database
        self.sessions = sessions
        self._client = client
        self._receipts = receipts
        self._user_agent = user_agent
        self.comments = comments or CommentRules()
        super().__init__(
            viewer, self._reads(viewer), service_url, max_nodes=max_nodes, seconds=seconds
        )

    @property
    def address(self) -> str:
        """Where on the network the request came from, as limits count it."""
        return network(self._client)

    @property
    def client(self) -> str:
        """The network address itself: for what only moderators see."""
        return self._client

    def sender(self, *receipts: int) -> Sender:
        """Who writes comments: with the receipts of the request, and these."""
        held = (*self._receipts, *receipts)
        return Sender(self.viewer, held, self.address, self._client, self._user_agent)

    def become(self, viewer: Viewer) -> None:
        """What is read from now on, this viewer reads."""
        self.viewer = viewer
        self.db = self._reads(viewer)

    def show(self, *, preview: int | None = None, receipt: int | None = None) -> None:
        """What is read from now on shows the newest text of an entry, or a comment that waits."""
        if receipt is not None:
            self._receipts = (*self._receipts, receipt)
        self.forget()
        self.db = self._reads(self.viewer, preview)

    def preview(self, token: str) -> Context:
        entry = entry_of(self.sessions.tokens, token)
        shown = Context(self.viewer, self._reads(self.viewer, entry), self.service_url)
        shown.hand_out = self.hand_out  # type: ignore[method-assign]
        return shown

    def _reads(self, viewer: Viewer, preview: int | None = None) -> Reads:
        """Under which role somebody reads."""
        if viewer is STRANGER and not preview and not self._receipts:
            return self.database.reader
        seen = Seen(viewer.author_id, preview, self._receipts)
        if viewer.role in EDITORS:
            return self.database.editor(seen)
        return self.database.reader if seen == Seen() else self.database.viewer(seen)
