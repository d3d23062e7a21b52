"""Posts: what is written, how lists of them are asked for, and what belongs to each."""

from __future__ import annotations

import json
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

import strawberry

from gql import engine
from gql.engine import Connection, Context, Key, Link, Order, argument
from gql.engine.page import page_size
from gql.sql import post as statements
from gql.types.commentable import Commentable
from gql.types.like import ABOUT, likes_posts
from gql.types.node import Node, Resource, path_of
from gql.types.revision import ABOUT as ABOUT_REVISIONS
from gql.types.revision import Revision, revisions_of_posts
from gql.types.scalars import URL, DateRange
from gql.types.statuses import PostStatus
from gql.types.text_fields import ContentFormat, content, excerpt


@strawberry.enum(description="How posts are sorted.")
class PostOrder(Enum):
    NEWEST = strawberry.enum_value("NEWEST", description="Published last comes first.")
    OLDEST = strawberry.enum_value("OLDEST", description="Published first comes first.")
    RECENTLY_UPDATED = strawberry.enum_value(
        "RECENTLY_UPDATED", description="Changed last comes first."
    )
    TITLE = strawberry.enum_value("TITLE", description="By title, from A to Z.")
    MOST_DISCUSSED = strawberry.enum_value(
        "MOST_DISCUSSED", description="Most responses come first."
    )
    MOST_LIKED = strawberry.enum_value("MOST_LIKED", description="Most likes come first.")


ORDERS = {
    PostOrder.NEWEST: Order("post/newest", (Key("published_at", "timestamptz"),), descending=True),
    PostOrder.OLDEST: Order("post/oldest", (Key("published_at", "timestamptz"),)),
    PostOrder.RECENTLY_UPDATED: Order(
        "post/updated", (Key("updated_at", "timestamptz"),), descending=True
    ),
    PostOrder.TITLE: Order("post/title", (Key("sort_title", "text"),)),
    PostOrder.MOST_DISCUSSED: Order(
        "post/discussed", (Key("response_count", "bigint"),), descending=True
    ),
    PostOrder.MOST_LIKED: Order("post/liked", (Key("like_count", "bigint"),), descending=True),
}


_TERMS = ("post_term", "post_id", "term_id")


@strawberry.input(description="Which posts: all that is given must hold.")
class PostWhere:
    status: list[PostStatus] | None = engine.any_of(
        "status",
        "In one of these states; what is published where none is asked for. Strangers see nothing "
        "else, whatever they ask.",
        lists_all=True,
    )
    author: list[str] | None = engine.linked(
        "author",
        "slug",
        "By one of these authors (slugs).",
        through=("post_author", "post_id", "author_id"),
    )
    category: list[str] | None = engine.linked(
        "category", "slug", "In one of these categories (slugs).", through=_TERMS
    )
    tag: list[str] | None = engine.linked(
        "tag", "slug", "With one of these tags (slugs).", through=_TERMS
    )
    all_tags: list[str] | None = engine.linked(
        "tag", "slug", "With all of these tags (slugs).", through=_TERMS, mode="all"
    )
    not_tag: list[str] | None = engine.linked(
        "tag", "slug", "With none of these tags (slugs).", through=_TERMS, mode="none"
    )
    published: DateRange | None = engine.within("published_at", "Published in this span.")
    sticky: bool | None = engine.holds("is_sticky", "Kept on top, or not.")
    commented: bool | None = engine.positive("response_count", "With responses, or without.")
    language: str | None = engine.equals("language", "In this language, as in BCP 47.")
    search: str | None = engine.matches("search", "With these words.")


@strawberry.input(one_of=True, description="One post. Exactly one of the fields is given.")
class PostBy:
    id: strawberry.ID | None = engine.choice("By global id.")
    slug: str | None = engine.choice("By slug.")
    uri: str | None = engine.choice("By the path of its page.", spelling=path_of)


@strawberry.type(description="A heading in the content.")
class Heading:
    level: int = strawberry.field(description="1 to 6.")
    text: str = strawberry.field(description="Its words, as plain text.")
    anchor: str = strawberry.field(description="The id of the heading in the HTML.")


def toc(value: list[dict[str, Any]]) -> list[Heading]:
    """The headings of the content, in order."""
    return [Heading(**heading) for heading in value]


