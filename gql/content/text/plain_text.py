"""Plain text from sanitised HTML: for search, excerpts, word counts and clients without markup."""

from __future__ import annotations

import html as entities
import math
import re

import regex

from gql.content.text.html_tags import INLINE, MEDIA, tag_set

WORDS_PER_MINUTE = 238  # the average adult, silently, in English (Brysbaert 2019)
EXCERPT_WORDS = 300
MAX_CLUSTER = 200  # characters that people see as one, in any language and in any emoji
CHARACTERS_PER_WORD = 12  # on average in an excerpt: twice as long as those of most languages
MAX_TITLE_LENGTH = 10_000  # characters

# exact for sanitised HTML, whose attributes are double-quoted
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"]*\")*)>")
_LINE_BREAKING = tag_set("br tr li dt dd caption summary")
# Chinese and Japanese have no spaces between words: each character counts as one
_IDEOGRAPHS = (
    r"\u3040-\u3098\u309b-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
)
_VOICE_MARKS = r"\u3099\u309a\uff9e\uff9f"
_WORD = re.compile(rf"[{_IDEOGRAPHS}][{_VOICE_MARKS}]?|[^\W_][^\s{_IDEOGRAPHS}]*")
_GRAPHEME = regex.compile(r"\X")
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
# Default_Ignorable_Code_Point has what is no format character by its category and yet shows
# nothing, such as the Hangul fillers. Unicode lists neither the empty Braille cell, the empty note
# head nor the place of an object that is not there.
_VISIBLE = regex.compile(
    r"[^\p{Z}\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}"
    r"\p{Noncharacter_Code_Point}\u2800\U0001d159\ufffc]"
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
    title = re.sub(r"[^\S\u00a0\u202f]+", " ", bare).strip()[:MAX_TITLE_LENGTH].rstrip()
    return "" if is_blank(title) else title


def is_blank(text: str) -> bool:
    """Whether nothing of a text is seen: spaces, controls, joiners, fillers, marks on no letter."""
    return _VISIBLE.search(text) is None


def word_count(text: str) -> int:
    """Count the words of a plain text in any script."""
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    """Minutes that it takes to read so many words silently, rounded up."""
    return math.ceil(words / WORDS_PER_MINUTE)


def excerpt(text: str) -> str:
    """The first EXCERPT_WORDS words of a plain text on one line, like wp_trim_words()."""
    return first_words(" ".join(text.split()), EXCERPT_WORDS)


def first_words(text: str, words: int) -> str:
    """The first words of a text on one line, counted as word_count() counts, never half a character
    as people see it, and CHARACTERS_PER_WORD times as many characters at most."""
    limit, end = words * CHARACTERS_PER_WORD, 0
    for number, word in enumerate(_WORD.finditer(text)):
        if number == words:
            return _cut(text, end, limit)
        if word.end() > limit:
            # the words before it, unless it is the sentence of a script without spaces
            return _cut(text, end if end > limit // 2 else limit, limit)
        end = word.end()
    return _cut(text, limit, limit)


def _cut(text: str, end: int, limit: int) -> str:
    """The text up to `end`, without the grapheme cluster (Unicode, UAX 29) that goes beyond it."""
    if end >= len(text):
        return text
    start = max(text.rfind(" ", 0, end) + 1, end - MAX_CLUSTER)
    # two letters of a flag are one cluster: an even number of them stands before the start
    start -= (start - len(text[:start].rstrip(_FLAG_LETTERS))) % 2
    for character in _GRAPHEME.finditer(text, start):
        if character.end() > end:
            # the first one stays, unless it is a letter with thousands of marks
            return text[: character.start() or min(character.end(), limit)].rstrip()
    return text[:end].rstrip()


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
