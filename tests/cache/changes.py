"""What a cache asks of the stream of changes, told by the test."""

from __future__ import annotations

from collections.abc import Collection


class TestedChanges:
    """Current until the test says otherwise; the instants of tags are those that it names."""

    __test__ = False

    def __init__(self) -> None:
        self.is_current = True
        self.instants: dict[str, float] = {}

    def next_instant(self, tags: Collection[str]) -> float | None:
        """The seconds until the first of them."""
        return min((self.instants[tag] for tag in tags if tag in self.instants), default=None)
