"""Site: the publication itself, and the months of its archive."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import strawberry
from strawberry import UNSET

from gql import engine
from gql.content.site.site_rules import effective_rules
from gql.engine import Context, Scan, argument
from gql.sql import site as site_sql
from gql.types.post import Post, PostWhere
from gql.types.scalars import URL

# what is published, and what is said about it: more often another than all else about the site
COUNTS = ("site:counts",)


async def post_count(context: Context, sites: list[tuple[str]]) -> list[int]:
    """The number of published posts, for each of the sites, which is one."""
    return [await site_sql.count(context.db, "posts")] * len(sites)


async def comment_count(context: Context, sites: list[tuple[str]]) -> list[int]:
    """The number of visible responses, mentions included."""
    return [await site_sql.count(context.db, "comments")] * len(sites)


async def author_count(context: Context, sites: list[tuple[str]]) -> list[int]:
    """The number of authors with a public profile."""
    return [await site_sql.count(context.db, "authors")] * len(sites)


async def languages(context: Context, sites: list[tuple[str]]) -> list[list[str]]:
    """The languages of what is published, that of the site first: BCP 47 tags."""
    return [await site_sql.languages(context.db)] * len(sites)


@strawberry.enum(description="Whose comments wait for a moderator.")
class HoldComments(Enum):
    ALL = strawberry.enum_value(
        "all", description="Those of all guests, and the first of each account."
    )
    FIRST_TIME = strawberry.enum_value(
        "first-time",
        description="Those of guests without the receipt of an approved comment, and the first of "
        "each account.",
    )
    NONE = strawberry.enum_value("none", description="Only what looks like spam.")


@strawberry.type(description="How deep readers may reply, what waits, and how long they may edit.")
class CommentRules:
    depth: int = strawberry.field(
        description="How deep replies may be; a comment on a post itself has depth 0."
    )
    hold: HoldComments = strawberry.field(description="Whose comments wait for a moderator.")
    edit_minutes: int = strawberry.field(
        description="For how many minutes commenters may edit their comments."
    )


@strawberry.type(description="The publication as a whole: title, language, rules and counts.")
class Site:
    title: str = strawberry.field(description="The name of the publication.")
    tagline: str | None = strawberry.field(description="A one-line description.")
    url: URL = strawberry.field(description="The URL of its front end.")
    language: str = strawberry.field(description="The main language: a BCP 47 tag.")
    languages: list[str] = engine.batched(
        languages,
        "url",
        tags=COUNTS,
        description="The languages of what is published, the main one first: BCP 47 tags.",
    )
    logo: Media | None = engine.to_one("logo_id", "Its logo, for the head of a page.")
    icon: Media | None = engine.to_one("icon_id", "Its icon, for tabs and home screens: square.")
    time_zone: str = strawberry.field(
        description="The time zone that its times are meant in, as Europe/Rome. Answers use UTC."
    )
    anonymous_name: str = strawberry.field(description="What to call guests who gave no name.")
    front_page: Page | None = engine.to_one(
        "front_page_id", "The page at /. Null: the newest posts are shown there."
    )
    posts_page: Page | None = engine.to_one(
        "posts_page_id", "The page at whose path the newest posts are shown, if there is one."
    )
    comment_rules: CommentRules = strawberry.field(description="The rules for comments of readers.")
    category_base: str = strawberry.field(
        description="What the paths of categories begin with: `blog/topics` of /blog/topics/coast/."
        " May be empty."
    )
    tag_base: str = strawberry.field(description="The same of the paths of tags; never empty.")
    author_base: str = strawberry.field(
        description="The same of the paths of authors; never empty."
    )
    version: int | None = strawberry.field(
        description="The number of its newest version: give it as expectedVersion. Null for others "
        "than editors."
    )
    # each is counted only where it is selected
    post_count: int = engine.batched(
        post_count,
        "url",
        description="The number of published posts.",
        reads=Scan("post"),
        tags=COUNTS,
    )
    comment_count: int = engine.batched(
        comment_count,
        "url",
        description="The number of visible responses, mentions included.",
        reads=Scan("post"),
        tags=COUNTS,
    )
    author_count: int = engine.batched(
        author_count,
        "url",
        description="The number of authors with a public profile.",
        reads=Scan("author", rows=4),
        tags=COUNTS,
    )


@strawberry.type(description="A month in which posts were published.")
class ArchiveMonth:
    year: int = strawberry.field(description="The year, in UTC.")
    month: int = strawberry.field(description="The month, 1 to 12.")
    post_count: int = strawberry.field(description="The number of posts published in this month.")


async def site(context: Context) -> Site:
    """The publication as a whole: title, language, rules and counts."""
    stored = await site_sql.site(context.db)
    rules = effective_rules(stored, context.defaults)
    shown = CommentRules(
        depth=rules["comment_depth"],
        hold=HoldComments(rules["hold_comments"]),
        edit_minutes=rules["comment_edit_minutes"],
    )
    return engine.instance(Site, {**dict(stored), **rules, "comment_rules": shown})


async def archive(
    context: Context,
    where: Annotated[
        PostWhere | None, argument(description="Only posts that match all conditions.")
    ] = UNSET,
) -> list[ArchiveMonth]:
    """The months in which posts were published, newest first."""
    posts = engine.matching(Post, where or None, "shown_at")
    months = await site_sql.archive(context.db, posts.text, posts.values)
    return [ArchiveMonth(**month) for month in months]


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.media import Media
from gql.types.page import Page
