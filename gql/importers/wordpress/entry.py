"""Entries: drafts of posts and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gql.content.draft import (
    EntryDraft,
    EntryKind,
    EntryStatus,
    MetaDraft,
    Note,
    Skipped,
    TermKey,
)
from gql.importers.wordpress import conversions
from gql.importers.wordpress.comments import CommentDrafts
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.library import Library
from gql.importers.wordpress.text_content import converted_content

_KINDS = {"post": EntryKind.POST, "page": EntryKind.PAGE}
_TRASH_SUFFIX = "__trashed"  # appended by wp_trash_post() to free the slug for other posts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else of an export an entry refers to."""

    logins_by_id: Mapping[str, str]
    """Logins of authors by their numbers, which is how comments name them."""
    library: Library
    language: str | None


def entry_drafts(
    element: Element,
    authors: tuple[str, ...],
    terms: tuple[TermKey, ...],
    surroundings: Surroundings,
) -> Iterator[EntryDraft | MetaDraft | Skipped | Note]:
    """The draft of a post or page with its comments, after what was left out of it and altered;
    then the meta of its comments."""
    number = element.text("post_id")
    created_at = conversions.first_valid_time(
        element.text("post_date_gmt"), element.text("post_date"), element.text("pubDate")
    )
    comments = CommentDrafts(surroundings.logins_by_id, created_at)
    for comment in element.comments:
        comments.add(comment)
    yield from comments.remarks()
    content, findings = converted_content(element, surroundings.library)
    yield from findings.drafts(number)
    status = conversions.entry_status(
        element.text("status"), has_password=bool(element.text("post_password"))
    )
    path = conversions.permalink_path(element.text("link"))
    yield EntryDraft(
        source_id=conversions.source_id(number),
        kind=_KINDS[element.text("post_type")],
        status=status,
        title=element.text("title"),
        content=content,
        authors=authors,
        slug=element.text("post_name").removesuffix(_TRASH_SUFFIX) or None,
        uri=path.replace(f"{_TRASH_SUFFIX}/", "/") if path else None,
        excerpt=element.text("excerpt") or None,
        terms=terms,
        featured_media=element.meta.get("_thumbnail_id") or None,
        parent=_nonzero_id(element.text("post_parent")),
        menu_order=element.integer("menu_order"),
        is_sticky=element.text("is_sticky") == "1",
        comments_open=element.text("comment_status") == "open",
        pings_open=element.text("ping_status") == "open",
        published_at=created_at if _was_public(element, status) else None,
        created_at=created_at,
        updated_at=conversions.first_valid_time(
            element.text("post_modified_gmt"), element.text("post_modified")
        ),
        language=surroundings.language,
        old_slugs=tuple(element.old_slugs),
        comments=tuple(comments.drafts),
        parts=tuple(findings.parts.items()),
    )
    yield from comments.meta


def _was_public(element: Element, status: EntryStatus) -> bool:
    # Trash keeps the time if it was public: its URL then answers 410 Gone rather than 404.
    if status is EntryStatus.TRASH:
        return element.meta.get("_wp_trash_meta_status") == "publish" and not element.text(
            "post_password"
        )
    return status in (EntryStatus.PUBLISHED, EntryStatus.PRIVATE)


def _nonzero_id(number: str) -> str | None:
    return None if number in ("", "0") else number
