"""What importers yield: plain facts about a publication, not yet validated, sanitised or stored.

Drafts refer to each other by source_id, the identifier in the publication that they come from,
unique per kind; also to drafts that come later. Times without a zone are taken as UTC.
"""

# Names, order and defaults of the fields are part of the digests that imports store to skip what
# has not changed (gql/importers/rows/import_map.py): to rename one makes the next import of every
# publication rewrite all of its rows.

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gql.content.draft_groups import SeriesDraft, TranslationDraft
from gql.content.draft_seo import SeoDraft


class Format(StrEnum):
    """The markup of a source text."""

    HTML = "HTML"
    MARKDOWN = "MARKDOWN"


class EntryKind(StrEnum):
    """The two kinds of entries; a value of the column entry.kind."""

    POST = "POST"
    PAGE = "PAGE"


class EntryStatus(StrEnum):
    """The stored status. SCHEDULED is none: it is PUBLISHED with a time in the future."""

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    PUBLISHED = "PUBLISHED"
    PRIVATE = "PRIVATE"
    TRASH = "TRASH"


class TermKind(StrEnum):
    """The two kinds of terms; a value of the column term.kind."""

    CATEGORY = "CATEGORY"
    TAG = "TAG"


TermKey = tuple[TermKind, str]


class CommentKind(StrEnum):
    """A comment of a person, or a mention that another site sent."""

    COMMENT = "COMMENT"
    PINGBACK = "PINGBACK"
    TRACKBACK = "TRACKBACK"
    WEBMENTION = "WEBMENTION"


class CommentStatus(StrEnum):
    """The moderation status; only APPROVED comments are public. HELD: held for moderation."""

    HELD = "HELD"
    APPROVED = "APPROVED"
    SPAM = "SPAM"
    TRASH = "TRASH"


@dataclass(frozen=True, slots=True)
class SiteDraft:
    """The publication itself. Imported only while the site here still has its default values."""

    title: str
    tagline: str | None = None
    url: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class AuthorDraft:
    """A person. Without a slug, one is derived from the name; e-mail addresses stay private."""

    source_id: str
    name: str
    slug: str | None = None
    bio: str = ""
    bio_format: Format = Format.HTML
    url: str | None = None
    links: tuple[tuple[str, str], ...] = ()
    """Pairs of service and URL."""
    login: str | None = None
    email: str | None = None
    joined_at: datetime | None = None
    """None: the publication time of the first of their posts."""
    is_public: bool = True
    """False: visible only while something public is theirs. A later import never resets True."""
    is_only_named: bool = False
    """Only referred to by an entry: created where missing, never updated."""


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A category or a tag. Source ids are unique per kind; `parent` is a term of the same kind."""

    source_id: str
    kind: TermKind
    name: str
    slug: str | None = None
    description: str | None = None
    parent: str | None = None
    is_only_named: bool = False


@dataclass(frozen=True, slots=True)
class MediaDraft:
    """A file at a URL. `attached_to`: the entry that it was uploaded to and is visible with; it
    stays hidden if that entry is not imported."""

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
    """A comment on an entry. Without an `author`, name, email and url are those of a guest."""

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
    source_url: str | None = None
    """Of a mention: the page that mentions the entry. None: `url`, as WordPress has it."""
    source_title: str | None = None
    source_site_name: str | None = None


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """A post or a page with all comments on it.

    A missing slug is derived from the title, a missing uri from the slugs of its ancestors and it.
    """

    source_id: str
    kind: EntryKind
    status: EntryStatus
    title: str
    content: str
    authors: tuple[str, ...]
    """At least one; the first is the main author."""
    slug: str | None = None
    uri: str | None = None
    """The path with a slash at both ends: /2009/02/a-post/."""
    format: Format = Format.HTML
    excerpt: str | None = None
    """Written by the author; None: the first words of the content."""
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
    parts: tuple[tuple[str, int], ...] = ()
    """What the content holds that the report counts: kinds such as "embeds", and how many."""


@dataclass(frozen=True, slots=True)
class MenuItemDraft:
    """An item of a menu with one target: url, entry, term or author.

    Without a label it shows the title of its target.
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
    """A menu. Siblings keep the order of `items`."""

    source_id: str
    name: str
    slug: str | None = None
    location: str | None = None
    items: tuple[MenuItemDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class LikeDraft:
    """A like of an author, of either an entry or a comment."""

    author: str
    entry: str | None = None
    comment: str | None = None
    liked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class FormerUriDraft:
    """A URI at which the source answered for something that is imported, as id_uri() makes it."""

    uri: str
    kind: str
    """That of the import map: entry, author, media, CATEGORY or TAG."""
    source_id: str


@dataclass(frozen=True, slots=True)
class MetaDraft:
    """The site's own fields of an entry, a term or a comment, which comes before it."""

    kind: str
    """That of the import map: entry, comment, CATEGORY or TAG."""
    source_id: str
    values: tuple[tuple[str, str], ...]
    """Keys and values, the latter as JSON."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the source that cannot be imported."""

    kind: str
    """In the plural, as the report of the import prints it."""
    reason: str
    count: int = 1
    ids: tuple[str, ...] = ()
    """Of what was skipped, or of what it belongs to, as the whole list of the import names it."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was imported with changes."""

    text: str
    count: int = 1
    ids: tuple[str, ...] = ()


Draft = (
    SiteDraft
    | AuthorDraft
    | TermDraft
    | MediaDraft
    | EntryDraft
    | MenuDraft
    | LikeDraft
    | FormerUriDraft
    | MetaDraft
    | SeoDraft
    | TranslationDraft
    | SeriesDraft
    | Skipped
    | Note
)
