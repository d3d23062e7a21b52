"""Meta: what WordPress, themes and plugins keep beside a post or a comment, as keys and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gql.content.draft import Skipped
from gql.importers.wordpress.element import Element

_KEYS_READ = (
    "_thumbnail_id _wp_old_slug _wp_old_date footnotes _wp_trash_meta_status "
    "_wp_attachment_metadata _wp_attachment_image_alt _wp_attached_file "
    "cap-display_name cap-user_login cap-user_email "
    "cap-website cap-description cap-linked_account cap-first_name cap-last_name protocol "
    "webmention_source_url semantic_linkbacks_source semantic_linkbacks_type"
)
_KEYS_OF_WORDPRESS = (
    "_edit_last _edit_lock _pingme _encloseme is_wp_suggestion inline_featured_image "
    "wp_pattern_sync_status _customize_changeset_uuid"
)
_READ, _OF_WORDPRESS = frozenset(_KEYS_READ.split()), frozenset(_KEYS_OF_WORDPRESS.split())
_READ_PREFIXES = ("_menu_item_",)
_PREFIXES_OF_WORDPRESS = ("_oembed_", "_wp_")


def unread_meta(element: Element, kind: str, id: str) -> Iterator[Skipped]:
    """What of the meta of an element is not imported, by reason, for the report's line `kind`."""
    reasons = Counter(
        _reason(key)
        for key in element.meta_keys
        if key not in _READ and not key.startswith(_READ_PREFIXES)
    )
    for reason, count in reasons.items():
        yield Skipped(kind, reason, count, (id,) * count)


def _reason(key: str) -> str:
    if key == "_wp_page_template":
        return "the page template, which is the theme's"
    if key in _OF_WORDPRESS or key.startswith(_PREFIXES_OF_WORDPRESS):
        return "WordPress's own notes"
    return f"{key[:60]}, for which there is no place"
