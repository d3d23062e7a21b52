"""What an administrator may change of the site while it is served, and all operations depend on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any

from gql.changes import ChangeStream
from gql.content.site.site_rules import effective_rules
from gql.db import Reader
from gql.engine import THREADS
from gql.errors import QuireError
from gql.sql import site as site_sql

RETRY_SECONDS = 0.1


class FollowedSite:
    """What guests are called, and how deep discussions are; read anew when anything may differ.

    A subscriber of the change log: both may be changed through another process. Until they were
    read, no answer is certain.
    """

    def __init__(self, defaults: Mapping[str, Any], reader: Reader, changes: ChangeStream) -> None:
        """`defaults`: of the settings."""
        self._defaults = defaults
        self._reader = reader
        self._changes = changes
        self._told = 1  # how often anything may have become different
        self._followed = 0  # up to which of these times it was read
        self._reading = asyncio.Lock()  # so that what was read last is what counts
        self._wake = asyncio.Event()
        self._is_telling = False
        self.anonymous_name: str = defaults["anonymous_name"]
        THREADS.depth = defaults["comment_depth"]
        changes.is_doubtful = True
        changes.subscribe(self)

    @property
    def is_due(self) -> bool:
        """Whether the rules may be others than those that were read."""
        return self._followed < self._told

    async def run(self, seconds: float) -> None:
        """Read the rules whenever they are due, and every so many seconds, until cancelled."""
        while True:
            self._wake.clear()
            try:
                await self.follow()
            except QuireError:  # the database is down or busy
                await asyncio.sleep(RETRY_SECONDS)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._wake.wait()

    async def follow(self) -> None:
        """Take over what is stored. Raises QuireError."""
        async with self._reading:
            told = self._told
            rules = effective_rules(await site_sql.site(self._reader), self._defaults)
            before = self.anonymous_name, THREADS.depth
            self.anonymous_name, THREADS.depth = rules["anonymous_name"], rules["comment_depth"]
            if before != (self.anonymous_name, THREADS.depth):
                self._forget_answers_of_before()
            self._followed = told
            self._changes.is_doubtful = self.is_due

    def _forget_answers_of_before(self) -> None:
        self._is_telling = True
        self._changes.forget_all()
        self._is_telling = False

    def touched(self, tags: Collection[str]) -> None:
        """Nothing: a rule that is another makes every answer another."""

    def unsettled(self, tags: Collection[str]) -> None:
        """Nothing: rules change at once."""

    def forget_all(self) -> None:
        """Read the rules anew, unless it is here that it was found."""
        if self._is_telling:
            return
        self._told += 1
        self._changes.is_doubtful = True
        self._wake.set()
