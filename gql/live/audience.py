"""Those who read the same answers, and what each of them still is to be told."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable

from gql import live_metrics
from gql.errors import QuireError
from gql.live.open_operation import LiveAnswer, OpenOperation

NOTHING_YET = sys.maxsize
AT_ONCE = 100  # readers that are given an answer in one turn of the loop: each then sends it


class Audience:
    """The readers of one operation, each with the number of the change up to which it was told.

    `on_empty` is called when the last has left.
    """

    def __init__(self, on_empty: Callable[[], None]) -> None:
        self._readers: dict[OpenOperation, int] = {}
        self._on_empty = on_empty

    def __len__(self) -> int:
        return len(self._readers)

    def join(self, reader: OpenOperation, told: int = NOTHING_YET) -> None:
        """Give it all answers to changes with a greater number than `told`.

        NOTHING_YET: none, until it joins again. It counts as one who reads.
        """
        self._readers[reader] = told

    def leave(self, reader: OpenOperation) -> None:
        """Give it no more answers."""
        if self._readers.pop(reader, None) is not None and not self._readers:
            self._on_empty()

    async def give(self, answer: LiveAnswer, number: int) -> None:
        """Give all an answer to the change of this number."""
        given = 0
        for place, (reader, told) in enumerate(list(self._readers.items()), 1):
            if number > told and not reader.is_over:
                reader.put(answer)
                given += 1
            # the rest of the process is not to wait until thousands have sent it
            if place % AT_ONCE == 0:
                await asyncio.sleep(0)
        live_metrics.count_answers(given)

    def end(self, error: QuireError) -> None:
        """End the operation of all who read, with what they are told of it."""
        readers, self._readers = self._readers, {}
        live_metrics.count_ended(error.code, len(readers))
        for reader in readers:
            reader.end(error)
