"""Footnotes: a place in the text and a note at its end, which lead to each other in HTML only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote.index import footnote_plugin, footnote_ref

# a slug has no colon: no heading's anchor is a note's, and no note's a heading's
NOTE_ID = re.compile(r"fn(ref)?:[0-9]{1,5}(:[0-9]{1,5})?")
MOST_REFERENCES = 2_000  # each is written forty times as long as it was typed
_MARK = re.compile(r"\[\^[^\s\]]{1,100}\]")
_BACK = re.compile(r' ?<a href="#fnref:[0-9:]+" class="footnote-backref"[^>]*>[^<]*</a>')
_REFERENCE = re.compile(r'<a href="#fn:[0-9]+" id="[^"]*"[^>]*>(\[[0-9]+\])</a>')


def footnotes(reader: MarkdownIt) -> None:
    """Teaches a reader [^name] and [^name]: note. The ids that it writes are those of NOTE_ID."""
    footnote_plugin(reader, inline=False)
    reader.inline.ruler.at("footnote_ref", _reference)
    reader.add_render_rule("footnote_anchor_name", _name)
    reader.add_render_rule("footnote_caption", _caption)
    reader.add_render_rule("footnote_block_open", _block_open)


def without_note_links(html: str) -> str:
    """Sanitised HTML in which the numbers of notes stay, and what leads to and fro does not."""
    return _REFERENCE.sub(r"\1", _BACK.sub("", html))


def _reference(state: StateInline, silent: bool) -> bool:
    # the plugin looks for the bracket's end in all that follows, each time that one opens
    if not _MARK.match(state.src, state.pos):
        return False
    count = state.env.get("named", 0)
    if count >= MOST_REFERENCES or not footnote_ref(state, silent):
        return False
    state.env["named"] = count + (not silent)
    return True


def _name(self: object, tokens: Sequence[Token], place: int, *_: object) -> str:
    return f":{tokens[place].meta['id'] + 1}"


def _caption(self: object, tokens: Sequence[Token], place: int, *_: object) -> str:
    return f"[{tokens[place].meta['id'] + 1}]"


def _block_open(*_: object) -> str:
    return '<section class="footnotes">\n<ol>\n'
