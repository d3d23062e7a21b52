"""Category and Tag, the two kinds of terms: categories form a tree, tags do not."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from gql import engine
from gql.content.slug import typed_slug
from gql.engine import Connection, Key, ListTags, NodeFilter, Order, RecordTags, argument
from gql.types.account import VERSION, versions_of_terms
from gql.types.described import TERM_NEEDS
from gql.types.meta import META, META_READS, Meta, meta_of_terms
from gql.types.node import Node, Resource, parse_path
from gql.types.post_links import FILED, TAGGED
from gql.types.seo import SEO, SEO_READS, SEO_TAGS, Seo, seo_of_categories, seo_of_tags


@strawberry.enum(description="The order of a list of categories or tags; ties are broken by id.")
class TermOrder(Enum):
    NAME = strawberry.enum_value("NAME", description="By name, from A to Z.")
    NAME_DESC = strawberry.enum_value("NAME_DESC", description="By name, from Z to A.")


ORDERS = {
    TermOrder.NAME: Order("term/name", (Key("sort_name", "text"),)),
    TermOrder.NAME_DESC: Order("term/name-desc", (Key("sort_name", "text"),), descending=True),
}


@strawberry.input(
    one_of=True, description="Selects one category or tag. Provide exactly one field."
)
class TermBy:
    id: strawberry.ID | None = engine.unique_key("By global id.")
    database_id: int | None = engine.unique_key("By the numeric id in the database.")
    slug: str | None = engine.unique_key("By slug.", normalise=typed_slug)
    uri: str | None = engine.unique_key("By the path of its page.", normalise=parse_path, tag="uri")


@strawberry.input(description="Conditions for categories. All that are given must match.")
class CategoryWhere:
    category: NodeFilter | None = engine.is_node(
        "Category",
        description="One of these categories, or none of them.",
        normalise=typed_slug,
    )
    parent: NodeFilter | None = engine.refers_to(
        "parent_id",
        "Category",
        description="Directly below one of these categories.",
        view="category",
        normalise=typed_slug,
    )
    roots_only: bool | None = engine.is_null(
        "parent_id", "True: only categories that are below no other."
    )
    has_posts: bool | None = engine.is_positive(
        "total_post_count",
        "True: only those with posts that readers can see. False: only the others.",
    )
    or_: list[CategoryWhere] | None = engine.any_branch()
    not_: CategoryWhere | None = engine.no_match()


@strawberry.input(description="Conditions for tags. All that are given must match.")
class TagWhere:
    tag: NodeFilter | None = engine.is_node(
        "Tag", description="One of these tags, or none of them.", normalise=typed_slug
    )
    has_posts: bool | None = engine.is_positive(
        "post_count", "True: only those with posts that readers can see. False: only the others."
    )
    or_: list[TagWhere] | None = engine.any_branch()
    not_: TagWhere | None = engine.no_match()


def post_count(
    own: int,
    total: int,
    include_children: Annotated[bool, argument(description=engine.INCLUDE_CHILDREN)] = True,
) -> int:
    """The number of its posts that readers can see."""
    return total if include_children else own


@engine.record_type(
    "category",
    pool="term",
    where=CategoryWhere,
    orders=ORDERS,
    tags=RecordTags("category", "categories"),
)
class Category(Node, Resource):
    """A category of posts. Categories form a tree."""

    database_id: int = engine.column("The numeric id of the category in the database.")
    slug: str = engine.column("The last segment of the path.")
    name: str = engine.column("The name of the category.")
    created_at: datetime = engine.column("When the category was made.")
    updated_at: datetime = engine.column("When it was last changed, not when posts came or went.")
    description: str | None = engine.column("What it is about.")
    post_count: int = engine.computed(post_count, "post_count", "total_post_count", lazy=True)
    parent: Category | None = engine.to_one("parent_id", "The parent category.")
    ancestors: list[Category] = engine.ancestors("The ancestor categories, from the root down.")
    children: Connection[Category] = engine.connection(
        "The direct child categories.",
        by="parent_id",
        order="NAME",
        filtered=True,
        tags=ListTags.BY_PARENT,
    )
    version: int | None = engine.batched(versions_of_terms, description=VERSION, tags=())
    meta: list[Meta] = engine.batched(meta_of_terms, description=META, reads=META_READS, tags=())
    seo: Seo = engine.batched(
        seo_of_categories, *TERM_NEEDS, description=SEO, reads=SEO_READS, lazy=True, tags=SEO_TAGS
    )
    posts: PostConnection = engine.connection(
        "The posts in this category.",
        via=FILED,
        order="NEWEST",
        filtered=True,
        total="total_post_count",
        tags=ListTags.BY_PARENT,
    )


@engine.record_type(
    "tag", pool="term", where=TagWhere, orders=ORDERS, tags=RecordTags("tag", "tags")
)
class Tag(Node, Resource):
    """A tag on posts. Tags have no hierarchy."""

    database_id: int = engine.column("The numeric id of the tag in the database.")
    slug: str = engine.column("The last segment of the path.")
    name: str = engine.column("The name of the tag.")
    created_at: datetime = engine.column("When the tag was made.")
    updated_at: datetime = engine.column("When it was last changed, not when posts came or went.")
    description: str | None = engine.column("What it is about.")
    post_count: int = engine.column("The number of its posts that readers can see.", lazy=True)
    version: int | None = engine.batched(versions_of_terms, description=VERSION, tags=())
    meta: list[Meta] = engine.batched(meta_of_terms, description=META, reads=META_READS, tags=())
    seo: Seo = engine.batched(
        seo_of_tags, *TERM_NEEDS, description=SEO, reads=SEO_READS, lazy=True, tags=SEO_TAGS
    )
    posts: PostConnection = engine.connection(
        "The posts with this tag.",
        via=TAGGED,
        order="NEWEST",
        filtered=True,
        total="post_count",
        tags=ListTags.BY_PARENT,
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.post import PostConnection
