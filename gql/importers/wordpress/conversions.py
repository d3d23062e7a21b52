"""Conversions of WordPress's values: kinds, statuses, times, logins, paths."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from gql.content.draft import CommentKind, CommentStatus, EntryStatus, TermKind

TERM_KINDS = {"category": TermKind.CATEGORY, "post_tag": TermKind.TAG, "tag": TermKind.TAG}
COMMENT_KINDS = {
    "": CommentKind.COMMENT,
    "comment": CommentKind.COMMENT,
    "pingback": CommentKind.PINGBACK,
    "trackback": CommentKind.TRACKBACK,
    "webmention": CommentKind.WEBMENTION,
}
# under these types plugins for webmentions and ActivityPub keep what other sites did with a post
_REACTIONS = "bookmark favorite like listen mention quote read repost rsvp tag watch"
REACTIONS = frozenset(_REACTIONS.split())
COMMENT_STATUSES = {
    "1": CommentStatus.APPROVED,
    "approved": CommentStatus.APPROVED,
    "0": CommentStatus.HELD,
    "hold": CommentStatus.HELD,
    "spam": CommentStatus.SPAM,
    "trash": CommentStatus.TRASH,
    "post-trashed": CommentStatus.TRASH,
}
_STATUSES = {
    "publish": EntryStatus.PUBLISHED,
    "future": EntryStatus.PUBLISHED,
    "pending": EntryStatus.PENDING,
    "private": EntryStatus.PRIVATE,
    "trash": EntryStatus.TRASH,
}
_NO_DATE = "0000-00-00"


def entry_status(word: str, *, has_password: bool) -> EntryStatus:
    """The status for a post_status; an unknown one, such as a plugin's, is a draft."""
    status = _STATUSES.get(word, EntryStatus.DRAFT)
    # there are no passwords of entries here, and their readers were not everybody
    if has_password and status is EntryStatus.PUBLISHED:
        return EntryStatus.PRIVATE
    return status


def first_valid_time(gmt: str, local: str = "", rfc822: str = "") -> datetime | None:
    """The first of three texts that is a valid time, or None.

    `local` is taken as UTC, for an export does not name the time zone of its site.
    """
    # WordPress leaves the GMT columns of drafts at 0000-00-00 until they are published.
    return _mysql_time(gmt) or _mysql_time(local) or _rfc822_time(rfc822)


def canonical_login(text: str) -> str:
    """A login as WordPress's own importer reads it, by sanitize_user(…, strict), in lower case."""
    # Exports contain stray characters, such as `>themereviewteam` in the theme unit test data.
    return re.sub(r"[^\w .\-@]", "", text).strip().lower()


def source_id(text: str) -> str:
    """The text itself as a source id, or its SHA-256 where it is longer than 200 characters."""
    # PostgreSQL's B-tree refuses index entries above 2,704 bytes, and slugs come from files.
    return text if len(text) <= 200 else hashlib.sha256(text.encode()).hexdigest()


def permalink_path(link: str) -> str | None:
    """The path of a permalink; None for a plain one (/?p=1), which drafts have, and for "/"."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return None if parts.query or parts.path in ("", "/") else parts.path


def _mysql_time(text: str) -> datetime | None:
    if not text or text.startswith(_NO_DATE):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _rfc822_time(text: str) -> datetime | None:
    # WordPress formats 0000-00-00 as "Wed, 30 Nov -0001", which Python reads as the year 2000
    if not re.search(r"\s[12]\d{3}\s", text):
        return None
    try:
        time = parsedate_to_datetime(text)
    except ValueError:
        return None
    # "-0000" stands for an unknown zone (RFC 5322, section 3.3): Python returns a naive time
    return time if time.tzinfo else time.replace(tzinfo=UTC)
