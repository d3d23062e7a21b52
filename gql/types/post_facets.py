"""PostFacets: what the posts of a list are filed under, who wrote them, and when."""

from __future__ import annotations

from typing import Annotated

import strawberry

from gql import engine
from gql.engine import Context, Link, argument
from gql.engine.facets import FacetRequest, linked_counts, year_counts
from gql.engine.page import page_size

Lists = list[tuple[FacetRequest]]
TAGS = ("posts",)  # also of the posts of one category: what others they have may change unseen else
First = Annotated[int, argument(description="How many at most, 1 to 100.")]


@strawberry.type(description="A category, and how many posts of a list are in it or below it.")
class CategoryFacet:
    category: Category = engine.to_one("value", "The category.")
    count: int = strawberry.field(description="The number of posts.")


@strawberry.type(description="A tag, and how many posts of a list have it.")
class TagFacet:
    tag: Tag = engine.to_one("value", "The tag.")
    count: int = strawberry.field(description="The number of posts.")


@strawberry.type(description="An author, and how many posts of a list are theirs.")
class AuthorFacet:
    author: Author = engine.to_one("value", "The author.")
    count: int = strawberry.field(description="The number of posts, alone or with others.")


@strawberry.type(description="A year, and how many posts of a list were published in it.")
class YearFacet:
    year: int = strawberry.field(description="The year, in UTC.")
    count: int = strawberry.field(description="The number of posts.")


async def categories(
    context: Context, lists: Lists, first: First = 10
) -> list[list[CategoryFacet]]:
    """The categories that most of the posts are in, or in one below them."""
    link = Link("post_category", "post_id", "category_id")
    counts = await linked_counts(context, lists, link, "category", page_size("first", first))
    return [[engine.instance(CategoryFacet, one) for one in each] for each in counts]


async def tags(context: Context, lists: Lists, first: First = 10) -> list[list[TagFacet]]:
    """The tags that most of the posts have."""
    link = Link("post_term", "post_id", "term_id")
    counts = await linked_counts(context, lists, link, "tag", page_size("first", first))
    return [[engine.instance(TagFacet, one) for one in each] for each in counts]


async def authors(context: Context, lists: Lists, first: First = 10) -> list[list[AuthorFacet]]:
    """The authors who wrote most of the posts."""
    link = Link("post_author", "post_id", "author_id")
    counts = await linked_counts(context, lists, link, "author", page_size("first", first))
    return [[engine.instance(AuthorFacet, one) for one in each] for each in counts]


async def years(context: Context, lists: Lists, first: First = 100) -> list[list[YearFacet]]:
    """The years in which they were published, the last one first."""
    counts = await year_counts(context, lists, "shown_at", page_size("first", first))
    return [[YearFacet(year=one["value"], count=one["count"]) for one in each] for each in counts]


@strawberry.type(
    description="What the posts of a whole list have in common, to narrow it down by: each number "
    "is that of the posts which a further condition would leave. Of a longer list, its first "
    "10,000 posts are counted."
)
class PostFacets:
    categories: list[CategoryFacet] = engine.batched(categories, "request", tags=TAGS)
    tags: list[TagFacet] = engine.batched(tags, "request", tags=TAGS)
    authors: list[AuthorFacet] = engine.batched(authors, "request", tags=TAGS)
    years: list[YearFacet] = engine.batched(years, "request", tags=TAGS)


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
from gql.types.term import Category, Tag
