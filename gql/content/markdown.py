"""Markdown, both ways.

What is made from sanitised HTML stays harmless in a renderer that lets HTML through.
"""

from __future__ import annotations

import re
from typing import Any

from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from markdownify import ATX, MarkdownConverter

_READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_SPECIAL = re.compile(r"([\\`*_\[\]<~|])|(&)(?=#?\w+;)")
_AT_LINE_START = re.compile(r"^([ \t]*)([#>+=-])|^([ \t]*\d{1,9})([.)])", re.MULTILINE)
_EMPTINESS = re.compile(r"\s{100,}")
_UNSAFE_IN_ADDRESS = re.compile(r"[\s()<>\"\\`\[\]]")
_FENCE = re.compile(r"`{3,}")


def html_of(markdown: str) -> str:
    """CommonMark with tables and strikethrough, raw HTML left in: not yet sanitised."""
    return str(_READER.render(markdown))


def markdown_of(html: str) -> str:
    """Sanitised HTML as Markdown."""
    # markdownify takes the square of the length of white space
    bounded = _EMPTINESS.sub(lambda space: space[0][:100], html)
    return str(_WRITER.convert_soup(BeautifulSoup(bounded, "lxml"))).strip()


class _Writer(MarkdownConverter):
    """markdownify, with everything escaped that a renderer could take for markup."""

    def escape(self, text: str, parent_tags: object) -> str:
        return _escaped(text)

    def convert_a(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if not text.strip() or not el.get("href") or "_noformat" in parent_tags:
            return text
        return f"[{text.strip()}]({_address(el['href'])})"

    def convert_img(self, el: Any, text: str, parent_tags: set[str]) -> str:
        return f"![{_escaped(el.get('alt', ''))}]({_address(el['src'])})" if el.get("src") else ""

    def convert_pre(self, el: Any, text: str, parent_tags: set[str]) -> str:
        if not text:
            return ""
        longest = max((len(fence) for fence in _FENCE.findall(text)), default=2)
        fence = "`" * (longest + 1)
        return f"\n\n{fence}\n{text.strip(chr(10))}\n{fence}\n\n"


def _escaped(text: str) -> str:
    return _AT_LINE_START.sub(r"\1\3\\\2\4", _SPECIAL.sub(r"\\\1\2", text))


def _address(address: str) -> str:
    return _UNSAFE_IN_ADDRESS.sub(
        lambda character: "".join(f"%{octet:02X}" for octet in character[0].encode()), address
    )


_WRITER = _Writer(heading_style=ATX, bullets="-", strip_document=None)
