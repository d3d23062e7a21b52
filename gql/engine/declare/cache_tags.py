"""Cache tags: what records, lists and values of functions depend on, as the change log names it.

A record stands under its node, `post:12`; a list under that of its type, `posts`, with a word
behind it for what brings it into another order, `posts:liked`; the list of one record under
`comments of post:12`. Declarations say so with the classes below, and plans collect them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

FunctionTags = tuple[str, ...] | Callable[..., Iterable[str]]
"""The tags of what a function returns, or a function that tells them: of its key and value, if it
is batched; of its value and arguments, if it depends on no record. An empty tuple: the records that
it is of tell all."""


class ListTags(Enum):
    """Under which tag a connection of a record stands."""

    OF_TYPE = "that of all lists of the type: whatever is in the list may come or go unseen else"
    BY_PARENT = "the node of the record: whatever comes or goes touches that, too"
    OF_PARENT = "one of its own, as `comments of post:12`"


@dataclass(frozen=True, slots=True)
class RecordTags:
    """The cache tags of the records of a type.

    `node`: what stands before the id, as in post:12; empty: a record has none of its own, and read
    by its id it is a list. `listed`: the tag of lists; empty: no anonymous viewer sees any.
    `within`: columns with the kind and id of the record in whose list it is (OF_PARENT).
    """

    node: str = ""
    listed: str = ""
    within: tuple[str, str] | None = None

    def of_node(self, key: object) -> list[str]:
        """The tags of the record with this key, whether it is there or not."""
        return [f"{self.node}:{key}"] if self.node else self.of_absent()

    def of_absent(self) -> list[str]:
        """The tags under which a record that is not there may appear."""
        return [self.listed] if self.listed else []

    def of_list(self, marks: Iterable[str]) -> list[str]:
        """The tags of a list that `marks`, such as liked, bring into another order."""
        return [*self.of_absent(), *self.of_order(marks)]

    def of_order(self, marks: Iterable[str]) -> list[str]:
        """The tags of the order of a list alone."""
        return [f"{self.listed}:{mark}" for mark in dict.fromkeys(marks) if mark]


def shortest(seconds: Iterable[float | None]) -> float | None:
    """The shortest of spans of time, where None has no end."""
    return min((one for one in seconds if one is not None), default=None)
