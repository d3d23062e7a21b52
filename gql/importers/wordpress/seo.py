"""What plugins for search engines keep of posts, pages and terms: Rank Math, Yoast SEO and All in
One SEO.

Where several plugins have been used, the first in each list wins: they take over the values of
Yoast SEO when they are installed, and are edited since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from gql.content.address import http_url
from gql.content.draft import Skipped
from gql.content.draft_seo import SeoDraft
from gql.content.seo import MAX_DESCRIPTION, MAX_TITLE, plain_line
from gql.importers.wordpress import conversions
from gql.importers.wordpress.element import Element
from gql.importers.wordpress.php_value import unserialized
from gql.importers.wordpress.seo_placeholders import Placeholders, UnknownPlaceholder

LINE = "values for search engines"  # of the report, as in gql.importers.rows.seo

# previews of X have no texts of their own here: they stand in for those of Open Graph
KEYS = {
    "title": ("rank_math_title", "_yoast_wpseo_title", "_aioseo_title", "_aioseop_title"),
    "description": (
        "rank_math_description",
        "_yoast_wpseo_metadesc",
        "_aioseo_description",
        "_aioseop_description",
    ),
    "canonical_url": (
        "rank_math_canonical_url",
        "_yoast_wpseo_canonical",
        "_aioseo_canonical_url",
        "_aioseop_custom_link",
    ),
    "is_indexed": ("rank_math_robots", "_yoast_wpseo_meta-robots-noindex", "_aioseop_noindex"),
    "image": (
        "rank_math_facebook_image_id",
        "_yoast_wpseo_opengraph-image-id",
        "rank_math_twitter_image_id",
        "_yoast_wpseo_twitter-image-id",
    ),
    "open_graph_title": (
        "rank_math_facebook_title",
        "_yoast_wpseo_opengraph-title",
        "_aioseo_og_title",
        "rank_math_twitter_title",
        "_yoast_wpseo_twitter-title",
        "_aioseo_twitter_title",
    ),
    "open_graph_description": (
        "rank_math_facebook_description",
        "_yoast_wpseo_opengraph-description",
        "_aioseo_og_description",
        "rank_math_twitter_description",
        "_yoast_wpseo_twitter-description",
        "_aioseo_twitter_description",
    ),
    "twitter_card": ("rank_math_twitter_card_type",),
}
# the address of a picture, beside the key of its number
_ADDRESSES = {
    "rank_math_facebook_image": "rank_math_facebook_image_id",
    "rank_math_twitter_image": "rank_math_twitter_image_id",
    "_yoast_wpseo_opengraph-image": "_yoast_wpseo_opengraph-image-id",
    "_yoast_wpseo_twitter-image": "_yoast_wpseo_twitter-image-id",
}
_CARDS = {
    "summary": "SUMMARY",
    "summary_card": "SUMMARY",
    "summary_large_image": "SUMMARY_LARGE_IMAGE",
}
SEO_KEYS = frozenset(key for keys in KEYS.values() for key in keys) | _ADDRESSES.keys()
_NOT_SAID = (None, "", "0")


class _LeftOutError(Exception):
    """A value that is not imported; the message is the reason."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a plugin, and what its placeholders stand for."""

    key: str
    text: str
    placeholders: Placeholders

    def line(self, most: int) -> str | None:
        try:
            line = plain_line(self.placeholders.replaced(self.key, self.text))
        except UnknownPlaceholder as unknown:
            raise _LeftOutError(f"with {unknown}, which only the plugin knows") from None
        if line and len(line) > most:
            raise _LeftOutError(f"longer than {most:,} characters")
        return line


def _title(value: _Value) -> str | None:
    return value.line(MAX_TITLE)


def _description(value: _Value) -> str | None:
    return value.line(MAX_DESCRIPTION)


def _url(value: _Value) -> str:
    if not (url := http_url(value.text)):
        raise _LeftOutError("its address begins with neither https:// nor http://")
    return url


def _is_indexed(value: _Value) -> bool | None:
    read = unserialized(value.text)  # Rank Math has a list: noindex, nofollow
    words = read if isinstance(read, list) else [read]
    if value.key == "_yoast_wpseo_meta-robots-noindex" and "2" in words:
        return True
    return False if {"noindex", "1", "on"} & {str(word) for word in words} else None


def _image(value: _Value) -> str:
    if not value.text.isdecimal():
        raise _LeftOutError("its picture is no file of the export")
    return conversions.source_id(value.text)


def _twitter_card(value: _Value) -> str:
    if value.text not in _CARDS:
        raise _LeftOutError(f"a preview of the kind {value.text[:50]}")
    return _CARDS[value.text]


_READ: dict[str, Callable[[_Value], Any]] = {
    "title": _title,
    "description": _description,
    "canonical_url": _url,
    "is_indexed": _is_indexed,
    "image": _image,
    "open_graph_title": _title,
    "open_graph_description": _description,
    "twitter_card": _twitter_card,
}


def seo_drafts(
    element: Element, kind: str, source_id: str, id: str, placeholders: Placeholders
) -> Iterator[SeoDraft | Skipped]:
    """What plugins for search engines keep of an element, and what of it is left out, by reason.

    `kind` is that of the import map; `id` names the element in the report.
    """
    reasons: Counter[str] = Counter()
    values = {
        name: value
        for name in KEYS
        if (value := _first(element, name, placeholders, reasons)) is not None
    }
    alone = [key for key, number in _ADDRESSES.items() if not _is_said(element, number)]
    if without_number := sum(_is_said(element, key) for key in alone):
        reasons["a picture of which only the address is known"] += without_number
    if values:
        yield SeoDraft(kind, source_id, tuple(values.items()))
    for reason, count in reasons.items():
        yield Skipped(LINE, reason, count, (id,) * count)


def _first(element: Element, name: str, placeholders: Placeholders, reasons: Counter[str]) -> Any:
    """The first of the values of a name that can be imported; the others are counted."""
    found = None
    for key in KEYS[name]:
        if not _is_said(element, key):
            continue
        try:
            value = _READ[name](_Value(key, element.meta[key], placeholders))
        except _LeftOutError as left_out:
            reasons[str(left_out)] += 1
            continue
        if found is None:
            found = value
        elif value is not None:
            reasons["another value of the same kind is there"] += 1
    return found


def _is_said(element: Element, key: str) -> bool:
    # plugins store empty texts and zeros for what was not filled in
    return element.meta.get(key) not in _NOT_SAID
