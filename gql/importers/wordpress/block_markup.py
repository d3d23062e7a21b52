"""The delimiters of the block editor: HTML comments such as <!-- wp:image {"id":5} -->."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson

# a possessive repeat that stops at every "-->": linear, as long as one is to come
_DELIMITER = re.compile(
    r"<!--\s++(?P<close>/?)wp:(?P<name>[a-z][a-z0-9_-]*+(?:/[a-z][a-z0-9_-]*+)?)"
    r"(?P<rest>(?:(?!-->).)*+)-->",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Delimiter:
    """The beginning of a block, its end, or a block that has no HTML of its own (`is_void`)."""

    name: str
    """With its namespace: core/image, jetpack/map."""
    attributes: dict[str, Any]
    is_closing: bool
    is_void: bool
    start: int
    end: int

    def text(self, name: str) -> str:
        """An attribute as text; empty where it is none."""
        value = self.attributes.get(name)
        return str(value) if isinstance(value, str | int) else ""


def delimiters(content: str) -> Iterator[Delimiter]:
    """The delimiters in a text, in order. Attributes that are no JSON object count as none."""
    for match in _DELIMITER.finditer(content, 0, content.rfind("-->") + 3):
        rest = match["rest"].strip()
        is_void = rest.endswith("/")
        name = match["name"]
        yield Delimiter(
            name=name if "/" in name else f"core/{name}",
            attributes=_attributes(rest.removesuffix("/").strip()),
            is_closing=bool(match["close"]),
            is_void=is_void,
            start=match.start(),
            end=match.end(),
        )


def _attributes(text: str) -> dict[str, Any]:
    try:
        attributes = orjson.loads(text) if text else {}
    except orjson.JSONDecodeError:
        return {}
    return attributes if isinstance(attributes, dict) else {}
