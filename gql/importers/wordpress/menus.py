"""Menus: collects their items, which are scattered over an export as posts, until its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gql.content.draft import MenuDraft, MenuItemDraft, Skipped, TermKey
from gql.importers.wordpress import conversions
from gql.importers.wordpress.block_markup import Delimiter, delimiters
from gql.importers.wordpress.element import Element, Label


@dataclass(slots=True)
class MenuCollector:
    """By nicename: the name of each menu, and its items with their menu_order."""

    names: dict[str, str] = field(default_factory=dict)
    items: dict[str, list[tuple[int, MenuItemDraft]]] = field(default_factory=dict)
    term_links: dict[TermKey, str] = field(default_factory=dict)
    """The addresses of terms, where menus of the block editor have them."""

    def set_name(self, nicename: str, name: str) -> None:
        """Take the name of a menu from its term in the taxonomy nav_menu."""
        self.names[nicename] = name

    def add(self, element: Element, terms: Mapping[str, TermKey]) -> Iterator[Skipped]:
        """Take an item of the type nav_menu_item; yields Skipped where it belongs to no menu.

        `terms` are the keys of categories and tags by their ids in WordPress.
        """
        label = next((label for label in element.labels if label.domain == "nav_menu"), None)
        if label is None or element.text("status") != "publish":
            yield Skipped(
                "menu items",
                "belongs to no menu, or is not published",
                1,
                (element.text("post_id"),),
            )
            return
        self.names.setdefault(label.nicename, label.name)
        items = self.items.setdefault(label.nicename, [])
        items.append((element.integer("menu_order"), _item(element, label, terms)))

    def add_navigation(self, element: Element, terms: Mapping[str, TermKey]) -> Iterator[Skipped]:
        """Take a menu of the block editor, whose items are blocks in its text."""
        number = element.text("post_id")
        nicename = element.text("post_name") or f"navigation-{number}"
        while nicename in self.names:  # a menu of the other kind may have the same name
            nicename += "-2"
        self.names[nicename] = element.text("title") or nicename
        parents: list[str | None] = [None]
        for n, block in enumerate(delimiters(element.texts.get("content", ""))):
            if block.name not in _NAVIGATION:
                if block.is_void:
                    reason = f"the block {block.name[:50]}, which WordPress fills in"
                    yield Skipped("menu items", reason, 1, (number,))
            elif block.is_closing:
                parents.pop()
            else:
                item = _navigation_item(block, f"{number}-{n}", parents[-1], terms)
                if item.term and block.text("url"):
                    self.term_links[item.term] = block.text("url")
                self.items.setdefault(nicename, []).append((n, item))
                if not block.is_void:
                    parents.append(item.source_id)

    def drafts(self) -> Iterator[MenuDraft]:
        """The menus that have items, with their items by menu_order."""
        for nicename, items in self.items.items():
            yield MenuDraft(
                source_id=conversions.source_id(nicename),
                name=self.names[nicename],
                slug=nicename,
                items=tuple(item for _, item in sorted(items, key=lambda pair: pair[0])),
            )


def _item(element: Element, label: Label, terms: Mapping[str, TermKey]) -> MenuItemDraft:
    meta = {name: element.meta.get(f"_menu_item_{name}", "") for name in _META_KEYS}
    parent = meta["menu_item_parent"]
    return MenuItemDraft(
        source_id=element.text("post_id"),
        parent=parent if parent not in ("", "0") else None,
        label=element.text("title"),
        url=meta["url"] or None if meta["type"] == "custom" else None,
        entry=meta["object_id"] if meta["type"] == "post_type" else None,
        term=terms.get(meta["object_id"]) if meta["type"] == "taxonomy" else None,
    )


def _navigation_item(
    block: Delimiter, source_id: str, parent: str | None, terms: Mapping[str, TermKey]
) -> MenuItemDraft:
    number, kind = block.text("id"), block.text("kind").replace("_", "-")
    entry = number if kind == "post-type" else ""
    term = terms.get(number) if kind == "taxonomy" else None
    url = "/" if block.name == "core/home-link" else block.text("url")
    return MenuItemDraft(
        source_id=source_id,
        parent=parent,
        label=block.text("label"),
        url=None if entry or term else url or None,
        entry=entry or None,
        term=term,
    )


_NAVIGATION = frozenset(["core/navigation-link", "core/navigation-submenu", "core/home-link"])
_META_KEYS = ("type", "object_id", "menu_item_parent", "url")
