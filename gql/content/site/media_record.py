"""From a MediaDraft to the columns of a file: URL and metadata. The file itself is not copied."""

from __future__ import annotations

import mimetypes
from urllib.parse import urlsplit

from gql.content.address import http_url
from gql.content.draft import Format, MediaDraft
from gql.content.record import NewRecord, integer_in_range
from gql.content.text.plain_text import title_text
from gql.content.text.rendered_text import render_author_text
from gql.content.timestamp import utc

_UNKNOWN_TYPE = "application/octet-stream"
# an instance reads no mime.types of the system: the same file has one type on all machines
_STANDARD_TYPES = mimetypes.MimeTypes()
_MODERN_TYPES = {
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".heic": "image/heic",
}


def media_record(draft: MediaDraft) -> NewRecord | None:
    """The columns of a file; None if its URL is not http: then there is nothing to show."""
    if not (url := http_url(draft.url)):
        return None
    return {
        "url": url,
        "mime_type": draft.mime_type or mime_type(url),
        "alt": title_text(draft.alt),
        "caption": render_author_text(draft.caption or "", Format.HTML).text or None,
        "title": title_text(draft.title or "") or None,
        "width": integer_in_range(draft.width, 1),
        "height": integer_in_range(draft.height, 1),
        "file_size": integer_in_range(draft.file_size, 0),
        # readers see an attachment while its entry is public: their view joins the two
        "is_public": draft.attached_to is None,
        "created_at": utc(draft.created_at),
    }


def mime_type(url: str) -> str:
    """The media type by the extension of the file name; application/octet-stream if unknown."""
    path = urlsplit(url).path.lower()
    dot = path.rfind(".")
    return _MODERN_TYPES.get(path[dot:]) or _STANDARD_TYPES.guess_type(path)[0] or _UNKNOWN_TYPE
