"""Menus: their items are scattered over an export, and are gathered until its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gql.content.draft import MenuDraft, MenuItemDraft, Skipped, TermKey
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Label, Node


@dataclass(slots=True)
class Menus:
    """By nicename: the name of each menu, and its items with their order."""

    names: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[tuple[int, MenuItemDraft]]] = field(default_factory=dict)

    def name(self, nicename: str, name: str) -> None:
        self.names[nicename] = name

    def add(self, node: Node, terms: Mapping[str, TermKey]) -> Iterator[Skipped]:
        """terms: their keys by their numbers."""
        label = next((label for label in node.labels if label.domain == "nav_menu"), None)
        if label is None or node.text("status") != "publish":
            yield Skipped("menu items", "belongs to no menu, or is not published")
            return
        self.names.setdefault(label.nicename, label.name)
        items = self.items.setdefault(label.nicename, [])
        items.append((node.number("menu_order"), _item(node, label, terms)))

    def drafts(self) -> Iterator[MenuDraft]:
        for nicename, items in self.items.items():
            yield MenuDraft(
                source_id=conversions.key(nicename),
                name=self.names[nicename],
                slug=nicename,
                items=tuple(item for _, item in sorted(items, key=lambda pair: pair[0])),
            )


def _item(node: Node, label: Label, terms: Mapping[str, TermKey]) -> MenuItemDraft:
    meta = {name: node.meta.get(f"_menu_item_{name}", "") for name in _READ}
    parent = meta["menu_item_parent"]
    return MenuItemDraft(
        source_id=node.text("post_id"),
        parent=parent if parent not in ("", "0") else None,
        label=node.text("title"),
        url=meta["url"] or None if meta["type"] == "custom" else None,
        entry=meta["object_id"] if meta["type"] == "post_type" else None,
        term=terms.get(meta["object_id"]) if meta["type"] == "taxonomy" else None,
    )


_READ = ("type", "object_id", "menu_item_parent", "url")
