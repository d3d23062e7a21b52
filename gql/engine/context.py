"""The context of one operation: viewer, database access and the DataLoaders. Never shared."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from strawberry.dataloader import DataLoader

from gql.db import FailingReader, Reader
from gql.engine.answer_tags import AnswerTags
from gql.errors import LimitExceeded, PreviewInvalid, ResponseTooLarge, TimedOut
from gql.viewer import Viewer

MAX_RESPONSE = 10_485_760
NO_DEFAULTS: Mapping[str, Any] = MappingProxyType({})
Batch = Callable[[list[Any]], Awaitable[Sequence[Any]]]


class Context:
    """The context of one operation, as `info.context` and as first argument of functions.

    `service_url` is the public address of this service. An operation may return `max_nodes`
    records in `max_response` bytes, and has `seconds` to complete them. `anonymous_name` is shown
    for guests without a name; empty: a word in the language of the publication. `defaults` are
    values of settings by name, for fields whose record has none. `guest_key` may be set: the key
    that an anonymous viewer has sent, under which they like things. `tags` may be set: a plan then
    adds the cache tags of its answer; the reference path, and a retry, add none.
    """

    def __init__(
        self,
        viewer: Viewer,
        db: Reader,
        service_url: str,
        *,
        max_nodes: int = 10_000,
        max_response: int = MAX_RESPONSE,
        seconds: float = 5.0,
        anonymous_name: str = "",
        defaults: Mapping[str, Any] = NO_DEFAULTS,
    ) -> None:
        self.defaults = defaults
        self.guest_key: UUID | None = None
        self.tags: AnswerTags | None = None
        self.viewer = viewer
        self.db = db
        self.service_url = service_url
        self.max_nodes = max_nodes
        self.max_response = max_response
        self.anonymous_name = anonymous_name
        self._seconds = seconds
        self._record_count = self._byte_count = 0
        self.reading_texts = asyncio.Lock()  # held from bytes_left to count_bytes
        self._deadline = time.monotonic() + seconds
        self.selections: dict[Hashable, frozenset[str]] = {}
        self.previews: dict[object, Context] = {}  # by the path of the field with the token
        self._loaders: dict[Hashable, DataLoader[Any, Any]] = {}

    def for_retry(self, failed: Exception | None = None) -> Context:
        """A context for another attempt, with empty loaders. With `failed`, reads raise it."""
        context = Context(
            self.viewer,
            FailingReader(failed) if failed else self.db,
            self.service_url,
            max_nodes=self.max_nodes,
            max_response=self.max_response,
            seconds=self._seconds,
            anonymous_name=self.anonymous_name,
            defaults=self.defaults,
        )
        context.guest_key = self.guest_key
        return context

    def clear_loaders(self) -> None:
        """Drop what was loaded: after a write, the payload of a mutation reads again."""
        self._loaders.clear()

    async def with_preview(self, token: str) -> Context:
        """A context that also sees the draft named by a preview token. Raises PreviewInvalid.

        This one accepts no token; contexts that can look one up override it.
        """
        raise PreviewInvalid

    async def previewed_id(self, type_name: str, column: str, key: str) -> int | None:
        """The id of the record of this type that is previewed, if it has this key.

        A draft may have another slug than what is published: both are its keys. None: no preview.
        """
        return None

    def count_records(self, count: int) -> None:
        """Count records that are about to be completed. Raises LimitExceeded and TimedOut."""
        # nested lists multiply, and graphql-core completes loaded records without ever awaiting:
        # no timer of the event loop would run, so the deadline is checked here
        self._record_count += count
        if self._record_count > self.max_nodes:
            raise LimitExceeded(
                "nodes",
                requested=self._record_count,
                allowed=self.max_nodes,
                what="The operation hands out too many records",
            )
        if time.monotonic() > self._deadline:
            raise TimedOut

    @property
    def bytes_left(self) -> int:
        """How many bytes of texts may still be read by functions that count them."""
        return max(0, self.max_response - self._byte_count)

    def count_bytes(self, count: int) -> None:
        """Count bytes of texts of any length. Raises ResponseTooLarge."""
        self._byte_count += count
        if self._byte_count > self.max_response:
            raise ResponseTooLarge(requested=self._byte_count, allowed=self.max_response)

    def read_once(
        self, name: Hashable, read: Callable[[], Awaitable[Any]]
    ) -> Callable[[], Awaitable[Any]]:
        """A reader that reads once for this name, however many fields and aliases call it."""

        async def batch(keys: list[None]) -> list[Any]:
            return [await read()]

        return lambda: self.load(name, lambda: batch, None)

    def load(self, name: Hashable, batch: Callable[[], Batch], key: Hashable) -> Awaitable[Any]:
        """The value for a key from the loader of this name, which `batch` creates if it is new.

        Strawberry's DataLoader collects keys until the event loop's next turn: one call of the
        batch function reads all keys that the fields completed in this turn request.
        """
        loader = self._loaders.get(name)
        if loader is None:
            loader = self._loaders[name] = DataLoader(load_fn=_ending_when_cancelled(batch()))
        loaded: asyncio.Future[Any] = loader.load(key)  # type: ignore[assignment]
        # graphql-core 3.3 cancels the siblings of a failed non-null field. A cancelled task cancels
        # the future that it awaits, which here is shared with other items of the list: without the
        # shield they failed too (43 of 50 runs)
        shielded = asyncio.shield(loaded)
        for future in (loaded, shielded):
            future.add_done_callback(_retrieve)
        return shielded


def _ending_when_cancelled(batch: Batch) -> Batch:
    """A batch function that turns its own cancellation into TimedOut for all of its keys."""

    async def run(keys: list[Any]) -> Sequence[Any]:
        try:
            return await batch(keys)
        except asyncio.CancelledError:
            # DataLoader would leave the futures of the batch pending for ever
            raise TimedOut from None

    return run


def _retrieve(future: asyncio.Future[Any]) -> None:
    """Mark the exception as retrieved, or asyncio logs it where every awaiting task is gone."""
    if not future.cancelled():
        future.exception()
