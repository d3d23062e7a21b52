"""Described: a post, page, author or term, with all that search engines are told of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

# the columns of each kind that become a Described, in the order of its attributes after `kind`
TERM_NEEDS = ("id", "name", "description", "link")
AUTHOR_NEEDS = ("id", "name", "bio_text", "link", "updated_at", "joined_at")
ENTRY_NEEDS = (
    "id",
    "title",
    "excerpt",
    "link",
    "updated_at",
    "shown_at",
    "featured_media_id",
    "is_listed",
    "language",
    "word_count",
)
DescribedEntry = tuple[int, str, str, str, datetime, datetime | None, int | None, bool, str, int]
DescribedAuthor = tuple[int, str, str, str, datetime, datetime]
DescribedTerm = tuple[int, str, str | None, str]


# compared by identity: fields that need all of it take it as their key
@dataclass(slots=True, eq=False)
class Described:
    """At first as the columns have it, then with what was written of it.

    `kind`: POST, PAGE, AUTHOR, CATEGORY or TAG. `is_public` and `language` are None where only the
    statement that reads what was written tells them. `tags`: the cache tags of what else was read.
    """

    kind: str
    id: int
    name: str
    description: str | None
    url: str
    updated_at: datetime | None = None
    published_at: datetime | None = None
    image_id: int | None = None
    is_public: bool | None = None
    language: str | None = None
    word_count: int | None = None
    tags: set[str] = field(default_factory=set)
