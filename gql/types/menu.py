"""Menus: what a front end shows as navigation."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.types.node import Node, Resource
from gql.types.scalars import URL


@strawberry.input(one_of=True, description="One menu. Exactly one of the fields is given.")
class MenuBy:
    id: strawberry.ID | None = engine.choice("By global id.")
    slug: str | None = engine.choice("By slug.")
    location: str | None = engine.choice("By its place on the page, such as primary.")


@engine.record_type("menu")
class Menu(Node):
    """A list of places to go."""

    slug: str = engine.column("Its name in paths.")
    name: str = engine.column("Its name for people.")
    items: list[MenuItem] = engine.members(
        "Its items in reading order: what stands below an item follows it.",
        by="menu_id",
        sort=("position",),
    )


def parent_id(key: int | None) -> strawberry.ID | None:
    """The id of the item above it; null on the first level."""
    return None if key is None else strawberry.ID(engine.encode_id("MenuItem", key))


@engine.record_type("menu_item")
class MenuItem(Node):
    """A place to go."""

    label: str = engine.column("What it says.")
    url: URL = engine.column("Where it leads.")
    depth: int = engine.column("How many items it stands below.")
    parent_id: strawberry.ID | None = engine.computed(parent_id, "parent_id")
    target: Resource | None = engine.to_one(
        "target_id", "What it leads to, where that is part of the site.", kind="target_kind"
    )
