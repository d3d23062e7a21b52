"""Sample values for generated operations: some match records, some match nothing, some are invalid."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MAX_PAGE_SIZE = 100
BAD_SIZES = (0, 101, -1, 2**31 - 1)
# within the allowed range and at its limits more often than beyond
NUMBERS: Mapping[str, Sequence[int]] = {
    "size": (16, 32, 96, 512, 96, 48, 15, 513),
    "offset": (0, 1, 2, 5, 9, 25, 150, 10_000, -1, 10_001),
    "words": (1, 10, 55, 300, 20, 0, 301),
    "maxDepth": (0, 1, 2, 3, 5, 10, 500, -1, 501),
    "repliesFirst": (1, 2, 3, 5, 20, 100, 0, 101),
    "databaseId": (*range(1, 16), 0, -1, 2**31 - 1),
    "databaseIds": (*range(1, 30), 0, -1, 2**31 - 1),
}
TEXTS: Mapping[str, Sequence[str]] = {
    "ID": ("garbage", "", "UG9zdDow", "UG9zdDoxMjM0NTY3ODkwMTIz"),
    "DateTime": (
        "2026-01-01T00:00:00Z",
        "2025-01-01T00:00:00+02:00",
        "2024-06-30T12:30:15.123456-07:30",
        "1970-01-01T00:00:00Z",
    ),
    "String": (
        "bread",
        "nothing of this name",
        "",
        "🙂",
        "a\"b\\c'd",
        "%_{}$1",
        "line\nbreak",
        "\x00",
    ),
    "language": ("en", "de", ""),
    "languages": ("de", "en", "fr", "EN", "de-AT", "*", "e", ""),
    "query": ("night", "bread or light", '"long ones"', "-", "", "the -bread", "a" * 401),
    "search": ("night", "bread or light", '"long ones"', "-", "a" * 401),
    "location": ("primary", "footer", "nowhere"),
    "location.in": ("primary", "footer", "nowhere"),
    "location.notIn": ("primary", "nowhere"),
    "mimeType.in": ("image/*", "image/svg+xml", "image/%", "", "a" * 256),
    "mimeType.notIn": ("image/png", "video/*"),
    "keys": ("mood", "secret", "nothing", ""),
    "previewToken": ("token",),
}
# values that a variable of these types refuses
WRONG: Mapping[str, Sequence[Any]] = {
    "Int": ("7", 1.5, 2**31, True, [1, 2]),
    "Boolean": ("true", 1, {}),
    "String": (7, True, ["a", 1], {"a": "b"}),
    "ID": (1.5, True, {}),
    "DateTime": ("yesterday", 5, "2026-13-01T00:00:00Z", "2026-01-01T00:00:00"),
}


class Name(str):
    """The name of an enum value, which a document has without quotes."""


@dataclass(frozen=True, slots=True)
class InputPosition:
    """The position of a value: an argument of a field, or a field of an input object.

    `max_size`: the largest suitable page; None: any. `cursors`: the keys of suitable cursors.
    `around`: the names of the input fields that it is in.
    """

    owner: str
    name: str
    max_size: int | None = field(default=None, compare=False)
    cursors: tuple[str, ...] = ()
    around: tuple[str, ...] = field(default=(), compare=False)

    def below(self, owner: str, name: str) -> InputPosition:
        around = (*self.around, self.name)
        return InputPosition(owner, name, self.max_size, self.cursors, around)

    def names(self) -> tuple[str, ...]:
        """The keys of SampleValues.texts that suit best: `category.slugs` in a filter of those."""
        within = (f"{name}.{self.name}" for name in reversed(self.around))
        return (*within, f"{self.owner}.{self.name}", self.name)


@dataclass(frozen=True, slots=True)
class SampleValues:
    """Texts by position, name or type (`PostBy.slug`, `slug`, `ID`), and cursors by order."""

    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cursors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def scalar(self, rng: random.Random, position: InputPosition, type_name: str) -> Any:
        if type_name == "Boolean":
            return rng.random() < 0.5
        if type_name == "Int":
            return _number(rng, position)
        if position.name in ("after", "before"):
            return self._cursor(rng, position)
        return rng.choice(self._texts(rng, position, type_name))

    def wrong(self, rng: random.Random, type_name: str) -> Any:
        return rng.choice(WRONG.get(type_name, ("NOPE", 3, {"nope": 1}, [])))

    def _texts(self, rng: random.Random, position: InputPosition, type_name: str) -> Sequence[str]:
        found = [
            known
            for key in (*position.names(), type_name)
            for known in (self.texts.get(key), TEXTS.get(key))
            if known
        ]
        return found[0] if rng.random() < 0.8 else rng.choice(found)

    def _cursor(self, rng: random.Random, position: InputPosition) -> str:
        fitting = [cursor for key in position.cursors for cursor in self.cursors.get(key, ())]
        if fitting and rng.random() < 0.85:
            return rng.choice(fitting)
        foreign = [cursor for known in self.cursors.values() for cursor in known]
        return rng.choice([*foreign[:: 1 + len(foreign) // 20], "garbage", "", "bm8"])


def _number(rng: random.Random, position: InputPosition) -> int:
    if position.name in NUMBERS:
        return rng.choice(NUMBERS[position.name])
    if rng.random() < 0.03:
        return rng.choice(BAD_SIZES)
    return rng.randint(1, min(position.max_size or MAX_PAGE_SIZE, MAX_PAGE_SIZE))
