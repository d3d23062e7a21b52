"""Slugs: derived from titles, kept from elsewhere, numbered where they are taken."""

from __future__ import annotations

from itertools import islice

import pytest

from gql.content.slug import numbered_candidates, preserved_slug, slug_of


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
