"""What WordPress's words mean here: moments, statuses, logins, paths."""

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
}
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
    """What a plugin calls otherwise is a draft: not to be shown."""
    status = _STATUSES.get(word, EntryStatus.DRAFT)
    if has_password and status is EntryStatus.PUBLISHED:
        return EntryStatus.PRIVATE
    return status


def moment(gmt: str, local: str = "", rfc822: str = "") -> datetime | None:
    """The first of them that is a time. A local one is taken as UTC: exports hold no zone."""
    return _moment(gmt) or _moment(local) or _mail_moment(rfc822)


def login(text: str) -> str:
    """A login as WordPress itself reads it from an export: other characters are dropped."""
    return re.sub(r"[^\w .\-@]", "", text).strip().lower()


def key(text: str) -> str:
    """A source id, of a length that an index can hold."""
    return text if len(text) <= 200 else hashlib.sha256(text.encode()).hexdigest()


def permalink_path(link: str) -> str | None:
    """The path of a permalink. None for /?p=1 and for the front page."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    return None if parts.query or parts.path in ("", "/") else parts.path


def _moment(text: str) -> datetime | None:
    if not text or text.startswith(_NO_DATE):
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _mail_moment(text: str) -> datetime | None:
    # WordPress writes its missing date as one in the year -1, which would be read as 2000
    if not re.search(r"\s[12]\d{3}\s", text):
        return None
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
