"""Entries: drafts of posts and pages with their comments and mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from gql.content.draft import (
    CommentDraft,
    CommentKind,
    EntryDraft,
    EntryKind,
    EntryStatus,
    Skipped,
    TermKey,
)
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Element

_KINDS = {"post": EntryKind.POST, "page": EntryKind.PAGE}
_TRASH_SUFFIX = "__trashed"  # appended by wp_trash_post() to free the slug for other posts
_UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def entry_drafts(
    element: Element,
    author: str,
    terms: tuple[TermKey, ...],
    logins_by_id: Mapping[str, str],
    language: str | None,
) -> Iterator[EntryDraft | Skipped]:
    """The draft of a post or page with its comments, after Skipped for comments left out.

    `logins_by_id` are the logins of authors by their ids in WordPress.
    """
    created_at = conversions.first_valid_time(
        element.text("post_date_gmt"), element.text("post_date"), element.text("pubDate")
    )
    comments, unknown = _comments(element, logins_by_id, created_at)
    for reason, count in unknown.items():
        yield Skipped("comments", reason, count)
    status = conversions.entry_status(
        element.text("status"), has_password=bool(element.text("post_password"))
    )
    path = conversions.permalink_path(element.text("link"))
    yield EntryDraft(
        source_id=conversions.source_id(element.text("post_id")),
        kind=_KINDS[element.text("post_type")],
        status=status,
        title=element.text("title"),
        content=element.texts.get("content", ""),
        authors=(author,),
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
        language=language,
        old_slugs=tuple(element.old_slugs),
        comments=comments,
    )


def _was_public(element: Element, status: EntryStatus) -> bool:
    # Trash keeps the time if it was public: its URL then answers 410 Gone rather than 404.
    if status is EntryStatus.TRASH:
        return element.meta.get("_wp_trash_meta_status") == "publish" and not element.text(
            "post_password"
        )
    return status in (EntryStatus.PUBLISHED, EntryStatus.PRIVATE)


def _comments(
    element: Element, logins_by_id: Mapping[str, str], fallback_time: datetime | None
) -> tuple[tuple[CommentDraft, ...], Counter[str]]:
    drafts, unknown = [], Counter[str]()
    for comment in element.comments:
        # plugins keep notes of their own as comments, such as WooCommerce's "order_note"
        word = comment.text("comment_type")
        if not comment.text("comment_id"):
            unknown["without a wp:comment_id"] += 1
        elif kind := conversions.COMMENT_KINDS.get(word):
            drafts.append(_comment(comment, kind, logins_by_id, fallback_time or _UNKNOWN_TIME))
        else:
            unknown[f"of the type {word[:50]!r}"] += 1
    return tuple(drafts), unknown


def _comment(
    element: Element, kind: CommentKind, logins_by_id: Mapping[str, str], fallback_time: datetime
) -> CommentDraft:
    author = logins_by_id.get(element.text("comment_user_id"))
    # An unknown status is held for moderation: what may be spam must not appear by an import.
    return CommentDraft(
        source_id=conversions.source_id(element.text("comment_id")),
        parent=_nonzero_id(element.text("comment_parent")),
        kind=kind,
        status=conversions.COMMENT_STATUSES.get(
            element.text("comment_approved"), conversions.COMMENT_STATUSES["0"]
        ),
        author=author,
        name=element.text("comment_author") or None,
        email=element.text("comment_author_email") or None,
        url=element.text("comment_author_url") or None,
        network_address=element.text("comment_author_IP") or None,
        content=element.texts.get("comment_content", ""),
        published_at=conversions.first_valid_time(
            element.text("comment_date_gmt"), element.text("comment_date")
        )
        or fallback_time,
    )


def _nonzero_id(number: str) -> str | None:
    return None if number in ("", "0") else number
