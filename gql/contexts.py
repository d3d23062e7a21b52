"""Makes the context of each operation: who asks, how they read, and within which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from gql.auth.bearer_token import Authenticator
from gql.auth.comment_receipt import verified_comment_ids
from gql.auth.guest_key import guest_key_of_header
from gql.auth.session import Sessions
from gql.content.address import client_network
from gql.content.comments.comment_settings import CommentSettings
from gql.db import Database, current_client
from gql.followed_site import FollowedSite
from gql.mutations.mutation_context import MutationContext
from gql.settings import Settings
from gql.viewer import ANONYMOUS

AUTHORIZATION, RECEIPT, GUEST_KEY = b"authorization", b"quire-receipt", b"quire-guest-key"
MAX_ADDRESS_LENGTH = 64  # characters; a proxy may hand on anything as the address of a client

_network = lru_cache(1_024)(client_network)


class Contexts:
    """Contexts of the operations of one process."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        sessions: Sessions,
        authenticator: Authenticator,
        site: FollowedSite,
        site_defaults: Mapping[str, Any],
    ) -> None:
        self._settings = settings
        self._database = database
        self._sessions = sessions
        self._authenticator = authenticator
        self._site = site
        self._site_defaults = site_defaults
        self._comments = CommentSettings.from_settings(settings)

    async def create(
        self, client: tuple[str, int] | None, headers: Mapping[bytes, bytes]
    ) -> MutationContext:
        """The context value of one operation: DataLoaders must not outlive it, nor change viewers.

        Raises TokenInvalid: a request with a bad token is never treated as anonymous.
        """
        viewer, settings = ANONYMOUS, self._settings
        if client:
            current_client.set(_network(client[0][:MAX_ADDRESS_LENGTH]))
        if (authorization := headers.get(AUTHORIZATION)) is not None:
            viewer = await self._authenticator.viewer(authorization.decode("latin-1"))
        tokens = self._sessions.tokens
        context = MutationContext(
            viewer,
            self._database,
            settings.service_url,
            sessions=self._sessions,
            client=client[0] if client else "",
            receipts=verified_comment_ids(tokens, _text(headers, RECEIPT)),
            user_agent=_text(headers, b"user-agent"),
            comments=self._comments,
            max_nodes=settings.max_nodes,
            max_response=settings.max_response,
            seconds=settings.request_timeout,
            anonymous_name=self._site.anonymous_name,
            defaults=self._site_defaults,
        )
        context.guest_key = guest_key_of_header(tokens, _text(headers, GUEST_KEY))
        return context


def _text(headers: Mapping[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")
