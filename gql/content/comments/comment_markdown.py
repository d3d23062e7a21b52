"""Markdown as a comment may use it. What it may not, HTML first of all, stays the text it was."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, hr, paragraph
from markdown_it.rules_inline import StateInline

from gql.content.text.html import SCHEMES, leads_outside_code

_NOT_IN_COMMENTS = [
    "entity",
    "heading",
    "html_block",
    "html_inline",
    "lheading",
    "reference",
]
_SCHEME = re.compile(r"(?<![A-Za-z0-9])https?$", re.IGNORECASE)
_NOT_IN_ADDRESS = r"\s<>()\"`\u00ab\u00bb\u2018-\u201f\u2026"
# brackets belong to an address in pairs, and what ends a sentence does not end an address
_REST = re.compile(rf"://(?:[^{_NOT_IN_ADDRESS}]|\([^{_NOT_IN_ADDRESS}]*\))+(?<![.,:;!?'*_~\]])")


def comment_html_of(markdown: str) -> str:
    """Paragraphs, emphasis, links, lists, quotations and code as HTML: not yet sanitised.

    A line that ends is a line that ends, for people who write comments press Enter.
    """
    return str(_READER.render(markdown))


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name
        return leads_outside_code(url, SCHEMES)


def _image_as_text(state: StateInline, silent: bool) -> bool:
    """Without this, what follows the exclamation mark would be a link."""
    if not state.src.startswith("![", state.pos, state.posMax):
        return False
    if not silent:
        state.pending += "!["
    state.pos += 2
    return True


def _rule_as_text(state: StateBlock, line: int, last: int, silent: bool) -> bool:
    """Without this, * * * would be three lists in each other, with nothing in them."""
    return not silent and hr(state, line, last, True) and paragraph(state, line, last, silent)


def _bare_address(state: StateInline, silent: bool) -> bool:
    """linkify-it would take the square of the length of what can be written to have it do so."""
    scheme = _SCHEME.search(state.pending[-6:])
    rest = _REST.match(state.src, state.pos, state.posMax) if scheme else None
    if silent or state.linkLevel or not scheme or not rest:
        return False
    address = scheme[0] + rest[0]
    state.pending = state.pending[: -len(scheme[0])]
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(address)}
    state.push("text", "", 0).content = address
    state.push("link_close", "a", -1)
    state.pos = rest.end()
    return True


def _reader() -> MarkdownIt:
    reader = _Reader("commonmark", {"html": False, "breaks": True}).disable(_NOT_IN_COMMENTS)
    reader.block.ruler.at("hr", _rule_as_text, {"alt": []})
    reader.inline.ruler.at("image", _image_as_text)
    reader.inline.ruler.push("bare_address", _bare_address)
    return reader


_READER = _reader()
