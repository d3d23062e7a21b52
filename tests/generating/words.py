"""What is written in generated operations: values that lead somewhere, and values that do not."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LARGEST = 100
BAD_SIZES = (0, 101, -1, 2**31 - 1)
# numbers that are in range and at its edges more often than beyond them
NUMBERS: Mapping[str, Sequence[int]] = {
    "size": (16, 32, 96, 512, 96, 48, 15, 513),
    "words": (1, 10, 55, 300, 20, 0, 301),
    "maxDepth": (0, 1, 2, 3, 5, 10, 500, -1, 501),
    "repliesFirst": (1, 2, 3, 5, 20, 100, 0, 101),
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
    "query": ("night", "bread or light", '"long ones"', "-", "", "the -bread", "a" * 401),
    "search": ("night", "bread or light", '"long ones"', "-", "a" * 401),
    "location": ("primary", "footer", "nowhere"),
    "previewToken": ("token",),
}
# what no variable of these types takes
WRONG: Mapping[str, Sequence[Any]] = {
    "Int": ("7", 1.5, 2**31, True, [1, 2]),
    "Boolean": ("true", 1, {}),
    "String": (7, True, ["a", 1], {"a": "b"}),
    "ID": (1.5, True, {}),
    "DateTime": ("yesterday", 5, "2026-13-01T00:00:00Z", "2026-01-01T00:00:00"),
}


class Name(str):
    """The name of an enum value: in a document it stands without quotes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value is wanted: an argument, or a field of an input object.

    `most`: the size of the greatest page that suits; None: any, and sometimes more than is allowed.
    `cursors`: the keys of the cursors that fit.
    """

    owner: str
    name: str
    most: int | None = field(default=None, compare=False)
    cursors: tuple[str, ...] = ()

    def below(self, owner: str, name: str) -> Place:
        return Place(owner, name, self.most, self.cursors)


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by where they fit (`PostBy.slug`, `slug`, `ID`), and cursors by order."""

    texts: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cursors: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def scalar(self, chance: random.Random, place: Place, type_name: str) -> Any:
        if type_name == "Boolean":
            return chance.random() < 0.5
        if type_name == "Int":
            return _number(chance, place)
        if place.name in ("after", "before"):
            return self._cursor(chance, place)
        return chance.choice(self._texts(chance, place, type_name))

    def wrong(self, chance: random.Random, type_name: str) -> Any:
        return chance.choice(WRONG.get(type_name, ("NOPE", 3, {"nope": 1}, [])))

    def _texts(self, chance: random.Random, place: Place, type_name: str) -> Sequence[str]:
        found = [
            known
            for key in (f"{place.owner}.{place.name}", place.name, type_name)
            for known in (self.texts.get(key), TEXTS.get(key))
            if known
        ]
        return found[0] if chance.random() < 0.8 else chance.choice(found)

    def _cursor(self, chance: random.Random, place: Place) -> str:
        fitting = [cursor for key in place.cursors for cursor in self.cursors.get(key, ())]
        if fitting and chance.random() < 0.85:
            return chance.choice(fitting)
        foreign = [cursor for known in self.cursors.values() for cursor in known]
        return chance.choice([*foreign[:: 1 + len(foreign) // 20], "garbage", "", "bm8"])


def _number(chance: random.Random, place: Place) -> int:
    if place.name in NUMBERS:
        return chance.choice(NUMBERS[place.name])
    if chance.random() < 0.03:
        return chance.choice(BAD_SIZES)
    return chance.randint(1, min(place.most or LARGEST, LARGEST))
