"""Sanitising HTML with an allow list: nh3, the Python binding of the Rust library ammonia.

ammonia parses like a browser (html5ever) and serialises in one canonical syntax, so the regular
expressions in this room match tags of sanitised HTML exactly.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3

from gql.content.text.anchors import settle_anchors
from gql.content.text.embeds import has_embeds, link_unknown_embeds, write_players
from gql.content.text.html_tags import BLOCKS, COMMENT_TAGS, EMBEDDING, INLINE, MEDIA, OPAQUE
from gql.content.text.nesting import is_too_deep, may_be_too_deep, without_tags

ALLOWED_SCHEMES = frozenset(["http", "https", "mailto"])
_ALLOWED_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "title", "lang", "dir", "id"},
    "a": {"href", "hreflang", "name"},
    "abbr": {"title"},
    "audio": {"src", "controls"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "embed": {"src"},
    "iframe": {"src", "width", "height"},
    "img": {"src", "alt", "width", "height"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "object": {"data"},
    "ol": {"start", "reversed"},
    "q": {"cite"},
    "source": {"src", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"src", "poster", "controls", "width", "height"},
}
_URL_ATTRIBUTES = frozenset(["href", "src", "cite", "poster", "data"])
_ALLOWED_CLASS = re.compile(
    r"align(left|right|center|wide|full)|has-text-align-(left|center|right)|language-[\w+#-]{1,30}"
    r"|footnotes|footnote-(ref|item|backref)"
)
_PRE_BEFORE_NEWLINE = re.compile(r"<pre(?: [a-z-]+=\"[^\"]*\")*>(?=\n)")
_SCHEME = re.compile(r"^([^/?#:]*):")
_NUMERIC_ATTRIBUTES = frozenset(["width", "height", "span", "colspan", "rowspan", "start", "value"])


def sanitise(html: str) -> str:
    """Sanitise HTML of an author with the allow list of posts. Idempotent.

    Embedded pages become players or links, and links within the text agree with their targets.
    """
    clean = _clean(_POST_CLEANER, html)
    if has_embeds(clean):
        clean = write_players(_clean(_POST_CLEANER, link_unknown_embeds(clean)))
    return settle_anchors(clean)


def sanitise_comment(html: str) -> str:
    """Sanitise HTML of a reader: no images, headings or classes. Idempotent.

    Links get rel="nofollow ugc", as wp_rel_ugc() in WordPress gives those in comments.
    """
    return _clean(_COMMENT_CLEANER, html)


def _clean(cleaner: nh3.Cleaner, html: str) -> str:
    if may_be_too_deep(html):
        html = without_tags(html)
    clean = cleaner.clean(html)
    if is_too_deep(clean):
        # its text: converters of HTML call themselves for each level
        clean = without_tags(clean)
    # HTML parsers drop a newline right after <pre> (HTML Living Standard, 13.2.6.4.7) and the
    # serialiser does not add another one: without this, each sanitising would remove a line.
    return _PRE_BEFORE_NEWLINE.sub(r"\g<0>\n", clean).strip()


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value to keep for an allowed attribute, or None to drop it."""
    if name in _URL_ATTRIBUTES:
        schemes = ALLOWED_SCHEMES if tag == "a" else ALLOWED_SCHEMES - {"mailto"}
        return value if has_allowed_scheme(value, schemes) else None
    if name == "class":
        return " ".join(c for c in value.split() if _ALLOWED_CLASS.fullmatch(c)) or None
    if name in _NUMERIC_ATTRIBUTES and tag != "data":
        return value if re.fullmatch(r"-?\d{1,6}%?", value) else None
    return value


def has_allowed_scheme(url: str, schemes: frozenset[str]) -> bool:
    """Whether a URL has one of these schemes, or none and is relative to its page.

    Decides about links of comments in Markdown, too: there a refused link stays text.
    """
    # Browsers drop tabs and newlines anywhere in a URL and control characters before it (URL
    # Standard, 4.4), and read "\\" like "/": "java\nscript:" is a script. Invisible characters are
    # dropped as well, for software that follows links less strictly.
    cleaned = re.sub(r"[\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202f\ufeff]", "", url)
    scheme = _SCHEME.match(cleaned.replace("\\", "/"))
    return scheme is None or scheme[1].lower() in schemes


# nh3.Cleaner is built once: building one costs more than cleaning a short text
def _build_cleaner(
    tags: frozenset[str],
    attributes: dict[str, set[str]],
    rel: str,
    attribute_filter: Callable[[str, str, str], str | None],
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        # dropped with their content: what is inside of them is parsed by other rules than HTML,
        # and text that moves from one parsing mode to another is how mutation XSS works
        clean_content_tags=set(OPAQUE - tags),
        attributes=attributes,
        attribute_filter=attribute_filter,
        url_schemes=set(ALLOWED_SCHEMES),
        link_rel=rel,
        strip_comments=True,
    )


_POST_CLEANER = _build_cleaner(
    INLINE | BLOCKS | MEDIA | EMBEDDING, _ALLOWED_ATTRIBUTES, "noopener", _filter_attribute
)
_COMMENT_CLEANER = _build_cleaner(
    COMMENT_TAGS,
    {"a": {"href"}, "abbr": {"title"}, "ol": {"start"}},
    "noopener nofollow ugc",
    _filter_attribute,
)
