"""Menu items: their URLs, and their order as a tree."""

from __future__ import annotations

from gql.content.draft import (
    MenuItemDraft,
)
from gql.content.site.menu_record import depth_first, menu_url


def test_menu_items_have_absolute_urls() -> None:
    site = "https://x.example"
    assert menu_url("#a", site) == "https://x.example/#a"
    assert menu_url("/a", site) == "https://x.example/a"
    # a URL without its scheme, and no path
    assert menu_url("//a.example", site) is None
    assert menu_url("https://a.example", site) == "https://a.example"


def test_menu_items_are_listed_depth_first_with_their_depths() -> None:
    items = [
        MenuItemDraft("3", "1"),
        MenuItemDraft("1"),
        MenuItemDraft("2", "9"),
        MenuItemDraft("4", "3"),
    ]
    assert [(i.source_id, d) for i, d in depth_first(items)] == [
        ("1", 0),
        ("3", 1),
        ("4", 2),
        ("2", 0),
    ]
