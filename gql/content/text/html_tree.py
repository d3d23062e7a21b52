"""Sanitised HTML as a tree. What a general reader of HTML is for, tags left open, it has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gql.content.text.html_tags import tags

_EMPTY = tags("br col hr img input source wbr")


@dataclass(slots=True, eq=False)
class Element:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    number: int | None = None
    """Of an item in its list, once its list has numbered it."""
    heads: bool = False
    """Of a row: it is the first of its table."""

    def get(self, attribute: str, otherwise: str = "") -> str:
        return self.attributes.get(attribute, otherwise)

    def elements(self, *names: str) -> Iterator[Element]:
        """Those right in it that are called so."""
        for child in self.children:
            if isinstance(child, Element) and child.name in names:
                yield child


def tree(html: str) -> Element:
    """All of it, in an element that has no tag."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self._open = Element("[document]")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self._open)
        self._open.children.append(element)
        if tag not in _EMPTY:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open.parent or self.root

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)
