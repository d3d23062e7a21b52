"""Slugs: derived from titles, kept from elsewhere, numbered where they are taken."""

from __future__ import annotations

from itertools import islice
from unicodedata import normalize
from urllib.parse import quote

import pytest

from gql.content.slug import canonical, numbered_candidates, preserved_slug, slug_of, typed_slug

# title → slug, of one kind a line: vowel signs, joiners, tone marks, emoji and their sequences
SCRIPTS = {
    "हिन्दी में लेख": "हिन्दी-में-लेख",
    "สวัสดีชาวโลก": "สวัสดีชาวโลก",
    "தமிழ் கட்டுரை": "தமிழ்-கட்டுரை",
    "မြန်မာ စာ": "မြန်မာ-စာ",
    "ភាសា ខ្មែរ": "ភាសា-ខ្មែរ",
    "مَدْرَسَة": "مَدْرَسَة",
    "שָׁלוֹם עולם": normalize("NFC", "שָׁלוֹם-עולם"),
    "می\u200cخواهم بروم": "می\u200cخواهم-بروم",  # noqa: RUF001
    "ශ්\u200dරී ලංකාව": "ශ්\u200dරී-ලංකාව",
    "অবন্\u200d": "অবন্\u200d",
    "하노이 맛집": "하노이-맛집",
    "Tiếng Việt": "tiếng-việt",
    "ВОЙНА И МИР": "война-и-мир",
    "ΟΔΥΣΣΕΥΣ": "οδυσσευς",
    "l·l paral·lel": "l·l-paral·lel",
    "☕ at four": "☕-at-four",
    "👩\u200d💻 works": "👩\u200d💻-works",
    "❤\ufe0f\u200d🔥": "❤\ufe0f\u200d🔥",
    "👍🏽 yes": "👍🏽-yes",
    "🇮🇳 trip": "🇮🇳-trip",
    "1\ufe0f\u20e3 first": "1\ufe0f\u20e3-first",
    "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f": (
        "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"
    ),
}


@pytest.mark.parametrize(("title", "slug"), SCRIPTS.items())
def test_marks_joiners_and_emoji_stay_and_each_way_to_type_them_finds_them(
    title: str, slug: str
) -> None:
    assert slug_of(title, "otherwise") == slug
    # as an export has it, and as people type it
    assert preserved_slug(quote(slug).lower(), "otherwise") == slug
    for typed in (normalize("NFD", slug), slug.upper(), quote(slug), quote(normalize("NFD", slug))):
        assert typed_slug(typed) == slug


@pytest.mark.parametrize("invisible", ["\u200b", "\u00ad", "\ufeff", "\u2060", "\u200d", "\u200c"])
def test_what_nobody_sees_makes_no_other_slug(invisible: str) -> None:
    assert slug_of(f"by{invisible}line", "otherwise") == "byline"
    assert preserved_slug(f"by{invisible}line", "otherwise") == "byline"
    assert typed_slug(f"by{invisible}line") == "byline"


@pytest.mark.parametrize(
    "text", ["#\ufe0f\u20e3", "\u0301", "™©", "…—", "\u200d\u200c", "\U000e0067"]
)
def test_marks_without_a_letter_and_signs_are_no_slug(text: str) -> None:
    assert slug_of(text, "otherwise") == preserved_slug(text, "otherwise") == "otherwise"


@pytest.mark.parametrize("unit", ["नि", "x\u0331\u0302", "👩\u200d💻", "ab-"])
def test_a_long_slug_is_cut_between_words_or_characters(unit: str) -> None:
    slug = slug_of(unit * 150, "otherwise")
    assert 190 < len(slug) <= 200
    assert (unit * 150).startswith(slug)
    assert len(slug) % len(unit) == (2 if unit == "ab-" else 0)


def test_the_form_of_a_slug_is_its_own_form() -> None:
    for text in [*SCRIPTS, "İstanbul", "Straße", "ﬁne ½", "Σ", "ẞ"]:
        assert canonical(canonical(text)) == canonical(text)
        slug = slug_of(text, "otherwise")
        assert slug_of(slug, "otherwise") == preserved_slug(slug, "x") == typed_slug(slug) == slug


def test_what_is_too_long_for_a_slug_is_not_looked_up() -> None:
    assert typed_slug("x" * 100_000) is None
    assert typed_slug(quote("🧭" * 200)) == "🧭" * 200


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Soon & Später!", "soon-später"),
        ("Ελληνικά", "ελληνικά"),
        ("日本語", "日本語"),
        ("!!!", "otherwise"),
        ("x" * 300, "x" * 200),
    ],
)
def test_a_slug_keeps_the_letters_of_any_script(text: str, slug: str) -> None:
    assert slug_of(text, "otherwise") == slug


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a-post_2.html~", "a-post_2.html~"),
        ("%ce%b5%cf%80-2", "επ-2"),
        ("A Post", "a-post"),
        ("a/b?c", "a-b-c"),
        ("%00", "otherwise"),
        # one character more than the maximum
        ("x" * 201, "x" * 200),
    ],
)
def test_a_well_formed_slug_of_another_system_is_preserved(given: str, kept: str) -> None:
    assert preserved_slug(given, "otherwise") == kept


def test_the_number_stands_before_the_closing_slash() -> None:
    assert list(islice(numbered_candidates("/a/"), 3)) == ["/a/", "/a-2/", "/a-3/"]
    assert list(islice(numbered_candidates("a"), 2)) == ["a", "a-2"]
