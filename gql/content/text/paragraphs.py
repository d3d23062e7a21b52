"""Paragraphs and line breaks from plain line breaks, like wpautop() in WordPress.

An empty line separates paragraphs, a single line break becomes <br>. Unlike WordPress, quotation
marks are not replaced (wptexturize()).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gql.content.text.html_tags import BLOCKS, OPAQUE, tag_set

# the list $allblocks of wpautop(), and everything whose content is not prose
_BLOCKS = BLOCKS | OPAQUE | tag_set("audio dir fieldset form hgroup legend map menu video")
_VOID = tag_set("hr col embed")
_VERBATIM = tag_set("pre audio video") | OPAQUE
_SINGLE_PARAGRAPH = tag_set("address caption dt figcaption h1 h2 h3 h4 h5 h6 legend p summary")
_STRUCTURE_ONLY = tag_set("colgroup dl dir menu ol table tbody tfoot thead tr ul")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_BREAK_BEFORE_NEWLINE = re.compile(r"(<br\b[^<>]*>)[^\S\n]*\n", re.IGNORECASE)


def add_paragraphs(text: str) -> str:
    """Add <p> and <br> tags to HTML of an author. Block elements that are there already stay.

    One pass with a stack of open blocks, in linear time, instead of wpautop()'s replacements over
    the whole text.
    """
    builder = _ParagraphBuilder()
    for piece in _split_at_block_tags(text.replace("\r\n", "\n").replace("\r", "\n")):
        builder.add(piece)
    return builder.finish()


@dataclass(slots=True)
class _ParagraphBuilder:
    """The HTML so far, the stack of open blocks, and the text since the last block tag."""

    html: list[str] = field(default_factory=list)
    open_blocks: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)

    def add(self, piece: str | re.Match[str]) -> None:
        """Add a text, or the match of a block tag."""
        if isinstance(piece, str):
            self.pending.append(piece)
            return
        self._flush_pending()
        self.html.append(piece[0])
        name = piece[2].lower()
        if piece[1]:
            self._close(name)
        elif name not in _VOID:
            self.open_blocks.append(name)

    def finish(self) -> str:
        """Return the HTML, with the last text in it."""
        self._flush_pending()
        return "".join(self.html)

    def _close(self, name: str) -> None:
        # a closing tag without an opening one closes nothing
        if name in self.open_blocks:
            while self.open_blocks.pop() != name:
                pass

    def _flush_pending(self) -> None:
        text, self.pending = "".join(self.pending), []
        block = self.open_blocks[-1] if self.open_blocks else None
        if not text.strip() or block in _VERBATIM or block in _STRUCTURE_ONLY:
            self.html.append(text)
        elif block in _SINGLE_PARAGRAPH or not _needs_paragraphs(text, block):
            self.html.append(_add_line_breaks(text))
        else:
            parts = (part.strip() for part in _EMPTY_LINE.split(text))
            self.html.append(
                "\n".join(f"<p>{_add_line_breaks(part)}</p>" for part in parts if part)
            )


def _needs_paragraphs(text: str, block: str | None) -> bool:
    """Whether a text gets <p> tags: at the top, in a quotation, or where it has an empty line."""
    return block is None or block == "blockquote" or _EMPTY_LINE.search(text.strip()) is not None


def _add_line_breaks(text: str) -> str:
    # a line break that follows <br> already is not doubled; one within a tag is left alone
    inside = text.strip("\n")
    marked = _BREAK_BEFORE_NEWLINE.sub(r"\1", inside)
    return "".join(
        part if part.startswith("<") else part.replace("\n", "<br />\n")
        for part in re.split(r"(<[A-Za-z/][^<>]*>)", marked)
    )


def _split_at_block_tags(text: str) -> list[str | re.Match[str]]:
    """Split HTML into texts and matches of block tags. A verbatim block is one text."""
    pieces: list[str | re.Match[str]] = []
    end, inside = 0, ""
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name not in _BLOCKS or (inside and not (tag[1] and name == inside)):
            continue
        pieces += [text[end : tag.start()], tag]
        end = tag.end()
        inside = name if name in _VERBATIM and not tag[1] else ""
    return [*pieces, text[end:]]