def description(text: str) -> str:
    """The first words, as plain text."""
    return excerpt(text, False, ContentFormat.TEXT, 30)


def json_ld(
    title: str,
    text: str,
    link: str,
    language: str,
    published_at: datetime | None,
    updated_at: datetime,
    word_count: int,
) -> str:
    """A BlogPosting of schema.org as JSON, to be put into a script element."""
    facts = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": title,
        "description": description(text),
        "url": link,
        "inLanguage": language,
        "datePublished": published_at.isoformat() if published_at else None,
        "dateModified": updated_at.isoformat(),
        "wordCount": word_count,
    }
    # the escape keeps a title from closing the script element that holds the JSON
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c")


_FACTS = ("title", "excerpt", "link", "language", "shown_at", "updated_at", "word_count")


@strawberry.type(description="What search engines and link previews want to know.")
class Seo:
    title: str = engine.column("The title of the page.")
    description: str = engine.computed(description, "excerpt")
    canonical_url: URL = engine.column("The one address of the page.", of="link")
    image: Media | None = engine.to_one(
        "featured_media_id", "The picture that stands for the page."
    )
    json_ld: str = engine.computed(json_ld, *_FACTS)


async def related(
    context: Context,
    posts: list[int],
    first: Annotated[int, argument(description="How many, 1 to 100.")] = 3,
) -> list[list[int]]:
    """Posts that share most categories and tags with this one, most first."""
    return await statements.related(context.db, posts, page_size("first", first))


@engine.record_type("post", where=PostWhere, orders=ORDERS, listed=True)
class Post(Node, Resource, Commentable):
    """An article of the publication."""

    database_id: int = engine.column("The number of the post in the database.")
    slug: str = engine.column("The last part of the path.")
    content: str = content("content", "The whole text.")
    excerpt: str = engine.computed(excerpt, "excerpt", "excerpt_is_written", lazy=True)
    toc: list[Heading] = engine.computed(toc, "toc", lazy=True)
    status: PostStatus = engine.column("Where it stands on its way to readers.")
    published_at: datetime | None = engine.column(
        "When it was published, or will be.", of="shown_at"
    )
    updated_at: datetime = engine.column("When it was last changed.")
    created_at: datetime = engine.column("When it was begun.")
    language: str = engine.column("The language of the text, as in BCP 47.")
    word_count: int = engine.column("How many words the content has.")
    reading_minutes: int = engine.column("How long it takes to read, in minutes.")
    is_sticky: bool = engine.column("Whether it is kept on top of lists.")
    author: Author = engine.to_one("author_id", "The first of its authors.")
    authors: list[Author] = engine.members(
        "All who wrote it.", via=Link("post_author", "post_id", "author_id", sort="position")
    )
    featured_image: Media | None = engine.to_one(
        "featured_media_id", "The picture that stands for it."
    )
    categories: list[Category] = engine.members(
        "The categories it is filed under.",
        via=Link("post_term", "post_id", "term_id", sort="position"),
    )
    tags: list[Tag] = engine.members(
        "The tags it carries.", via=Link("post_term", "post_id", "term_id", sort="position")
    )
    pings_open: bool = engine.column("Whether other sites may tell that they mention it.")
    like_count: int = engine.column("How many like it.")
    viewer_has_liked: bool = engine.batched(likes_posts, description=ABOUT)
    likers: Connection[Author] = engine.connection(
        "Who likes it, the latest first.",
        via=Link("post_like", "post_id", "author_id", repeats=("liked_at",)),
        fixed=Order("liker", (Key("liked_at", "timestamptz"),), descending=True),
    )
    previous: Post | None = engine.neighbour("OLDEST", "The one published before it.", ahead=False)
    next: Post | None = engine.neighbour("OLDEST", "The one published after it.", ahead=True)
    related: list[Post] = engine.batched(related, of_ids=True)
    revisions: list[Revision] | None = engine.batched(
        revisions_of_posts, description=ABOUT_REVISIONS, of_ids=True
    )
    seo: Seo = engine.part("What search engines and link previews want to know.", *_FACTS)


from gql.types.author import Author
from gql.types.media import Media
from gql.types.term import Category, Tag
