"""What an importer yields: plain facts about a publication, not yet validated, sanitised or stored.

Drafts name each other by source_id: the identifier within the publication that they come from,
unique per kind. A draft may name one that comes later. Times without a zone are taken as UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Format(StrEnum):
    """How a text is written in its source."""

    HTML = "HTML"
    MARKDOWN = "MARKDOWN"


class EntryKind(StrEnum):
    POST = "POST"
    PAGE = "PAGE"


class EntryStatus(StrEnum):
    """SCHEDULED is missing on purpose: it is PUBLISHED at a time to come."""

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    PUBLISHED = "PUBLISHED"
    PRIVATE = "PRIVATE"
    TRASH = "TRASH"


class TermKind(StrEnum):
    CATEGORY = "CATEGORY"
    TAG = "TAG"


TermKey = tuple[TermKind, str]


class CommentKind(StrEnum):
    COMMENT = "COMMENT"
    PINGBACK = "PINGBACK"
    TRACKBACK = "TRACKBACK"
    WEBMENTION = "WEBMENTION"


class CommentStatus(StrEnum):
    HELD = "HELD"
    APPROVED = "APPROVED"
    SPAM = "SPAM"
    TRASH = "TRASH"


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """The publication itself. Taken over only while the site here has not been set up otherwise."""

    title: str
    tagline: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AuthorDraft:
    """A person. Without a slug, one is made from the name; nothing of a mail address is shown."""

    source_id: str
    name: str
    slug: str | None = None
    bio: str = ""
    bio_format: Format = Format.HTML
    url: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of service and address."""
    login: str | None = None
    email: str | None = None
    joined_at: datetime | None = None
    """None: when the first of their posts was published."""
    is_public: bool = True
    """False: their profile is shown once something public is theirs. Never taken back."""
    is_only_named: bool = False
    """Named by an entry, described nowhere: made where missing, never changed."""


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A category or a tag. Source ids are unique per kind; parent names a term of the same kind."""

    source_id: str
    kind: TermKind
    name: str
    slug: str | None = None
    description: str | None = None
    parent: str | None = None
    is_only_named: bool = False


@dataclass(frozen=True, slots=True)
class MediaDraft:
    """A file at an address. attached_to names the entry it was uploaded to, and is hidden with,
    also when that is not here."""

    source_id: str
    url: str
    mime_type: str | None = None
    alt: str = ""
    caption: str | None = None
    title: str | None = None
    width: int | None = None
    height: int | None = None
    file_size: int | None = None
    attached_to: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CommentDraft:
    """A response to an entry. Without an author, name, email and url are the guest's."""

    source_id: str
    content: str
    published_at: datetime
    parent: str | None = None
    kind: CommentKind = CommentKind.COMMENT
    status: CommentStatus = CommentStatus.APPROVED
    author: str | None = None
    name: str | None = None
    email: str | None = None
    url: str | None = None
    network_address: str | None = None
    user_agent: str | None = None
    format: Format = Format.HTML
    source_title: str | None = None
    source_site_name: str | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A post or a page with all responses to it. A missing slug is made of the title, a missing uri
    of the slugs down to it."""

    source_id: str
    kind: EntryKind
    status: EntryStatus
    title: str
    content: str
    authors: tuple[str, ...]
    """At least one: the first is the author of the entry."""
    slug: str | None = None
    uri: str | None = None
    """The path, from slash to slash: /2009/02/a-post/."""
    format: Format = Format.HTML
    excerpt: str | None = None
    """The author's own; None: the first words of the content."""
    terms: tuple[TermKey, ...] = ()
    """In order."""
    featured_media: str | None = None
    parent: str | None = None
    menu_order: int = 0
    is_sticky: bool = False
    comments_open: bool = True
    pings_open: bool = True
    published_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    language: str | None = None
    """None: that of the site."""
    old_uris: tuple[str, ...] = ()
    old_slugs: tuple[str, ...] = ()
    comments: tuple[CommentDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class MenuItemDraft:
    """A link in a menu: exactly one of url, entry, term and author.

    Without a label it shows the title of what it leads to.
    """

    source_id: str
    parent: str | None = None
    label: str = ""
    url: str | None = None
    entry: str | None = None
    term: TermKey | None = None
    author: str | None = None


@dataclass(frozen=True, slots=True)
class MenuDraft:
    """A menu. Siblings stand in the order given."""

    source_id: str
    name: str
    slug: str | None = None
    location: str | None = None
    items: tuple[MenuItemDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class LikeDraft:
    """An author's like of an entry, or of a comment: exactly one of them."""

    author: str
    entry: str | None = None
    comment: str | None = None
    liked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the source that has no place here."""

    kind: str
    """In the plural, as the tally shows it."""
    reason: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was taken over differently from how it stood."""

    text: str
    count: int = 1


Draft = (
    SiteDraft
    | AuthorDraft
    | TermDraft
    | MediaDraft
    | EntryDraft
    | MenuDraft
    | LikeDraft
    | Skipped
    | Note
)
