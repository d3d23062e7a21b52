"""Plain text: for search, for clients that want no markup, for counting words."""

from __future__ import annotations

import html as entities
import math
import re

from gql.content.text.html_tags import INLINE, MEDIA, tags

WORDS_A_MINUTE = 238  # the average adult, silently, in English (Brysbaert 2019)
EXCERPT_WORDS = 300
LONGEST_TITLE = 10_000

# exact for sanitised HTML, in which attributes are quoted and hold no bracket
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"]*\")*)>")
_LINES = tags("br tr li dt dd caption summary")
# Chinese and Japanese set no spaces: each character counts
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_](?:[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])*"
)


def plain_text(html: str) -> str:
    """The text of sanitised HTML: paragraphs stand apart by an empty line."""
    parts, inside_pre, end = ["\n"], 0, 0
    for tag in TAG.finditer(html):
        _add_run(parts, html[end : tag.start()], inside_pre > 0)
        if space := _space_for(tag[2]):
            parts.append(space)
        if tag[2] == "pre":
            inside_pre += -1 if tag[1] else 1
        end = tag.end()
    _add_run(parts, html[end:], inside_pre > 0)
    lines = "\n".join(line.rstrip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def title_text(text: str) -> str:
    """A title or a name: one line, without tags and entities."""
    bare = entities.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text))
    bare = "".join(c for c in bare if c.isprintable() or c.isspace() or c in "\u200c\u200d")
    # a space that does not break was put there on purpose, and stays
    return re.sub(r"[^\S\u00a0\u202f]+", " ", bare).strip()[:LONGEST_TITLE].rstrip()


def word_count(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    return math.ceil(words / WORDS_A_MINUTE)


def excerpt(text: str) -> str:
    """The first words of a text, on one line."""
    return " ".join(text.split(maxsplit=EXCERPT_WORDS)[:EXCERPT_WORDS])


def _add_run(parts: list[str], html: str, is_preformatted: bool) -> None:
    text = entities.unescape(html)
    if not is_preformatted:
        text = re.sub(r"\s+", " ", text)
        text = text.lstrip(" ") if parts[-1].endswith("\n") else text
    if text:
        parts.append(text)


def _space_for(tag: str) -> str:
    if tag in _LINES:
        return "\n"
    if tag in INLINE or tag in MEDIA:
        return ""
    return " " if tag in ("td", "th") else "\n\n"
