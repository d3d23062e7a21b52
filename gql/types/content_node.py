"""ContentNode: the interface of posts and pages, for what a template shows of either."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from gql import engine
from gql.engine import Connection, Guard, ListTags, Moment
from gql.types.described import ENTRY_NEEDS
from gql.types.meta import META, META_READS, Meta, meta_of_posts
from gql.types.preview import PREVIEWS_DESCRIPTION as ABOUT_PREVIEWS
from gql.types.preview import Preview, previews_of_posts
from gql.types.revision import Revision, may_read_revisions
from gql.types.scalars import URL
from gql.types.seo import SEO, SEO_READS, SEO_TAGS, Seo, seo_of_posts
from gql.types.statuses import PostStatus
from gql.types.text_fields import LONG_TEXT, ContentFormat, excerpt, formatted_text
from gql.types.translation import CHAIN, IN_LANGUAGES, TRANSLATED, TRANSLATIONS
from gql.types.viewer_can import VIEWER_CAN, VIEWER_CAN_NEEDS, ViewerCan, viewer_can_with_posts


@strawberry.type(description="A heading in the content, for a table of contents.")
class Heading:
    level: int = strawberry.field(description="The heading level, 1 to 6.")
    text: str = strawberry.field(description="The text of the heading, as plain text.")
    anchor: str = strawberry.field(description="The id of the heading in the HTML.")


def toc(value: list[dict[str, Any]]) -> list[Heading]:
    """The headings of the content, in order."""
    return [Heading(**heading) for heading in value]


def published_at(time: Moment | None, is_listed: bool) -> Moment | None:
    """When it was published. Null while readers do not see it."""
    return time if is_listed else None


def scheduled_for(time: Moment | None, status: str) -> Moment | None:
    """When readers will see it, while it is SCHEDULED. Null for all others."""
    return time if status == "SCHEDULED" else None


DRAFT = (
    "It with its newest text, published or not, and the authors of that, of a post the categories "
    "and tags too; other lists are those that are shown now. Null for those who may not edit it."
)


@strawberry.interface(description="What is published as a page of its own: a post or a page.")
class ContentNode:
    id: strawberry.ID = engine.global_id(
        "A global id: opaque, unique over all types. Pass it to `node` to fetch this again."
    )
    database_id: int = engine.column("The numeric id in the database.")
    uri: str = engine.column("The path of its page, from the root of the site.")
    link: URL = engine.column("The full URL of its page.")
    slug: str = engine.column("The last segment of the path.")
    title: str = engine.column("The title, as plain text.")
    content: str = formatted_text("content", "The full text.", size=LONG_TEXT)
    source_format: ContentFormat = engine.column("The format of `content(format: SOURCE)`.")
    excerpt: str = engine.computed(excerpt, "excerpt", "excerpt_is_written", lazy=True)
    is_excerpt_written: bool = engine.column(
        "Whether the excerpt was written, not made of the first words.", of="excerpt_is_written"
    )
    toc: list[Heading] = engine.computed(toc, "toc", lazy=True)
    status: PostStatus = engine.column("The publishing status.")
    published_at: datetime | None = engine.computed(published_at, "shown_at", "is_listed")
    scheduled_for: datetime | None = engine.computed(scheduled_for, "shown_at", "status")
    updated_at: datetime = engine.column("When it was last changed.")
    created_at: datetime = engine.column("When it was created.")
    version: int | None = engine.column(
        "The number of its newest version: give it as expectedVersion. Null for those who may not "
        "edit it."
    )
    has_draft: bool | None = engine.column(
        "Whether its newest version waits to be published, while readers see the one before. Null "
        "for those who may not edit it."
    )
    draft: ContentNode | None = engine.to_one("id", DRAFT, view="newest_post")
    language: str = engine.column("The language of the text: a BCP 47 tag.")
    translations: list[ContentNode] = engine.to_many(TRANSLATIONS, via=TRANSLATED)
    translation: ContentNode | None = engine.in_languages(
        TRANSLATED, IN_LANGUAGES, language="language", about=CHAIN
    )
    word_count: int = engine.column("The number of words in the content.")
    reading_minutes: int = engine.column("How long it takes to read, in minutes.")
    author: Author = engine.to_one("author_id", "The first of its authors.")
    authors: list[Author] = engine.to_many("All of its authors.")
    featured_image: Media | None = engine.to_one("featured_media_id", "The featured image.")
    seo: Seo = engine.batched(
        seo_of_posts, *ENTRY_NEEDS, description=SEO, reads=SEO_READS, lazy=True, tags=SEO_TAGS
    )
    viewer_can: ViewerCan = engine.batched(
        viewer_can_with_posts, *VIEWER_CAN_NEEDS, description=VIEWER_CAN, tags=()
    )
    meta: list[Meta] = engine.batched(meta_of_posts, description=META, reads=META_READS, tags=())
    # who may not edit it gets no number of its version either
    revisions: Connection[Revision] | None = engine.connection(
        "All saved versions. Null for those who may not edit it.",
        by="entry_id",
        order="NEWEST",
        guard=Guard("version", may_read_revisions),
        tags=ListTags.BY_PARENT,
    )
    previews: list[Preview] | None = engine.batched(
        previews_of_posts, description=ABOUT_PREVIEWS, of_ids=True, tags=()
    )


# at the foot: the graph of types is cyclic (see __init__.py)
from gql.types.author import Author
from gql.types.media import Media
