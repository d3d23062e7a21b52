"""One answer that is kept, with all that was made of it."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from math import inf
from sys import getsizeof
from typing import Any, Protocol

# measured: what an entry takes beside its bytes, with the names that are made of its tags; and each
# of its tags, whose text the index has
ENTRY_BYTES, TAG_BYTES = 2_000, 100


class Ready(Protocol):
    """What is sent at once to whoever repeats a request byte for byte; `size` in bytes."""

    @property
    def size(self) -> int:
        """The memory that it takes, without the body, which is that of the entry."""


@dataclass(slots=True, eq=False)
class Entry:
    """An answer: its body, and its cache tags; None where nobody knows them.

    `details` are for whoever makes responses of it. `ends_at`: of time.monotonic(), when it is over
    at the latest. `variants`: the body in other encodings, by their names. `aliases`: what is ready
    for requests by their bytes. `size`: the memory that all of it takes, kept by the
    store, as `is_gone` is: the entry is not to be found any more.
    """

    key: Hashable
    body: bytes
    tags: Collection[str] | None = None
    details: Any = None
    ends_at: float = inf
    variants: dict[str, bytes] = field(default_factory=dict)
    aliases: dict[bytes, Ready] = field(default_factory=dict)
    size: int = 0
    is_gone: bool = False

    def first_size(self) -> int:
        """The bytes of memory that it takes before anything was made of it."""
        tags = self.tags or ()
        variants = sum(map(getsizeof, self.variants.values()))
        return ENTRY_BYTES + getsizeof(self.body) + variants + TAG_BYTES * len(tags)
