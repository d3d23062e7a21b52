"""One XML element of an export, copied into plain strings.

Nothing keeps a reference to lxml's tree, which `export_file` frees element by element.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

# The version is part of the namespace, which exports write with http or https.
_WORDPRESS = re.compile(r"\{https?://wordpress\.org/export/\d\.\d/\}(\w+)")
_EXCERPT = re.compile(r"\{https?://wordpress\.org/export/\d\.\d/excerpt/\}encoded")
_OTHERS = {
    "{http://purl.org/rss/1.0/modules/content/}encoded": "content",
    "{http://purl.org/dc/elements/1.1/}creator": "creator",
}
_REPEATED = frozenset(["category", "postmeta", "commentmeta", "termmeta", "comment"])


@dataclass(slots=True)
class Label:
    """A term of an item, of any taxonomy: <category domain="post_tag" nicename="rye">Rye</…>."""

    domain: str
    nicename: str
    name: str


@dataclass(slots=True)
class Element:
    """An element: its name, the texts of its children by name, and its repeated children."""

    name: str
    line: int
    texts: dict[str, str] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    all_meta: list[tuple[str, str]] = field(default_factory=list)
    """All keys and values, in the order of the file; `meta` has the last value of each."""
    foreign: list[str] = field(default_factory=list)
    """Names of children that no export of WordPress has, such as those of a plugin."""
    old_slugs: list[str] = field(default_factory=list)
    comments: list[Element] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The text of a child without white space around it; empty where there is none."""
        return self.texts.get(name, "").strip()

    def integer(self, name: str) -> int:
        """The text of a child as an integer; 0 where it is not one."""
        text = self.text(name)
        # 18 digits fit in a bigint, and int() takes quadratic time for long texts
        return int(text) if re.fullmatch(r"-?\d{1,18}", text) else 0


def parsed_element(xml: etree._Element) -> Element:
    """Copy an element of lxml's tree, with the children that an import reads."""
    element = Element(local_name(xml.tag) or "", xml.sourceline or 0)
    for child in xml.iterchildren(etree.Element):
        name = local_name(child.tag)
        if name in _REPEATED:
            _add_repeated(element, name, child)
        elif name:
            element.texts.setdefault(name, child.text or "")
        else:
            element.foreign.append(etree.QName(child).localname)
    return element


@lru_cache(maxsize=1_000)
def local_name(tag: str) -> str | None:
    """The name without its namespace, of RSS or any WXR version; None in other namespaces."""
    # content:encoded and excerpt:encoded share a local name, hence two names of our own
    if not tag.startswith("{"):
        return tag
    if match := _WORDPRESS.fullmatch(tag):
        return match[1]
    return "excerpt" if _EXCERPT.fullmatch(tag) else _OTHERS.get(tag)


def _add_repeated(element: Element, name: str, child: etree._Element) -> None:
    if name == "comment":
        element.comments.append(parsed_element(child))
    elif name == "category":
        label = Label(
            child.get("domain", ""), child.get("nicename", ""), (child.text or "").strip()
        )
        element.labels.append(label)
    else:
        key, value = _meta(child)
        element.meta[key] = value
        element.all_meta.append((key, value))
        # the one meta key whose repetitions matter: a row for each rename of the entry
        if key == "_wp_old_slug":
            element.old_slugs.append(value)


def _meta(child: etree._Element) -> tuple[str, str]:
    texts = {local_name(part.tag): part.text or "" for part in child.iterchildren(etree.Element)}
    return texts.get("meta_key", "").strip(), texts.get("meta_value", "").strip()
