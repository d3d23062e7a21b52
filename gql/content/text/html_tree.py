"""A tree of sanitised HTML.

Sanitised HTML is well-formed: every element is closed. So the parser of the standard library is
enough, which does not repair tags that were left open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from gql.content.text.html_tags import tag_set

_VOID = tag_set("br col hr img input source wbr")


@dataclass(slots=True, eq=False)
class Element:
    """An element with the interface that markdownify's converters expect of BeautifulSoup's Tag:
    `name`, `parent`, `children` and `get()`."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    list_number: int | None = None
    """The number of an item in an ordered list; set while the list is converted."""
    is_header_row: bool = False
    """Whether a row is the first of its table; set while the table is converted."""

    def get(self, attribute: str, default: str = "") -> str:
        return self.attributes.get(attribute, default)

    def children_named(self, *names: str) -> Iterator[Element]:
        """The child elements with one of these tag names."""
        for child in self.children:
            if isinstance(child, Element) and child.name in names:
                yield child


def parse_tree(html: str) -> Element:
    """Parse sanitised HTML into a root element named [document], as BeautifulSoup calls it."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.root


class _TreeBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self._open = Element("[document]")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self._open)
        self._open.children.append(element)
        if tag not in _VOID:
            self._open = element

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open.parent or self.root

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)
