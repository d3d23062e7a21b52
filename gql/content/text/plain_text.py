"""Plain text from sanitised HTML: for search, excerpts, word counts and clients without markup."""

from __future__ import annotations

import html as entities
import math
import re

from gql.content.text.html_tags import INLINE, MEDIA, tag_set

WORDS_PER_MINUTE = 238  # the average adult, silently, in English (Brysbaert 2019)
EXCERPT_WORDS = 300
MAX_TITLE_LENGTH = 10_000  # characters

# exact for sanitised HTML, whose attributes are double-quoted
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"]*\")*)>")
_LINE_BREAKING = tag_set("br tr li dt dd caption summary")
# Chinese and Japanese have no spaces between words: each character counts as one
_WORD = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_](?:[^\s\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])*"
)


def plain_text(html: str) -> str:
    """Return the text of sanitised HTML, with an empty line between blocks."""
    parts, inside_pre, end = ["\n"], 0, 0
    for tag in TAG.finditer(html):
        _append_text(parts, html[end : tag.start()], inside_pre > 0)
        if space := _separator_for(tag[2]):
            parts.append(space)
        if tag[2] == "pre":
            inside_pre += -1 if tag[1] else 1
        end = tag.end()
    _append_text(parts, html[end:], inside_pre > 0)
    lines = "\n".join(line.rstrip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()


def title_text(text: str) -> str:
    """Return a title or name as one line without tags, entities and invisible characters."""
    bare = entities.unescape(re.sub(r"</?[A-Za-z][^<>]*>", "", text))
    bare = "".join(c for c in bare if c.isprintable() or c.isspace() or c in "\u200c\u200d")
    # no-break spaces were typed on purpose and stay; zero-width joiners hold emoji together
    return re.sub(r"[^\S\u00a0\u202f]+", " ", bare).strip()[:MAX_TITLE_LENGTH].rstrip()


def word_count(text: str) -> int:
    """Count the words of a plain text in any script."""
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    """Minutes that it takes to read so many words silently, rounded up."""
    return math.ceil(words / WORDS_PER_MINUTE)


def excerpt(text: str) -> str:
    """The first EXCERPT_WORDS words of a plain text on one line, like wp_trim_words()."""
    return " ".join(text.split(maxsplit=EXCERPT_WORDS)[:EXCERPT_WORDS])


def _append_text(parts: list[str], html: str, is_preformatted: bool) -> None:
    text = entities.unescape(html)
    if not is_preformatted:
        text = re.sub(r"\s+", " ", text)
        text = text.lstrip(" ") if parts[-1].endswith("\n") else text
    if text:
        parts.append(text)


def _separator_for(tag: str) -> str:
    if tag in _LINE_BREAKING:
        return "\n"
    if tag in INLINE or tag in MEDIA:
        return ""
    return " " if tag in ("td", "th") else "\n\n"
