"""Heading anchors and the table of contents."""

from __future__ import annotations

import re
from collections import Counter

from gql.content.slug import slug_of
from gql.content.text.anchors import ids_in, unique_id
from gql.content.text.plain_text import plain_text

# exact, because sanitised HTML has one syntax only: lower-case names and double-quoted attributes
_HEADING = re.compile(r"<h([1-6])((?: [a-z-]+=\"[^\"]*\")*)>(.*?)</h\1>", re.DOTALL)
_ID = re.compile(r" id=\"([^\"]*)\"")

Toc = list[dict[str, int | str]]
"""Per heading: level (1 to 6), text and anchor. Stored as the jsonb column `toc`."""


def add_heading_anchors(html: str) -> tuple[str, Toc]:
    """Give each heading in sanitised HTML an id, unless its author has; return the HTML and the
    table of contents."""
    toc: Toc = []
    used = Counter(ids_in(html))

    def with_anchor(heading: re.Match[str]) -> str:
        text = " ".join(plain_text(heading[3]).split())
        if not text:
            return heading[0]
        own = _ID.search(heading[2])
        anchor = own[1] if own else unique_id(slug_of(text, "section"), used)
        toc.append({"level": int(heading[1]), "text": text, "anchor": anchor})
        id = "" if own else f' id="{anchor}"'
        return f"<h{heading[1]}{heading[2]}{id}>{heading[3]}</h{heading[1]}>"

    return _HEADING.sub(with_anchor, html), toc
