"""Markdown footnotes: `[^name]` in the text and `[^name]: note`, linked to each other in HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_plugin, footnote_ref

# A slug has no colon, so the anchor of a heading (headings.py) never equals the id of a footnote.
FOOTNOTE_ID = re.compile(r"fn(ref)?:[0-9]{1,5}(:[0-9]{1,5})?")
MAX_FOOTNOTE_REFERENCES = 2_000  # one is forty times as long in HTML as in Markdown
_REFERENCE_SYNTAX = re.compile(r"\[\^[^\s\]]{1,100}\]")
_BACKLINK = re.compile(r' ?<a href="#fnref:[0-9:]+" class="footnote-backref"[^>]*>[^<]*</a>')
_REFERENCE = re.compile(r'<sup class="footnote-ref">.*?</sup>', re.DOTALL)
_NOTES = re.compile(r'<section class="footnotes">.*?</section>', re.DOTALL)
_REFERENCE_LINK = re.compile(r'<a href="#fn:[0-9]+" id="[^"]*"[^>]*>(\[[0-9]+\])</a>')


def enable_footnotes(parser: MarkdownIt) -> None:
    """Add footnotes to a Markdown parser. All ids in its HTML match FOOTNOTE_ID."""
    # inline notes, ^[like this], are off: the plugin searches for their end like that of references
    footnote_plugin(parser, inline=False)
    parser.inline.ruler.at("footnote_ref", _bounded_reference)
    parser.add_render_rule("footnote_anchor_name", _anchor_name)
    parser.add_render_rule("footnote_caption", _caption)
    parser.add_render_rule("footnote_block_open", _block_open)


def strip_footnote_links(html: str) -> str:
    """Remove the links between footnotes from sanitised HTML; keep their numbers, such as [1].

    In Markdown and plain text these links would have no target.
    """
    return _REFERENCE_LINK.sub(r"\1", _BACKLINK.sub("", html))


def without_footnotes(html: str) -> str:
    """Remove the footnotes and their numbers from sanitised HTML: excerpts have neither."""
    return _NOTES.sub("", _REFERENCE.sub("", html))


def _bounded_reference(state: StateInline, silent: bool) -> bool:
    """Read a reference as the plugin does, but in linear time and at most
    MAX_FOOTNOTE_REFERENCES times in a text."""
    # The plugin searches the rest of the text for the closing bracket at every opening one: time
    # quadratic in the length of "[^[^[^…". The regular expression looks at 100 characters.
    if not _REFERENCE_SYNTAX.match(state.src, state.pos):
        return False
    count = state.env.get("footnote_references", 0)
    if count >= MAX_FOOTNOTE_REFERENCES or not footnote_ref(state, silent):
        return False
    state.env["footnote_references"] = count + (not silent)
    return True


# The plugin's own anchors have no colon (fn1, fnref1), so they could equal the anchor of a heading.
def _anchor_name(self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    return f":{tokens[index].meta['id'] + 1}"


def _caption(self: object, tokens: Sequence[Token], index: int, *_: object) -> str:
    return f"[{tokens[index].meta['id'] + 1}]"


def _block_open(*_: object) -> str:
    return '<section class="footnotes">\n<ol>\n'
