"""Attachments: pictures, sounds and other files, by their addresses."""

from __future__ import annotations

import re

from gql.content.draft import MediaDraft
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Node

# WordPress writes PHP's serialisation, width and height first. Only these beginnings are read:
# for the whole format there is no reader that is well kept.
_SIZE = re.compile(
    r'a:\d+:\{s:5:"width";i:(\d{1,9});s:6:"height";i:(\d{1,9});'
    r'(?:s:4:"file";s:\d+:"[^"]*";)?(?:s:8:"filesize";i:(\d{1,9});)?'
)


def media_draft(node: Node) -> MediaDraft:
    size = _SIZE.match(node.meta.get("_wp_attachment_metadata", ""))
    parent = node.text("post_parent")
    return MediaDraft(
        source_id=conversions.key(node.text("post_id")),
        url=node.text("attachment_url") or node.text("guid"),
        alt=node.meta.get("_wp_attachment_image_alt", ""),
        caption=node.text("excerpt") or None,
        title=node.text("title") or None,
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
        file_size=int(size[3]) if size and size[3] else None,
        attached_to=parent if parent not in ("", "0") else None,
        created_at=conversions.moment(node.text("post_date_gmt"), node.text("post_date")),
    )
