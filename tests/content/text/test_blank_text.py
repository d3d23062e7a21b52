"""Text of which nothing is seen is no text: in comments, names, titles and reasons."""

from __future__ import annotations

import pytest

from gql.content.people.display_name import public_name
from gql.content.text.plain_text import is_blank, title_text

BLANK = {
    "nothing": "",
    "spaces of every width": "\u0020\u00a0\u1680\u2003\u202f\u205f\u3000\u2028\u2029",
    "a zero-width space": "\u200b",
    "word joiner and byte order mark": "\u2060\ufeff",
    "joiners": "\u200c\u200d",
    "directions": "\u200e\u200f\u202a\u202e\u2066\u2069\u061c",
    "controls": "\x00\x07\x1b\x7f\x85\x9f",
    "a soft hyphen": "\u00ad",
    "Hangul fillers": "\u115f\u1160\u3164\uffa0",
    "Khmer vowels that are never seen": "\u17b4\u17b5",
    "a Mongolian separator": "\u180e\u180b",
    "variation selectors": "\ufe0f\U000e0100",
    "tags": "\U000e0041\U000e007f",
    "an empty Braille cell": "\u2800",
    "an empty note head": "\U0001d159",
    "marks on no letter": "\u0301\u0489\u20e3\u0300",
    "a vowel sign on no letter": "\u093f\u0e34",
    "a grapheme joiner": "\u034f",
    "an object that is not there": "\ufffc",
    "annotations of nothing": "\ufff9\ufffa\ufffb",
    "no characters": "\ufffe\uffff\U0001ffff",
    "half of a pair": "\ud83d",
}
SEEN = ["a", ".", "0", "—", "é", "e\u0301", "हि", "ไ", "한", "ᄒ", "👍", "👨\u200d👩\u200d👧", "❤\ufe0f", "☃", "1\ufe0f\u20e3",
        "\u200b!\u200b", "\ue000", "⠁", "𝄞", "אָ"]  # fmt: skip


@pytest.mark.parametrize("text", BLANK.values(), ids=BLANK)
def test_what_is_not_seen_is_blank(text: str) -> None:
    assert is_blank(text)
    assert is_blank(f" {text}\n{text}")
    assert title_text(text) == ""
    assert public_name(text) is None
    assert public_name(f"{text}ada@blog.example") is None


@pytest.mark.parametrize("text", SEEN)
def test_what_is_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_names_in_scripts_with_joiners_and_marks_stay() -> None:
    for name in ("नी\u200dना", "ନୀ\u200cଲ", "François", "José\u0301", "👩\u200d🔬"):
        assert public_name(name) == name
