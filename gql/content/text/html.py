"""Which HTML is kept.

What is sanitised has one spelling only, so that what comes after finds its tags exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3

from gql.content.text.footnotes import NOTE_ID
from gql.content.text.html_tags import BLOCKS, IN_COMMENTS, INLINE, MEDIA, NEVER_DEEP, OPAQUE

DEEPEST = 50
SCHEMES = frozenset(["http", "https", "mailto"])
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "title", "lang", "dir"},
    "a": {"href", "hreflang", "id"},
    "abbr": {"title"},
    "audio": {"src", "controls"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value", "id"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "poster", "controls", "width", "height"},
}
_ADDRESSES = frozenset(["href", "src", "cite", "poster"])
_CLASS = re.compile(
    r"align(left|right|center|wide|full)|has-text-align-(left|center|right)|language-[\w+#-]{1,30}"
    r"|footnotes|footnote-(ref|item|backref)"
)
_ANY_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*)[^<>]*>?")
_PRE = re.compile(r"<pre(?: [a-z-]+=\"[^\"]*\")*>(?=\n)")
_SCHEME = re.compile(r"^([^/?#:]*):")
_NUMBERS = frozenset(["width", "height", "span", "colspan", "rowspan", "start", "value"])


def sanitise(html: str) -> str:
    """What an author wrote, with what a post may hold. Idempotent."""
    return _cleaned(_POST, html)


def sanitise_comment(html: str) -> str:
    """What anybody wrote, with what a comment may hold: no images, no headings, no classes."""
    return _cleaned(_COMMENT, html)


def _cleaned(cleaner: nh3.Cleaner, html: str) -> str:
    # readers of HTML drop a line break that opens a pre, and nh3 writes no second one for them
    return _PRE.sub(r"\g<0>\n", cleaner.clean(_not_too_deep(html))).strip()


def _not_too_deep(html: str) -> str:
    """Parsers take the square of the depth. What is nested beyond all prose loses its tags."""
    depth = 0
    for tag in _ANY_TAG.finditer(html):
        if tag[2].lower() not in NEVER_DEEP:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > DEEPEST:
                return _ANY_TAG.sub("", html)
    return html


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name in _ADDRESSES:
        schemes = SCHEMES if tag == "a" else SCHEMES - {"mailto"}
        return value if leads_outside_code(value, schemes) else None
    if name == "id":
        # any other could take the place of a heading's anchor or of a name in a front end's code
        return value if NOTE_ID.fullmatch(value) else None
    if name == "class":
        return " ".join(c for c in value.split() if _CLASS.fullmatch(c)) or None
    if name in _NUMBERS and tag != "data":
        return value if re.fullmatch(r"-?\d{1,6}%?", value) else None
    return value


def leads_outside_code(address: str, schemes: frozenset[str]) -> bool:
    """Whether its scheme is one of these, or that of the page it stands on."""
    # browsers drop these characters before they look for the scheme
    plain = re.sub(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\ufeff]", "", address)
    scheme = _SCHEME.match(plain.replace("\\", "/"))
    return scheme is None or scheme[1].lower() in schemes


def _cleaner(
    tags: frozenset[str],
    attributes: dict[str, set[str]],
    rel: str,
    keep: Callable[[str, str, str], str | None],
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(OPAQUE),
        attributes=attributes,
        attribute_filter=keep,
        url_schemes=set(SCHEMES),
        link_rel=rel,
        strip_comments=True,
    )


_POST = _cleaner(INLINE | BLOCKS | MEDIA, _ATTRIBUTES, "noopener", _attribute)
_COMMENT = _cleaner(
    IN_COMMENTS,
    {"a": {"href"}, "abbr": {"title"}, "ol": {"start"}},
    "noopener nofollow ugc",
    _attribute,
)
