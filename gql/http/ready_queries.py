"""Queries by the bytes that they came in, with all that is found out before anything is read.

What many look at is asked in the same bytes by each of them, whoever they are.
"""

from __future__ import annotations

from gql.errors import QuireError
from gql.http.request import request_of_body
from gql.operation.execute import Executor
from gql.operation.planning import ReadyQuery
from gql.operation.request import GraphQLRequest
from gql.settings import Settings

MAX_KEPT = 250
MAX_KEPT_BODY = 2_048  # bytes: such a query has a plan of some 50 KB at most, which is kept with it


class ReadyQueries:
    """Reads bodies, and remembers those that came last."""

    def __init__(self, executor: Executor, settings: Settings) -> None:
        self._executor = executor
        self._settings = settings
        self._kept: dict[bytes, ReadyQuery] = {}

    def find(self, body: bytes) -> ReadyQuery | None:
        """The query in a body, if a plan that is cached will answer it; otherwise None."""
        kept = self._kept.get(body)
        if kept and self._executor.is_still_ready(kept):
            return kept
        request = self._request(body)
        if request is None:
            return None
        ready = self._executor.ready(request, self._settings.max_nodes)
        if ready and len(body) <= MAX_KEPT_BODY:
            self._kept.pop(body, None)
            self._kept[body] = ready
            if len(self._kept) > MAX_KEPT:
                del self._kept[next(iter(self._kept))]
        return ready

    def _request(self, body: bytes) -> GraphQLRequest | None:
        if len(body) > self._settings.max_body:
            return None
        try:
            request = request_of_body(bytearray(body), self._settings.max_values)
        except QuireError:
            return None
        # Documents look at those with a hash or an id; extensions may ask for more than an answer
        is_plain = not (request.document_id or request.persisted_hash or request.extensions)
        return request if is_plain else None
