"""Holds a read between its snapshot and its answer, for tests of what happens meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from gql.db import current_statement_log
from gql.db.reader import Reader


class HeldRead:
    """A read that has its records, and does not go on before it may. `count`: reads in all.

    Only reads of operations count: the process reads beside them whenever it likes.
    """

    def __init__(self) -> None:
        self.began, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.count = 0


@contextmanager
def held_read(monkeypatch: pytest.MonkeyPatch) -> Iterator[HeldRead]:
    """Hold the next read of the block."""
    held, fetch = HeldRead(), Reader.fetch

    async def fetch_and_wait(reader: Reader, *values: Any) -> Any:
        if current_statement_log.get() is None:
            return await fetch(reader, *values)
        held.count += 1
        records = await fetch(reader, *values)
        if not held.began.is_set():
            held.began.set()
            await held.may_go_on.wait()
        return records

    with monkeypatch.context() as patch:
        patch.setattr(Reader, "fetch", fetch_and_wait)
        yield held
