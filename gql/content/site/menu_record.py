"""What makes a menu."""

from __future__ import annotations

from collections.abc import Sequence

from gql.content.address import web_address
from gql.content.draft import MenuDraft, MenuItemDraft
from gql.content.slug import kept_slug, slug_of


def menu_slug(draft: MenuDraft) -> str:
    return kept_slug(draft.slug, "menu") if draft.slug else slug_of(draft.name, "menu")


def menu_url(url: str, site_url: str) -> str | None:
    """A full address: what begins with a slash or a hash is meant within the site."""
    if url.startswith("#"):
        return web_address(f"{site_url}/{url}")
    if url.startswith("/") and not url.startswith("//"):
        return web_address(f"{site_url}{url}")
    return web_address(url)


def in_reading_order(items: Sequence[MenuItemDraft]) -> list[tuple[MenuItemDraft, int]]:
    """Items and depths, a child after its parent. Those without their parent stand at the top."""
    known = {item.source_id for item in items}
    children: dict[str | None, list[MenuItemDraft]] = {}
    for item in items:
        children.setdefault(item.parent if item.parent in known else None, []).append(item)
    ordered: list[tuple[MenuItemDraft, int]] = []
    waiting = [(item, 0) for item in reversed(children.pop(None, []))]
    while waiting:
        item, depth = waiting.pop()
        ordered.append((item, depth))
        below = children.pop(item.source_id, [])
        waiting += [(child, depth + 1) for child in reversed(below)]
    return ordered
