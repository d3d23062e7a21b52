"""From an EntryDraft to the columns of an entry, its slug, its URI and its former URIs."""

from __future__ import annotations

from gql.content import address
from gql.content.draft import EntryDraft, EntryKind, EntryStatus, Format
from gql.content.record import NewRecord, integer_in_range
from gql.content.slug import preserved_slug, slug_of
from gql.content.text.footnotes import without_footnotes
from gql.content.text.headings import add_heading_anchors
from gql.content.text.plain_text import (
    excerpt,
    plain_text,
    reading_minutes,
    title_text,
    word_count,
)
from gql.content.text.rendered_text import RenderedText, render_author_text
from gql.content.timestamp import utc


def entry_slug(draft: EntryDraft) -> str:
    """The slug of a draft: its own, one from its title, or its status and source id: draft-8."""
    fallback = slug_of(f"{draft.status}-{draft.source_id}".lower(), "untitled")
    return (
        preserved_slug(draft.slug, fallback)
        if draft.slug
        else slug_of(title_text(draft.title), fallback)
    )


def entry_uri(draft: EntryDraft) -> str | None:
    """The URI of a draft, normalised. None: build it from its slug and those of its ancestors."""
    return address.normalised_path(draft.uri) if draft.uri else None


def build_uri(slug: str, parent_uri: str | None) -> str:
    """The URI of an entry below its parent; at the top level if it would become too long."""
    return address.normalised_path(f"{parent_uri or '/'}{slug}/") or f"/{slug}/"


def old_uris(draft: EntryDraft, uri: str | None) -> set[str]:
    """Former URIs: those of the draft, and `uri` with each old slug as its last segment."""
    # WordPress keeps old slugs only (_wp_old_slug); the folders before them are today's
    folder = uri.rstrip("/").rpartition("/")[0] if uri else ""
    paths = {address.normalised_path(old) for old in draft.old_uris}
    paths |= {
        address.normalised_path(f"{folder}/{preserved_slug(old, 'untitled')}/")
        for old in draft.old_slugs
        if old
    }
    return {path for path in paths if path and path != uri}


def effective_status(draft: EntryDraft) -> EntryStatus:
    """The status of a draft; PUBLISHED without a time becomes DRAFT."""
    lacks_time = draft.status is EntryStatus.PUBLISHED and utc(draft.published_at) is None
    return EntryStatus.DRAFT if lacks_time else draft.status


def entry_record(draft: EntryDraft, site_language: str) -> NewRecord:
    """The columns of an entry, except references to other rows, slug and URI.

    Renders and sanitises the text: the slow part of saving an entry.
    """
    text = render_author_text(draft.content, draft.format)
    html, toc = add_heading_anchors(text.html)
    words = word_count(text.text)
    own_excerpt = " ".join(render_author_text(draft.excerpt or "", Format.HTML).text.split())
    published_at, created_at = utc(draft.published_at), utc(draft.created_at)
    return {
        "kind": draft.kind,
        "status": effective_status(draft),
        "title": title_text(draft.title),
        "content_html": html,
        "content_markdown": text.markdown,
        "content_text": text.text,
        "content_source": text.source,
        "source_format": draft.format,
        "excerpt": own_excerpt or excerpt(_excerpt_source(text)),
        "excerpt_is_written": bool(own_excerpt),
        "toc": toc,
        "word_count": words,
        "reading_minutes": reading_minutes(words),
        "language": draft.language or site_language,
        "menu_order": integer_in_range(draft.menu_order, -(2**31)) or 0,
        "is_sticky": draft.is_sticky and draft.kind is EntryKind.POST,
        "comments_open": draft.comments_open,
        "pings_open": draft.pings_open,
        "published_at": published_at,
        "created_at": created_at or published_at,
        "updated_at": utc(draft.updated_at) or created_at or published_at,
    }


def _excerpt_source(text: RenderedText) -> str:
    """The plain text that an excerpt is taken from: without footnotes and their numbers."""
    without = without_footnotes(text.html)
    return text.text if without == text.html else plain_text(without)
