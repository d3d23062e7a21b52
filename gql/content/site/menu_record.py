"""From a MenuDraft to a menu: its slug, and its items in order with URLs and depths."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gql.content.address import http_url
from gql.content.draft import MenuDraft, MenuItemDraft
from gql.content.slug import preserved_slug, slug_of

_SCHEME = re.compile(r"[^/?#]*:")
_CONTACT = re.compile(r"(?:mailto|tel|sms):[^\s\"'<>\\^`{|}\x00-\x1f\x7f]{1,1900}", re.IGNORECASE)


def menu_slug(draft: MenuDraft) -> str:
    """The slug of a menu: its own, or one from its name."""
    return preserved_slug(draft.slug, "menu") if draft.slug else slug_of(draft.name, "menu")


def menu_url(url: str, site_url: str) -> str | None:
    """The absolute URL of an item; what has no scheme is within the site, except //host/path.

    Besides web addresses those that a click opens a program for: mailto:, tel:, sms:. None for
    others, such as scripts.
    """
    url = url.strip()
    if _CONTACT.fullmatch(url):
        return url
    # //host is not a path but a URL without its scheme (RFC 3986 section 4.2)
    if url.startswith("//") or _SCHEME.match(url):
        return http_url(url)
    return http_url(f"{site_url}/{url.removeprefix('/')}")


def depth_first(items: Sequence[MenuItemDraft]) -> list[tuple[MenuItemDraft, int]]:
    """Items with depths from 0, each before its children. Those without their parent are roots."""
    known = {item.source_id for item in items}
    children: dict[str | None, list[MenuItemDraft]] = {}
    for item in items:
        children.setdefault(item.parent if item.parent in known else None, []).append(item)
    ordered: list[tuple[MenuItemDraft, int]] = []
    # a stack instead of recursion: the depth comes from a file that somebody uploaded
    stack = [(item, 0) for item in reversed(children.pop(None, []))]
    while stack:
        item, depth = stack.pop()
        ordered.append((item, depth))
        item_children = children.pop(item.source_id, [])
        stack += [(child, depth + 1) for child in reversed(item_children)]
    return ordered
