"""The database record of a comment: validation and rendering, for readers and for imports."""

from __future__ import annotations

import re

from gql.content.address import email_address, http_url, ip_address
from gql.content.draft import CommentDraft, CommentKind
from gql.content.people.display_name import public_name
from gql.content.record import NewRecord
from gql.content.text.plain_text import is_blank, title_text
from gql.content.text.rendered_text import render_comment
from gql.content.timestamp import utc
from gql.errors import BadInput, LimitExceeded

MAX_DEPTH = 499  # of imported threads; what readers reply to is limited by QUIRE_COMMENT_DEPTH
MAX_COMMENT_BYTES = 65_536  # UTF-8, of a comment that a reader sends; imports are not limited
# deliberately loose: an address can only be verified by sending mail to it
_EMAIL = re.compile(r"[^\s@<>\"(),;:\\]+@[^\s@<>\"(),;:\\]+")


def validated_comment_record(draft: CommentDraft) -> NewRecord:
    """Return the record of a comment that a reader sent, or raise BadInput or LimitExceeded.

    Imports call comment_record() instead, which drops invalid values silently.
    """
    require_size(draft.content)
    _check_guest_fields(draft)
    record = comment_record(draft)
    if is_blank(record["content_text"]):
        # markup without any text, such as "> \n\n-", is as empty as white space
        raise BadInput("A comment must contain text.", field=["content"])
    return record


def require_size(content: str) -> None:
    """Raise LimitExceeded for the content of a comment that is too long."""
    if (size := len(content.encode(errors="replace"))) > MAX_COMMENT_BYTES:
        raise LimitExceeded(
            "comment",
            requested=size,
            allowed=MAX_COMMENT_BYTES,
            what="The comment has too many bytes",
        )


def _check_guest_fields(draft: CommentDraft) -> None:
    """Raise BadInput if an e-mail address or URL was given and is not valid."""
    email = (draft.email or "").strip()
    if email and not (email_address(email) and _EMAIL.fullmatch(email)):
        raise BadInput("This is not an e-mail address.", field=["email"])
    if (draft.url or "").strip() and not http_url(draft.url):
        raise BadInput("A URL must begin with https:// or http://.", field=["url"])


def comment_record(draft: CommentDraft) -> NewRecord:
    """Build the `comment` row, except for references to other rows and the avatar key."""
    text = render_comment(draft.content, draft.format)
    url, name = http_url(draft.url), public_name(draft.name)
    is_mention = draft.kind is not CommentKind.COMMENT
    # WordPress keeps the URL and title of a mention's source in the fields of its author
    return {
        "kind": draft.kind,
        "status": draft.status,
        "guest_name": name,
        "guest_url": url,
        "content_html": text.html,
        "content_markdown": text.markdown,
        "content_text": text.text,
        "content_source": text.source,
        "source_url": (http_url(draft.source_url) or url) if is_mention else None,
        "source_title": (title_text(draft.source_title or "") or name) if is_mention else None,
        "source_site_name": title_text(draft.source_site_name or "") or None,
        "published_at": utc(draft.published_at),
    }


def comment_private_record(draft: CommentDraft) -> NewRecord:
    """Build the `comment_private` row: what moderators see and readers never do."""
    return {
        "email": email_address(draft.email),
        "network_address": ip_address(draft.network_address),
        "user_agent": draft.user_agent or None,
    }
