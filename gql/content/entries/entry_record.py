"""What makes a post or a page."""

from __future__ import annotations

from gql.content import address
from gql.content.draft import EntryDraft, EntryKind, EntryStatus, Format
from gql.content.record import NewRecord, integer
from gql.content.slug import kept_slug, slug_of
from gql.content.text.headings import anchored
from gql.content.text.plain_text import excerpt, reading_minutes, title_text, word_count
from gql.content.text.rendered_text import prose
from gql.content.timestamp import utc


def entry_slug(draft: EntryDraft) -> str:
    """The slug an entry asks for; a draft without a name is called by its number."""
    otherwise = slug_of(f"{draft.status}-{draft.source_id}".lower(), "untitled")
    return (
        kept_slug(draft.slug, otherwise)
        if draft.slug
        else slug_of(title_text(draft.title), otherwise)
    )


def entry_uri(draft: EntryDraft) -> str | None:
    """The path an entry asks for. None: it is to be made of its slug and those above it."""
    return address.path(draft.uri) if draft.uri else None


def made_uri(slug: str, parent_uri: str | None) -> str:
    return address.path(f"{parent_uri or '/'}{slug}/") or f"/{slug}/"


def old_uris(draft: EntryDraft, uri: str | None) -> set[str]:
    """Paths at which an entry once stood: those given, and its own with old slugs at the end."""
    folder = uri.rstrip("/").rpartition("/")[0] if uri else ""
    paths = {address.path(old) for old in draft.old_uris}
    paths |= {
        address.path(f"{folder}/{kept_slug(old, 'untitled')}/") for old in draft.old_slugs if old
    }
    return {path for path in paths if path and path != uri}


def status(draft: EntryDraft) -> EntryStatus:
    """Nothing is published without a time."""
    is_timeless = draft.status is EntryStatus.PUBLISHED and utc(draft.published_at) is None
    return EntryStatus.DRAFT if is_timeless else draft.status


def entry_record(draft: EntryDraft, site_language: str) -> NewRecord:
    """All but what refers to other rows, the slug and the address."""
    text = prose(draft.content, draft.format)
    html, toc = anchored(text.html)
    words = word_count(text.text)
    written = " ".join(prose(draft.excerpt or "", Format.HTML).text.split())
    published_at, created_at = utc(draft.published_at), utc(draft.created_at)
    return {
        "kind": draft.kind,
        "status": status(draft),
        "title": title_text(draft.title),
        "content_html": html,
        "content_markdown": text.markdown,
        "content_text": text.text,
        "content_source": text.source,
        "source_format": draft.format,
        "excerpt": written or excerpt(text.text),
        "excerpt_is_written": bool(written),
        "toc": toc,
        "word_count": words,
        "reading_minutes": reading_minutes(words),
        "language": draft.language or site_language,
        "menu_order": integer(draft.menu_order, -(2**31)) or 0,
        "is_sticky": draft.is_sticky and draft.kind is EntryKind.POST,
        "comments_open": draft.comments_open,
        "pings_open": draft.pings_open,
        "published_at": published_at,
        "created_at": created_at or published_at,
        "updated_at": utc(draft.updated_at) or created_at or published_at,
    }
