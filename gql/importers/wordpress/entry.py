"""Posts, pages and what was answered to them."""

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
from gql.importers.wordpress.element import Node

_KINDS = {"post": EntryKind.POST, "page": EntryKind.PAGE}
_TRASHED = "__trashed"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def entry_drafts(
    node: Node,
    author: str,
    terms: tuple[TermKey, ...],
    logins: Mapping[str, str],
    language: str | None,
) -> Iterator[EntryDraft | Skipped]:
    """The entry with its comments. logins: those of the authors by their numbers."""
    created_at = conversions.moment(
        node.text("post_date_gmt"), node.text("post_date"), node.text("pubDate")
    )
    comments, unknown = _comments(node, logins, created_at)
    for reason, count in unknown.items():
        yield Skipped("comments", reason, count)
    status = conversions.entry_status(
        node.text("status"), has_password=bool(node.text("post_password"))
    )
    path = conversions.permalink_path(node.text("link"))
    yield EntryDraft(
        source_id=conversions.key(node.text("post_id")),
        kind=_KINDS[node.text("post_type")],
        status=status,
        title=node.text("title"),
        content=node.texts.get("content", ""),
        authors=(author,),
        slug=node.text("post_name").removesuffix(_TRASHED) or None,
        uri=path.replace(f"{_TRASHED}/", "/") if path else None,
        excerpt=node.text("excerpt") or None,
        terms=terms,
        featured_media=node.meta.get("_thumbnail_id") or None,
        parent=_reference(node.text("post_parent")),
        menu_order=node.number("menu_order"),
        is_sticky=node.text("is_sticky") == "1",
        comments_open=node.text("comment_status") == "open",
        pings_open=node.text("ping_status") == "open",
        published_at=created_at if _was_public(node, status) else None,
        created_at=created_at,
        updated_at=conversions.moment(node.text("post_modified_gmt"), node.text("post_modified")),
        language=language,
        old_slugs=tuple(node.old_slugs),
        comments=comments,
    )


def _was_public(node: Node, status: EntryStatus) -> bool:
    if status is EntryStatus.TRASH:
        return node.meta.get("_wp_trash_meta_status") == "publish" and not node.text(
            "post_password"
        )
    return status in (EntryStatus.PUBLISHED, EntryStatus.PRIVATE)


def _comments(
    node: Node, logins: Mapping[str, str], otherwise: datetime | None
) -> tuple[tuple[CommentDraft, ...], Counter[str]]:
    drafts, unknown = [], Counter[str]()
    for comment in node.comments:
        word = comment.text("comment_type")
        if not comment.text("comment_id"):
            unknown["without a wp:comment_id"] += 1
        elif kind := conversions.COMMENT_KINDS.get(word):
            drafts.append(_comment(comment, kind, logins, otherwise or _LONG_AGO))
        else:
            unknown[f"of the type {word[:50]!r}"] += 1
    return tuple(drafts), unknown


def _comment(
    node: Node, kind: CommentKind, logins: Mapping[str, str], otherwise: datetime
) -> CommentDraft:
    author = logins.get(node.text("comment_user_id"))
    return CommentDraft(
        source_id=conversions.key(node.text("comment_id")),
        parent=_reference(node.text("comment_parent")),
        kind=kind,
        status=conversions.COMMENT_STATUSES.get(
            node.text("comment_approved"), conversions.COMMENT_STATUSES["0"]
        ),
        author=author,
        name=node.text("comment_author") or None,
        email=node.text("comment_author_email") or None,
        url=node.text("comment_author_url") or None,
        network_address=node.text("comment_author_IP") or None,
        content=node.texts.get("comment_content", ""),
        published_at=conversions.moment(node.text("comment_date_gmt"), node.text("comment_date"))
        or otherwise,
    )


def _reference(number: str) -> str | None:
    return None if number in ("", "0") else number
