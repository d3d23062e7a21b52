"""Finds the document that a request names, and says who may run which."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from gql.db import Database
from gql.documents.follow import Follower
from gql.documents.registered import RegisteredDocuments
from gql.documents.stored import StoredDocuments
from gql.errors import (
    DocumentNotFound,
    DocumentNotStored,
    HttpRequestRefused,
    PersistedQueryHashMismatch,
    PersistedQueryNotFound,
    PersistedQueryNotSupported,
)
from gql.operation.request import GraphQLRequest
from gql.viewer import WRITERS, Viewer

SHA256 = "sha256:"  # GraphQL over HTTP, appendix Persisted Documents


class Documents:
    """The documents that one process knows by an id."""

    def __init__(
        self, *, stored_only: bool = False, registered: int = 1_000, max_length: int = 65_536
    ) -> None:
        """`stored_only`: who may not write runs only what operators have added.

        `registered`: how many documents of clients are kept. `max_length`: of a document, in bytes.
        """
        self.stored = StoredDocuments()
        # what clients register would be a list of what strangers may run
        self.registered = RegisteredDocuments(0 if stored_only else registered)
        self._stored_only = stored_only
        self._max_length = max_length
        self._follower = Follower(self.stored, self.registered)

    def resolve(self, request: GraphQLRequest, viewer: Viewer) -> GraphQLRequest:
        """The request with its document as text.

        Raises HttpRequestRefused, such as DocumentNotStored and PersistedQueryNotFound.
        """
        if request.query:
            return self._checked(request, viewer)
        id, hash = request.document_id or request.persisted_hash, _hash(request)
        if id is None:
            return self._checked(request, viewer)  # an empty document, which is refused later
        text = self.stored.by_id(id) or (hash and self.stored.by_hash(hash))
        if not text and not self._runs_anything(viewer):
            raise DocumentNotStored
        if not text and hash:
            text = self.registered.find(hash)
        if not text:
            raise self._not_found(request)
        return replace(request, query=text, is_stored=True)

    def register(self, request: GraphQLRequest) -> None:
        """Remember the document of a request that came with its hash, and was valid."""
        if not request.is_stored and (hash := _hash(request)):
            self.registered.register(hash, request.query)

    def registered_hash(self, request: GraphQLRequest) -> str | None:
        """By what `registered.note_use` knows the document of a request, if clients have
        registered it."""
        hash = _hash(request)
        return hash if hash and self.registered.has(hash) else None

    async def follow(self, database: Database) -> bool:
        """Take over what others have changed. Returns whether a stored document is gone.

        Raises QuireError.
        """
        return await self._follower.follow(database)

    async def write(self, database: Database) -> None:
        """Write what clients have registered here, for other processes. Raises QuireError."""
        await self._follower.write(database)

    def _runs_anything(self, viewer: Viewer) -> bool:
        return not self._stored_only or viewer.role in WRITERS

    def _checked(self, request: GraphQLRequest, viewer: Viewer) -> GraphQLRequest:
        """A request that has its document, and may have its id too."""
        text = request.query
        if request.document_id and not request.document_id.startswith(SHA256):
            raise HttpRequestRefused("Send the document in query, or documentId, and not both.")
        # what is too long is not hashed, and is refused for that later
        if (hash := _hash(request)) and len(text) <= self._max_length and sha256(text) != hash:
            raise PersistedQueryHashMismatch
        if text in self.stored:
            return replace(request, is_stored=True)
        if not self._runs_anything(viewer):
            raise DocumentNotStored
        return request

    def _not_found(self, request: GraphQLRequest) -> HttpRequestRefused:
        if request.document_id:
            return DocumentNotFound()
        return PersistedQueryNotFound() if self.registered.is_on else PersistedQueryNotSupported()


def _hash(request: GraphQLRequest) -> str | None:
    """The SHA-256 that a request names its document by, in hexadecimal."""
    if request.document_id is None:
        return request.persisted_hash
    if request.document_id.startswith(SHA256):
        return request.document_id.removeprefix(SHA256)
    return None


def sha256(text: str) -> str:
    """The hash by which clients name a document, in lower-case hexadecimal."""
    # JSON may hold lone surrogates, which UTF-8 cannot; such a document is no GraphQL either
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
