"""One element of an export, read into plain values: lxml ends here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

_WORDPRESS = re.compile(r"\{https?://wordpress\.org/export/\d\.\d/\}(\w+)")
_EXCERPT = re.compile(r"\{https?://wordpress\.org/export/\d\.\d/excerpt/\}encoded")
_OTHERS = {
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "{http://purl.org/dc/elements/1.1/}creator": "creator",
}
_REPEATED = frozenset(["category", "postmeta", "comment"])


@dataclass(slots=True)
class Label:
    """What an item is labelled with: <category domain="post_tag" nicename="rye">Rye</category>."""

    domain: str
    nicename: str
    name: str


@dataclass(slots=True)
class Node:
    """An element: its name, the texts of its children, and the children that are repeated."""

    name: str
    line: int
    texts: dict[str, str] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    old_slugs: list[str] = field(default_factory=list)
    comments: list[Node] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The text of a child, without the space around it. Empty where there is none."""
        return self.texts.get(name, "").strip()

    def number(self, name: str) -> int:
        """A whole number; 0 for what is none."""
        text = self.text(name)
        return int(text) if re.fullmatch(r"-?\d{1,18}", text) else 0


def node_of(element: etree._Element) -> Node:
    """The element and everything in it that an import reads."""
    node = Node(plain_name(element.tag) or "", element.sourceline or 0)
    for child in element.iterchildren(etree.Element):
        name = plain_name(child.tag)
        if name in _REPEATED:
            _add_repeated(node, name, child)
        elif name:
            node.texts.setdefault(name, child.text or "")
    return node


@lru_cache(maxsize=1_000)
def plain_name(tag: str) -> str | None:
    """The name of an element whatever the version in its namespace; None for those of plugins."""
    if not tag.startswith("{"):
        return tag
    if match := _WORDPRESS.fullmatch(tag):
        return match[1]
    return "excerpt" if _EXCERPT.fullmatch(tag) else _OTHERS.get(tag)


def _add_repeated(node: Node, name: str, child: etree._Element) -> None:
    if name == "comment":
        node.comments.append(node_of(child))
    elif name == "category":
        label = Label(
            child.get("domain", ""), child.get("nicename", ""), (child.text or "").strip()
        )
        node.labels.append(label)
    else:
        key, value = _meta(child)
        node.meta[key] = value
        if key == "_wp_old_slug":
            node.old_slugs.append(value)


def _meta(child: etree._Element) -> tuple[str, str]:
    texts = {plain_name(part.tag): part.text or "" for part in child.iterchildren(etree.Element)}
    return texts.get("meta_key", "").strip(), texts.get("meta_value", "").strip()
