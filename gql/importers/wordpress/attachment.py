"""Attachments: media drafts with the URL and the metadata of an uploaded file."""

from __future__ import annotations

import re

from gql.content.draft import MediaDraft
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Element

# _wp_attachment_metadata is PHP's serialize() of an array that begins with width and height. Only
# that beginning is read: unserialising what comes from outside is how objects are injected.
_SIZE = re.compile(
    r'a:\d+:\{s:5:"width";i:(\d{1,9});s:6:"height";i:(\d{1,9});'
    r'(?:s:4:"file";s:\d+:"[^"]*";)?(?:s:8:"filesize";i:(\d{1,9});)?'
)


def media_draft(element: Element) -> MediaDraft:
    """The draft for an item of the type attachment; WordPress keeps the caption as excerpt."""
    size = _SIZE.match(element.meta.get("_wp_attachment_metadata", ""))
    parent = element.text("post_parent")
    return MediaDraft(
        source_id=conversions.source_id(element.text("post_id")),
        # the guid of an attachment is the URL that it had when it was uploaded
        url=element.text("attachment_url") or element.text("guid"),
        alt=element.meta.get("_wp_attachment_image_alt", ""),
        caption=element.text("excerpt") or None,
        title=element.text("title") or None,
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
        file_size=int(size[3]) if size and size[3] else None,
        attached_to=parent if parent not in ("", "0") else None,
        created_at=conversions.first_valid_time(
            element.text("post_date_gmt"), element.text("post_date")
        ),
    )
