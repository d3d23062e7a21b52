"""Menu and MenuItem: the navigation of a front end."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from gql import engine
from gql.content.slug import typed_slug
from gql.engine import Key, NodeFilter, Order, RecordTags, TextFilter
from gql.types.node import Node, Resource
from gql.types.scalars import URL


@strawberry.enum(description="How a list of menus is sorted: by slug, either way.")
class MenuOrder(Enum):
    SLUG = strawberry.enum_value("SLUG", description="By slug, from A to Z.")
    SLUG_DESC = strawberry.enum_value("SLUG_DESC", description="By slug, from Z to A.")


ORDERS = {
    MenuOrder.SLUG: Order("menu/slug", (Key("slug", "text"),)),
    MenuOrder.SLUG_DESC: Order("menu/slug-desc", (Key("slug", "text"),), descending=True),
}


@strawberry.input(one_of=True, description="Selects one menu. Provide exactly one field.")
class MenuBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")
    slug: str | None = engine.unique_key("By slug.", normalise=typed_slug)
    location: str | None = engine.unique_key(
        "By its location in the front end, such as primary.", shared=True
    )


@strawberry.input(description="Conditions for menus. All that are given must match.")
class MenuWhere:
    menu: NodeFilter | None = engine.is_node(
        "Menu", description="One of these menus, or none of them.", normalise=typed_slug
    )
    location: TextFilter | None = engine.one_of(
        "location", "At one of these places in the front end, such as primary."
    )
    or_: list[MenuWhere] | None = engine.any_branch()
    not_: MenuWhere | None = engine.no_match()


@engine.record_type("menu", where=MenuWhere, orders=ORDERS, tags=RecordTags("menu", "menus"))
class Menu(Node):
    """A list of links for navigation, such as the primary menu."""

    database_id: int = engine.column("The numeric id of the menu in the database.")
    slug: str = engine.column("The slug.")
    name: str = engine.column("The display name.")
    created_at: datetime = engine.column("When the menu was made.")
    updated_at: datetime = engine.column("When it was last changed.")
    location: str | None = engine.column("Its place in the front end, such as primary.")
    version: int | None = engine.column(
        "The number of its newest version: give it as expectedVersion. Null for others than "
        "editors."
    )
    items: list[MenuItem] = engine.to_many(
        "Its items in reading order: children follow their parent.",
        by="menu_id",
        # positions count through the whole menu, depth first: one list renders as a tree
        sort=("position",),
    )


def parent_id(key: int | None) -> strawberry.ID | None:
    """The id of the parent item; null for a top-level item."""
    return None if key is None else strawberry.ID(engine.encode_id("MenuItem", key))


# the menu that they are in tells all of them
@engine.record_type("menu_item", tags=RecordTags(listed="menus"))
class MenuItem(Node):
    """A link in a navigation menu, on its own or below another one."""

    label: str = engine.column("The text of the link.")
    given_label: str | None = engine.column(
        "The text that it was given; null where it shows the title or name of its target."
    )
    url: URL = engine.column("The URL of the link.")
    depth: int = engine.column("The number of items above it; a top-level item has 0.")
    is_visible: bool = engine.column(
        "Whether readers see it. Editors see those too whose target readers do not see, as a menu "
        "is saved with all its items."
    )
    created_at: datetime = engine.column("When the item was made.", lazy=True)
    updated_at: datetime = engine.column("When it was last changed.", lazy=True)
    parent_id: strawberry.ID | None = engine.computed(parent_id, "parent_id")
    target: Resource | None = engine.to_one(
        "target_id", "The resource it leads to, if that is part of the site.", kind="target_kind"
    )
