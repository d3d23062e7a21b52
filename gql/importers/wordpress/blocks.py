"""Blocks that have no HTML of their own: WordPress makes it when a page is shown.

Those whose HTML can be made of the export get it here; others are left out, and counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from gql.importers.wordpress.block_markup import Delimiter, delimiters
from gql.importers.wordpress.findings import BLOCKS, Findings
from gql.importers.wordpress.footnotes import PLACE
from gql.importers.wordpress.library import Library

MAX_NESTING = 10  # of reusable blocks within each other
MAX_LENGTH = 2_000_000  # characters of one text, reusable blocks included
# the icon of an accordion's heading, and the preview of a file above the link to it
_LOOKS = re.compile(
    r"<span class=\"wp-block-accordion-heading__toggle-icon\"[^<>]*>[^<>]{0,20}</span>"
    r"|<object class=\"wp-block-file__embed\"[^<>]*></object>"
)


@dataclass(slots=True)
class BlockConverter:
    """Converts the blocks of one text."""

    library: Library
    findings: Findings
    _open: list[str] = field(default_factory=list)  # numbers of reusable blocks
    _length: int = 0

    def convert(self, content: str) -> str:
        """The content with the HTML of blocks that have none of their own."""
        parts: list[str] = []
        end = 0
        hidden = ""  # the block whose own HTML another replaces
        for delimiter in delimiters(content):
            between = content[end : delimiter.start]
            end = delimiter.end
            if not hidden:
                parts.append(between)
            if hidden:
                hidden = "" if delimiter.is_closing and delimiter.name == hidden else hidden
            elif delimiter.is_void:
                parts.append(self._void(delimiter))
            elif not delimiter.is_closing and (html := self._replacement(delimiter)):
                parts.append(html)
                hidden = delimiter.name
            else:
                following = content[end : end + 2_000]
                parts += [content[delimiter.start : end], _around(delimiter, following)]
        return _LOOKS.sub("", "".join([*parts, content[end:]]))

    def _void(self, block: Delimiter) -> str:
        if block.name == "core/block":
            return self._reusable(block.text("ref"))
        if block.name == "core/footnotes":
            return PLACE
        if write := _WRITERS.get(block.name):
            self.findings.keep(BLOCKS)
            return write(block)
        if url := next((block.text(k) for k in ("url", "feedURL", "href") if block.text(k)), ""):
            self.findings.notes[f"the block {block.name} became what it showed, or a link"] += 1
            if url.startswith(("https://", "http://")):
                # on a line of its own: to be embedded, and counted as an embed
                return f"\n{escape(url, quote=False)}\n"
            self.findings.keep(BLOCKS)
            return f"<p>{_link(url, url)}</p>"
        if block.name == "core/navigation":
            self.findings.skip(BLOCKS, "core/navigation, whose items are in a menu")
            return ""
        maker = "WordPress" if block.name.startswith("core/") else "a plugin"
        self.findings.skip(BLOCKS, f"{block.name[:60]}, which {maker} fills in")
        return ""

    def _reusable(self, number: str) -> str:
        content = self.library.blocks.get(number)
        if content is None:
            self.findings.skip(BLOCKS, "a reusable block that is not in the export")
            return ""
        if number in self._open or len(self._open) >= MAX_NESTING:
            self.findings.skip(BLOCKS, "a reusable block within itself")
            return ""
        self._length += len(content)
        if self._length > MAX_LENGTH:
            self.findings.skip(BLOCKS, "reusable blocks that make the text too long")
            return ""
        self._open.append(number)
        html = self.convert(content)
        self._open.pop()
        if not self._open:
            self.findings.keep("reusable blocks")
        return html

    def _replacement(self, block: Delimiter) -> str:
        """HTML in place of a block's own, where that cannot be kept."""
        if block.name != "core/math" or not block.text("latex"):
            return ""
        self.findings.keep("formulas", "a formula is kept as LaTeX, in <code>")
        latex = escape(block.text("latex"), quote=False)
        return f'<p><code class="language-math">{latex}</code></p>'


def _around(block: Delimiter, following: str) -> str:
    """HTML that a block has around its inner blocks when a page is shown."""
    if block.name == "core/navigation":
        return "</ul></nav>" if block.is_closing else "<nav><ul>"
    if block.name == "core/navigation-submenu":
        return "</ul></li>" if block.is_closing else f"<li>{_labelled(block)}<ul>"
    url = block.text("url")
    # the picture behind the words of a cover may be in its style only, which is not kept
    if (
        block.name == "core/cover"
        and not block.is_closing
        and url
        and url not in _sources(following)
    ):
        return f'<figure><img src="{escape(url)}" alt="{escape(block.text("alt"))}" /></figure>'
    return ""


def _sources(html: str) -> set[str]:
    return set(re.findall(r"\bsrc=\"([^\"<>]*)\"", html))


def _link(url: str, label: str) -> str:
    return f'<a href="{escape(url)}">{label if "<" in label else escape(label, quote=False)}</a>'


def _labelled(block: Delimiter) -> str:
    url, label = block.text("url"), block.text("label")
    return _link(url, label or url) if url else label


def _item(block: Delimiter) -> str:
    return f"<li>{_labelled(block)}</li>"


def _home(block: Delimiter) -> str:
    return f"<li>{_link('/', block.text('label') or 'Home')}</li>"


def _social_link(block: Delimiter) -> str:
    url = block.text("url")
    label = block.text("label") or block.text("service").capitalize() or url
    return f"<li>{_link(url, label)}</li>" if url else ""


_WRITERS: dict[str, Callable[[Delimiter], str]] = {
    "core/home-link": _home,
    "core/navigation-link": _item,
    "core/social-link": _social_link,
}
