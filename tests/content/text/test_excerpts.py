"""Excerpts and descriptions end after so many words and characters, in every script."""

from __future__ import annotations

import pytest
import regex

from gql.content.text.plain_text import (
    CHARACTERS_PER_WORD,
    EXCERPT_WORDS,
    excerpt,
    first_words,
    word_count,
)
from gql.types.seo import description
from gql.types.text_fields import ContentFormat
from gql.types.text_fields import excerpt as excerpt_field

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
LONG = {
    "Chinese": "今天天气很好。我们去公园散步。" * 150,
    "Chinese beyond the first plane": "𠀀𠀁𠀂" * 700,
    "Japanese with combining voice marks": "か\u3099き\u3099く\u3099" * 700,
    "Japanese in half width": "ｶﾞｷﾞｸﾞ" * 700,
    "Thai": "วันนี้อากาศดีมากเราไปเดินเล่นในสวน" * 100,
    "Khmer": "ថ្ងៃនេះអាកាសធាតុល្អណាស់" * 100,
    "German": "Donaudampfschifffahrtsgesellschaft und Kapitän, " * 400,
    "English": "Bread at four, and nobody is up. " * 400,
    "one address": "https://example.org/" + "a" * 20_000,
    "families": FAMILY * 3_000,
    "families and words": f"{FAMILY} a " * 3_000,
    "a letter with marks": "a" + "\u0301" * 20_000,
    "letters with marks": ("a" + "\u0301" * 50) * 400,
    "punctuation": "?!" * 10_000,
    "flags": "🇫🇷🇩🇪" * 300,
    "Hindi": "नमस्ते दुनिया क्षत्रिय " * 500,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.parametrize("words", [1, 30, 55, EXCERPT_WORDS])
def test_the_first_words_are_bounded_in_words_and_characters(text: str, words: int) -> None:
    short = first_words(text, words)
    assert 0 < len(short) <= words * CHARACTERS_PER_WORD
    assert word_count(short) <= words
    assert text.startswith(short)


@pytest.mark.parametrize("name", [name for name in LONG if "with marks" not in name])
@pytest.mark.parametrize("words", [1, 2, 30, 31, 55])
def test_no_character_is_cut_in_two(name: str, words: int) -> None:
    text = LONG[name]
    edges = {match.end() for match in regex.finditer(r"\X", text)}
    assert len(first_words(text, words)) in edges


@pytest.mark.parametrize("name", ["Chinese", "English", "Hindi"])
def test_a_text_of_usual_words_gives_as_many_as_were_asked_for(name: str) -> None:
    assert word_count(first_words(LONG[name], 55)) == 55
    assert word_count(excerpt(LONG[name])) == EXCERPT_WORDS


def test_a_long_text_ends_with_an_ellipsis_and_a_short_one_as_it_is() -> None:
    text = LONG["Chinese"]
    assert excerpt_field(text, False, ContentFormat.TEXT, 7) == "今天天气很好。我…"
    assert excerpt_field("One, two — three!", False, ContentFormat.TEXT, 3) == "One, two — three!"
    assert excerpt_field("One, two — three!", False, ContentFormat.TEXT, 2) == "One, two…"
    assert excerpt_field("“One”", False, ContentFormat.TEXT, 1) == "“One”"
    assert excerpt_field("", False, ContentFormat.TEXT, 5) == ""


def test_an_excerpt_that_was_written_stays_whole_and_a_description_of_it_does_not() -> None:
    text = LONG["Thai"]
    assert excerpt_field(text, True, ContentFormat.TEXT, 5) == text
    assert len(description(text)) <= 30 * CHARACTERS_PER_WORD + 1
