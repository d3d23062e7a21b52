"""What an administrator may change of the site while it is served, and all operations depend on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any

from gql.content.site.site_rules import effective_rules
from gql.db import Reader
from gql.engine import THREADS
from gql.errors import QuireError
from gql.sql import site as site_sql


class FollowedSite:
    """What guests are called, and how deep discussions are; read anew when anything may differ.

    A subscriber of the change log: both may be changed through another process.
    """

    def __init__(
        self, defaults: Mapping[str, Any], reader: Reader, forget_all: Callable[[], None]
    ) -> None:
        """`defaults`: of the settings. `forget_all` drops what was answered by the rules before."""
        self._defaults = defaults
        self._reader = reader
        self._on_change = forget_all
        self._task: asyncio.Task[None] | None = None
        self.is_due = False
        self.anonymous_name: str = defaults["anonymous_name"]
        THREADS.depth = defaults["comment_depth"]

    async def follow(self) -> None:
        """Take over what is stored. Raises QuireError."""
        self.is_due = False
        rules = effective_rules(await site_sql.site(self._reader), self._defaults)
        before = self.anonymous_name, THREADS.depth
        self.anonymous_name, THREADS.depth = rules["anonymous_name"], rules["comment_depth"]
        if before != (self.anonymous_name, THREADS.depth):
            self._on_change()

    def touched(self, tags: Collection[str]) -> None:
        """Nothing: a rule that is another makes every answer another."""

    def unsettled(self, tags: Collection[str]) -> None:
        """Nothing: rules change at once."""

    def forget_all(self) -> None:
        """Read the rules anew."""
        self.is_due = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow_soon())

    async def _follow_soon(self) -> None:
        while self.is_due:
            with suppress(QuireError):  # the next time will do
                await self.follow()
