"""The links by which authors, categories and tags have posts."""

from __future__ import annotations

from gql.engine import Link

# published_at is copied into the links, so that a page of the posts is one range scan
WRITTEN = Link("post_author", "author_id", "post_id", repeats=("published_at",), listed=True)
TAGGED = Link("post_term", "term_id", "post_id", repeats=("published_at",), listed=True)
FILED = Link(
    "post_category",
    "category_id",
    "post_id",
    repeats=("published_at",),
    direct="is_own",
    listed=True,
)
