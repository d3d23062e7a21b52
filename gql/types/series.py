"""Series: posts in an order of their own."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from gql import engine
from gql.content.slug import typed_slug
from gql.engine import Key, Link, ListTags, NodeFilter, Order, RecordTags
from gql.types.node import Node


@strawberry.enum(description="How a list of series is sorted: by title, either way.")
class SeriesOrder(Enum):
    TITLE = strawberry.enum_value("TITLE", description="By title, from A to Z.")
    TITLE_DESC = strawberry.enum_value("TITLE_DESC", description="By title, from Z to A.")


ORDERS = {
    SeriesOrder.TITLE: Order("series/title", (Key("sort_title", "text"),)),
    SeriesOrder.TITLE_DESC: Order(
        "series/title-desc", (Key("sort_title", "text"),), descending=True
    ),
}
IN_ORDER = Order("series/position", (Key("position", "bigint"),))


@strawberry.input(one_of=True, description="Selects one series. Provide exactly one field.")
class SeriesBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")
    slug: str | None = engine.unique_key("By slug.", normalise=typed_slug)


@strawberry.input(description="Conditions for series. All that are given must match.")
class SeriesWhere:
    series: NodeFilter | None = engine.is_node(
        "Series", description="One of these series, or none of them.", normalise=typed_slug
    )
    or_: list[SeriesWhere] | None = engine.any_branch()
    not_: SeriesWhere | None = engine.no_match()


@engine.record_type("series", where=SeriesWhere, orders=ORDERS, tags=RecordTags("series", "series"))
class Series(Node):
    """Posts in an order of their own, such as the parts of a long text."""

    database_id: int = engine.column("The numeric id of the series in the database.")
    slug: str = engine.column("The slug.")
    title: str = engine.column("The title.")
    description: str | None = engine.column("What it is about.")
    created_at: datetime = engine.column("When the series was made.")
    updated_at: datetime = engine.column("When it was last changed, not when posts came or went.")
    version: int | None = engine.column(
        "The number of its newest version: give it as expectedVersion. Null for others than "
        "editors."
    )
    posts: PostConnection = engine.connection(
        "Its posts, in their order.",
        via=Link("series_post", "series_id", "post_id", repeats=("position",)),
        fixed=IN_ORDER,
        filtered=True,
        tags=ListTags.BY_PARENT,
    )


@strawberry.type(description="The place of a post in a series, among the posts that readers see.")
class PostSeries:
    series: Series = engine.to_one("series_id", "The series.")
    position: int = strawberry.field(description="Its place, from 1 on.")
    count: int = strawberry.field(description="How many posts there are.")
    previous: Post | None = engine.to_one("previous_id", "The post before it.")
    next: Post | None = engine.to_one("next_id", "The post after it.")


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.post import Post, PostConnection
