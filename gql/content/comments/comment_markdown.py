"""Markdown for comments: a subset of CommonMark without HTML, headings and images.

Syntax outside of the subset is not an error: it stays in the text as it was typed.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, hr, paragraph
from markdown_it.rules_inline import StateInline

from gql.content.text.html import ALLOWED_SCHEMES, has_allowed_scheme

# Setext headings (lheading), entities and reference definitions go too: each would turn text that
# people type without thinking of Markdown into something else, or into nothing.
_DISABLED_RULES = [
    "entity",
    "heading",
    "html_block",
    "html_inline",
    "lheading",
    "reference",
]
_URL_SCHEME = re.compile(r"(?<![A-Za-z0-9])https?$", re.IGNORECASE)
_NOT_IN_URL = r"\s<>()\"`\u00ab\u00bb\u2018-\u201f\u2026"
# brackets belong to a URL in pairs only, and punctuation that ends a sentence does not end a URL:
# the path validation of autolinks in GitHub Flavored Markdown, section 6.9
_URL_AFTER_SCHEME = re.compile(
    rf"://(?:[^{_NOT_IN_URL}]|\([^{_NOT_IN_URL}]*\))+(?<![.,:;!?'*_~\]])"
)


def comment_markdown_to_html(markdown: str) -> str:
    """Render paragraphs, emphasis, links, lists, quotations and code as HTML, not yet sanitised.

    Single line breaks become <br>, as in WordPress comments.
    """
    return str(_PARSER.render(markdown))


class _CommentParser(MarkdownIt):
    """markdown-it with our own list of allowed link schemes."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return has_allowed_scheme(url, ALLOWED_SCHEMES)


def _image_marker_as_text(state: StateInline, silent: bool) -> bool:
    """Keep `![` as text. With the image rule merely disabled, the rest would become a link."""
    if not state.src.startswith("![", state.pos, state.posMax):
        return False
    if not silent:
        state.pending += "!["
    state.pos += 2
    return True


def _thematic_break_as_text(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """Keep `* * *` as text. With the hr rule merely disabled, it would become three nested empty
    lists."""
    return not silent and hr(state, line, last, True) and paragraph(state, line, last, silent)


def _autolink_bare_url(state: StateInline, silent: bool) -> bool:
    """Link an http(s) URL in running text, as make_clickable() does in WordPress.

    linkify-it is not used: its time is quadratic in the length of texts written for that purpose.
    """
    # markdown-it's text rule stops at ":", so the scheme is already in `pending` at this point;
    # six characters are enough for "https" and the one before it
    scheme = _URL_SCHEME.search(state.pending[-6:])
    rest = _URL_AFTER_SCHEME.match(state.src, state.pos, state.posMax) if scheme else None
    if silent or state.linkLevel or not scheme or not rest:
        return False
    url = scheme[0] + rest[0]
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(url)}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
    state.pos = rest.end()
    return True


def _comment_parser() -> MarkdownIt:
    parser = _CommentParser("commonmark", {"html": False, "breaks": True}).disable(_DISABLED_RULES)
    parser.block.ruler.at("hr", _thematic_break_as_text, {"alt": []})
    parser.inline.ruler.at("image", _image_marker_as_text)
    parser.inline.ruler.push("bare_url", _autolink_bare_url)
    return parser


_PARSER = _comment_parser()
