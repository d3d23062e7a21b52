"""Meta: what WordPress, themes and plugins keep beside a post or a comment, as keys and values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import orjson

from gql.content.draft import MetaDraft, Skipped
from gql.content.meta import MAX_KEY_LENGTH, MAX_LENGTH, MAX_VALUE_LENGTH, MAX_VALUES
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.php_value import unserialized
from gql.importers.wordpress.seo import SEO_KEYS

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
_READ_PREFIXES = ("_menu_item_", "_series_part")
_PREFIXES_OF_WORDPRESS = ("_oembed_", "_wp_")


_LINES = {"entry": "post meta", "comment": "comment meta"}  # of the report; of others: term meta


def meta_drafts(
    element: Element, kind: str, source_id: str, id: str
) -> Iterator[MetaDraft | Skipped]:
    """The meta of an element that is imported, and what of it is left out, by reason.

    `kind` is that of the import map; `id` names the element in the report.
    """
    values: list[tuple[str, str]] = []
    reasons: Counter[str] = Counter()
    length = 0
    for key, text in element.all_meta:
        if _is_read(key) or (kind != "comment" and key in SEO_KEYS):
            continue
        value = _as_json(text)
        length += len(value.encode())
        if reason := _reason(key) or _too_much(key, value, len(values), length):
            reasons[reason] += 1
        else:
            values.append((key, value))
    if values:
        yield MetaDraft(kind, source_id, tuple(values))
    yield from _skipped(_LINES.get(kind, "term meta"), reasons, id)


def unread_meta(element: Element, line: str, id: str) -> Iterator[Skipped]:
    """Meta for which there is no place, by reason, for this line of the report."""
    reasons = Counter(
        _reason(key) or f"{key[:60]}, for which there is no place"
        for key, _ in element.all_meta
        if not _is_read(key)
    )
    yield from _skipped(line, reasons, id)


def _skipped(line: str, reasons: Counter[str], id: str) -> Iterator[Skipped]:
    for reason, count in reasons.items():
        yield Skipped(line, reason, count, (id,) * count)


def _is_read(key: str) -> bool:
    return key in _READ or key.startswith(_READ_PREFIXES)


def _as_json(text: str) -> str:
    try:
        return orjson.dumps(unserialized(text)).decode()
    except orjson.JSONEncodeError:  # an integer beyond 64 bits
        return orjson.dumps(text).decode()


def _too_much(key: str, value: str, count: int, length: int) -> str | None:
    """Why a value is too much for one record, if it is."""
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        return "without a key, or with one that is too long"
    if len(value.encode()) > MAX_VALUE_LENGTH:
        return f"longer than {MAX_VALUE_LENGTH:,} bytes"
    if count >= MAX_VALUES or length > MAX_LENGTH:
        return f"more than {MAX_VALUES} values, or {MAX_LENGTH:,} bytes, of one record"
    return None


def _reason(key: str) -> str | None:
    """Why a key is left out wherever it is, if it is."""
    if key == "_wp_page_template":
        return "the page template, which is the theme's"
    if key in _OF_WORDPRESS or key.startswith(_PREFIXES_OF_WORDPRESS):
        return "WordPress's own notes"
    # WordPress hides these from its own editors: what themes and plugins keep for themselves
    return f"{key[:60]}, which is private" if key.startswith("_") else None
