"""What an export contains, for comparison: by another XML parser and code than the importer's."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element


class ParsedExport:
    """Items and comments as dictionaries of their texts."""

    def __init__(self, path: Path) -> None:
        self.channel = ElementTree.parse(path).getroot()[0]  # noqa: S314 (our own test data)

    def items(self, *kinds: str, status: str = "publish") -> list[dict[str, str]]:
        """Items of some post types and a status, without a password."""
        return [
            item
            for item in map(_texts, self.channel.iter("item"))
            if item["post_type"] in kinds and item["status"] == status and not item["post_password"]
        ]

    def comments(self) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
        """Each comment, after the item that it is on."""
        for element in self.channel.iter("item"):
            item = _texts(element)
            for child in element:
                if _name(child) == "comment":
                    yield item, _texts(child)

    def categories(self) -> dict[str, str | None]:
        """The nicename of each category, and that of its parent."""
        return {
            texts["category_nicename"]: texts["category_parent"] or None
            for element in self.channel
            if _name(element) == "category" and (texts := _texts(element))
        }

    def labels(self, domain: str) -> dict[str, set[str]]:
        """The nicenames of the terms of a taxonomy, by the id of the item that has them."""
        return {
            _texts(item)["post_id"]: {
                child.get("nicename", "") for child in item if child.get("domain") == domain
            }
            for item in self.channel.iter("item")
        }


def _texts(element: Element) -> dict[str, str]:
    texts: dict[str, str] = {}
    for child in element:
        # repeated children (category, postmeta, comment) are not texts: the first one is enough
        texts.setdefault(_name(child), (child.text or "").strip())
    return texts


def _name(element: Element) -> str:
    # content:encoded and excerpt:encoded differ in their namespace only
    namespace, _, name = element.tag.rpartition("}")
    return f"excerpt_{name}" if namespace.endswith("/excerpt/") else name
