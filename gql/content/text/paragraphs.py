"""Plain-text paragraphs as HTML, the way WordPress reads what its authors type.

An empty line parts paragraphs, a single line break is one. Quotation marks stay as they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from gql.content.text.html_tags import BLOCKS, OPAQUE, tags

_BLOCKS = BLOCKS | OPAQUE | tags("audio dir fieldset form hgroup legend map menu video")
_VOID = tags("hr col embed")
_UNTOUCHED = tags("pre audio video") | OPAQUE
_ONE_PARAGRAPH = tags("address caption dt figcaption h1 h2 h3 h4 h5 h6 legend p summary")
_NO_TEXT = tags("colgroup dl dir menu ol table tbody tfoot thead tr ul")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]*>")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_BROKEN_ALREADY = re.compile(r"(<br\b[^<>]*>)[^\S\n]*\n", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """HTML whose paragraphs and line breaks are marked. Blocks that are there already stay."""
    page = _Page()
    for piece in _pieces(text.replace("\r\n", "\n").replace("\r", "\n")):
        page.add(piece)
    return page.finish()


@dataclass(slots=True)
class _Page:
    """The HTML so far, the blocks that are open, and the text since the last block's tag."""

    html: list[str] = field(default_factory=list)
    open_blocks: list[str] = field(default_factory=list)
    run: list[str] = field(default_factory=list)

    def add(self, piece: str | re.Match[str]) -> None:
        if isinstance(piece, str):
            self.run.append(piece)
            return
        self._end_run()
        self.html.append(piece[0])
        name = piece[2].lower()
        if piece[1]:
            self._close(name)
        elif name not in _VOID:
            self.open_blocks.append(name)

    def finish(self) -> str:
        self._end_run()
        return "".join(self.html)

    def _close(self, name: str) -> None:
        if name in self.open_blocks:
            while self.open_blocks.pop() != name:
                pass

    def _end_run(self) -> None:
        text, self.run = "".join(self.run), []
        block = self.open_blocks[-1] if self.open_blocks else None
        if not text.strip() or block in _UNTOUCHED or block in _NO_TEXT:
            self.html.append(text)
        elif block in _ONE_PARAGRAPH or not _has_paragraphs(text, block):
            self.html.append(_with_breaks(text))
        else:
            parts = (part.strip() for part in _EMPTY_LINE.split(text))
            self.html.append("\n".join(f"<p>{_with_breaks(part)}</p>" for part in parts if part))


def _has_paragraphs(text: str, block: str | None) -> bool:
    return block is None or block == "blockquote" or _EMPTY_LINE.search(text.strip()) is not None


def _with_breaks(text: str) -> str:
    inside = text.strip("\n")
    marked = _BROKEN_ALREADY.sub(r"\1", inside)
    return "".join(
        part if part.startswith("<") else part.replace("\n", "<br />\n")
        for part in re.split(r"(<[A-Za-z/][^<>]*>)", marked)
    )


def _pieces(text: str) -> list[str | re.Match[str]]:
    """Text, and the tags of blocks. What stands inside an opaque block is one piece of text."""
    pieces: list[str | re.Match[str]] = []
    end, inside = 0, ""
    for tag in _TAG.finditer(text):
        name = tag[2].lower()
        if name not in _BLOCKS or (inside and not (tag[1] and name == inside)):
            continue
        pieces += [text[end : tag.start()], tag]
        end = tag.end()
        inside = name if name in _UNTOUCHED and not tag[1] else ""
    return [*pieces, text[end:]]
