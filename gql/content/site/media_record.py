"""What makes a media file: where it is, and what is known about it. The file itself stays there."""

from __future__ import annotations

import mimetypes
from urllib.parse import urlsplit

from gql.content.address import web_address
from gql.content.draft import Format, MediaDraft
from gql.content.record import NewRecord, integer
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import prose
from gql.content.timestamp import utc

_UNKNOWN = "application/octet-stream"
_TYPES = mimetypes.MimeTypes()  # only what Python knows: the same on every machine
_NEWER = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".heic": "image/heic",
}


def media_record(draft: MediaDraft) -> NewRecord | None:
    """None where there is no address of the web: then there is nothing to show."""
    if not (url := web_address(draft.url)):
        return None
    return {
        "url": url,
        "mime_type": draft.mime_type or mime_type(url),
        "alt": title_text(draft.alt),
        "caption": prose(draft.caption or "", Format.HTML).text or None,
        "title": title_text(draft.title or "") or None,
        "width": integer(draft.width, 1),
        "height": integer(draft.height, 1),
        "file_size": integer(draft.file_size, 0),
        "is_public": draft.attached_to is None,
        "created_at": utc(draft.created_at),
    }


def mime_type(url: str) -> str:
    """By the end of the name."""
    path = urlsplit(url).path.lower()
    dot = path.rfind(".")
    return _NEWER.get(path[dot:]) or _TYPES.guess_type(path)[0] or _UNKNOWN
