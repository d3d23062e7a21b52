"""Headings: an anchor on each, and the table of contents."""

from __future__ import annotations

import re
from collections import Counter

from gql.content.slug import slug_of
from gql.content.text.plain_text import plain_text

_HEADING = re.compile(r"<h([1-6])((?: [a-z-]+=\"[^\"]*\")*)>(.*?)</h\1>", re.DOTALL)

Toc = list[dict[str, int | str]]


def anchored(html: str) -> tuple[str, Toc]:
    """Sanitised HTML with an id on every heading, and its headings in reading order."""
    toc: Toc = []
    taken: Counter[str] = Counter()

    def with_anchor(heading: re.Match[str]) -> str:
        text = " ".join(plain_text(heading[3]).split())
        if not text:
            return heading[0]
        anchor = _free_anchor(text, taken)
        toc.append({"level": int(heading[1]), "text": text, "anchor": anchor})
        return f'<h{heading[1]}{heading[2]} id="{anchor}">{heading[3]}</h{heading[1]}>'

    return _HEADING.sub(with_anchor, html), toc


def _free_anchor(text: str, taken: Counter[str]) -> str:
    anchor = stem = slug_of(text, "section")
    while anchor in taken:
        taken[stem] += 1
        anchor = f"{stem}-{taken[stem]}"
    taken[anchor] = 1
    return anchor
