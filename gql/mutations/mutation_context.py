"""The context of an operation that may change something, and under which role it reads."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from gql.auth.preview_token import previewed_entry_ids
from gql.auth.session import Sessions
from gql.content.address import client_network
from gql.content.comments.comment_settings import CommentSettings
from gql.content.comments.commenter import Commenter
from gql.db import Database, Reader, Visibility
from gql.engine import Context
from gql.engine.context import MAX_RESPONSE, NO_DEFAULTS
from gql.sql.statements import statements
from gql.viewer import ANONYMOUS, EDITORS, Viewer

ANSWERS_TO = statements("entry")["answers_to"]


class PreviewContext(Context):
    """The context below a field with a preview token: it also reads the newest text of an entry."""

    def __init__(self, around: Context, db: Reader, database: Database, entry_id: int) -> None:
        """The context `around` the field, with another way to read."""
        super().__init__(
            around.viewer,
            db,
            around.service_url,
            max_nodes=around.max_nodes,
            max_response=around.max_response,
            anonymous_name=around.anonymous_name,
            defaults=around.defaults,
        )
        self.guest_key = around.guest_key
        # both count into one limit: aliases with tokens must not multiply what may be read
        self._around = around
        self.reading_texts = around.reading_texts
        self._database = database
        self._entry_id = entry_id

    def count_records(self, count: int) -> None:
        self._around.count_records(count)

    @property
    def bytes_left(self) -> int:
        return self._around.bytes_left

    def count_bytes(self, count: int) -> None:
        self._around.count_bytes(count)

    async def previewed_id(self, type_name: str, column: str, key: str) -> int | None:
        # as the owner: in the views of the viewer, it has the slug of its newest text alone
        found = await self._database.fetch_as_owner(
            ANSWERS_TO, self._entry_id, type_name.upper(), column, key
        )
        return self._entry_id if found else None


class MutationContext(Context):
    """The context of an operation that may write.

    `client`: network address of the client; `receipts`: ids of the comments whose receipts came
    with the request; `comments`: the settings for comments; `seconds`: time for all reads.
    """

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
        comments: CommentSettings | None = None,
        max_nodes: int = 10_000,
        max_response: int = MAX_RESPONSE,
        seconds: float = 5.0,
        anonymous_name: str = "",
        defaults: Mapping[str, Any] = NO_DEFAULTS,
    ) -> None:
        self.database = database
        self.sessions = sessions
        self._client = client
        self.receipts = receipts
        self._user_agent = user_agent
        self.comments = comments or CommentSettings()
        super().__init__(
            viewer,
            self._read_handle(viewer),
            service_url,
            max_nodes=max_nodes,
            max_response=max_response,
            seconds=seconds,
            anonymous_name=anonymous_name,
            defaults=defaults,
        )

    @property
    def client_network(self) -> str:
        """The subject of rate limits: the IPv4 address, or the /64 of the IPv6 address."""
        return client_network(self._client)

    def commenter(self, *receipts: int) -> Commenter:
        """Who sends a comment, with the receipts of the request and further ones (comment ids)."""
        all_receipts = (*self.receipts, *receipts)
        return Commenter(
            self.viewer, all_receipts, self.client_network, self._client, self._user_agent
        )

    def set_viewer(self, viewer: Viewer) -> None:
        """Read as this viewer from now on."""
        self.viewer = viewer
        self.db = self._read_handle(viewer)

    def read_own_changes(self, *, preview: int | None = None, receipt: int | None = None) -> None:
        """Read the payload anew: with the newest version of an entry, or with a held comment."""
        if receipt is not None:
            self.receipts = (*self.receipts, receipt)
        self.clear_loaders()
        self.db = self._read_handle(self.viewer, preview)

    async def with_preview(self, token: str) -> Context:
        batch = partial(previewed_entry_ids, self.database)
        entry_id = await self.load("preview", lambda: batch, token)
        reader = self._read_handle(self.viewer, entry_id)
        return PreviewContext(self, reader, self.database, entry_id)

    def _read_handle(self, viewer: Viewer, preview: int | None = None) -> Reader:
        """Read access under the database role of the viewer: reader, viewer or editor."""
        # Most operations are anonymous, or of somebody without a profile: they share the role, and
        # with it the plans and the connections, of all readers.
        if viewer is ANONYMOUS and not preview and not self.receipts:
            return self.database.reader
        seen = Visibility(viewer.author_id, preview, self.receipts)
        if viewer.role in EDITORS:
            return self.database.editor_reader(seen)
        return self.database.reader if seen == Visibility() else self.database.viewer_reader(seen)
