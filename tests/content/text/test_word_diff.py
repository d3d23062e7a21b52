"""Word differences are complete, as small as a person would mark them, and bounded in time."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.content.text.word_diff import Change, DiffSegment, word_diff

# few words and much white space, so that texts have something in common
TEXT_STRATEGY = st.lists(
    st.sampled_from(["a", "b", "c", "Dé", " ", "  ", "\n", "\n\n", "\t", "\u2028"])
).map("".join)
KEPT, ADDED, REMOVED = Change.KEPT, Change.ADDED, Change.REMOVED


def marked_diff(before: str, after: str) -> str:
    """The differences as marks in the text: [removed], {added}."""
    marks = {KEPT: "{}", REMOVED: "[{}]", ADDED: "{{{}}}"}
    return "".join(marks[piece.change].format(piece.text) for piece in word_diff(before, after))


def joined(pieces: list[DiffSegment], *changes: Change) -> str:
    """The text of all segments with one of these changes."""
    return "".join(piece.text for piece in pieces if piece.change in changes)


def assert_valid_diff(before: str, after: str) -> None:
    """Assert what word_diff() promises of every result: completeness and order of segments."""
    pieces = word_diff(before, after)
    assert joined(pieces, KEPT, REMOVED) == before
    assert joined(pieces, KEPT, ADDED) == after
    assert all(piece.text for piece in pieces)
    assert all(one.change != next_one.change for one, next_one in pairwise(pieces))
    assert (ADDED, REMOVED) not in [(one.change, other.change) for one, other in pairwise(pieces)]


@pytest.mark.parametrize(
    ("before", "after", "difference"),
    [
        ("", "", ""),
        ("a", "a", "a"),
        ("", "a b", "{a b}"),
        ("a b", "", "[a b]"),
        ("a b", "a b c", "a b{ c}"),
        ("a  b", "a b", "a[  ]{ }b"),
        ("Hello, world!", "Goodbye, world!", "[Hello,]{Goodbye,} world!"),
        ("one two", "uno dos", "[one two]{uno dos}"),
        ("a b a c a d", "a b x a d", "a b [a c]{x} a d"),
        ("One.\n\nTwo.\n\nThree.", "One.\n\nThree.", "One.\n\n[Two.\n\n]Three."),
        ("One.\nTwo.", "Two.\nOne.", "[One.\n]Two.{\nOne.}"),
        ("same\nold words\nsame", "same\nnew words\nsame", "same\n[old]{new} words\nsame"),
    ],
)  # fmt: skip
def test_differences_are_by_words(before: str, after: str, difference: str) -> None:
    assert marked_diff(before, after) == difference
    assert_valid_diff(before, after)


@given(TEXT_STRATEGY, TEXT_STRATEGY)
@settings(max_examples=500, deadline=None, database=None)
def test_a_diff_contains_both_texts(before: str, after: str) -> None:
    assert_valid_diff(before, after)


@given(st.text(), st.text())
@settings(max_examples=200, deadline=None, database=None)
def test_a_diff_contains_both_texts_in_any_script(before: str, after: str) -> None:
    assert_valid_diff(before, after)
    assert word_diff(before, before) == [DiffSegment(KEPT, before)][: len(before)]


def words(number: int, seed: int, line: int, known: int = 3_000) -> str:
    """A text with the word frequencies of a natural language (Zipf's law)."""
    # few words are frequent and many are rare: both common words and unique anchors occur
    chance = random.Random(seed)
    drawn = (f"w{int(chance.paretovariate(1)) % known}" for _ in range(number))
    return "".join(
        word + ("\n" if place % line == 0 else " ") for place, word in enumerate(drawn, 1)
    )


def change_every(step: int, text: str) -> str:
    """The text with every `step`-th word changed."""
    return " ".join(f"x{w}" if n % step == 0 else w for n, w in enumerate(text.split(" ")))


def seconds(before: str, after: str) -> float:
    """The CPU time of one comparison."""
    started = time.process_time()
    word_diff(before, after)
    return time.process_time() - started


@pytest.mark.parametrize("line", [1, 12, 120, 10**6])
def test_unrelated_texts_are_compared_within_a_second(line: int) -> None:
    assert seconds(words(20_000, 1, line), words(20_000, 2, line)) < 1
    assert seconds(words(200_000, 1, line), words(200_000, 2, line)) < 10


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 50_000, "a c " * 50_000),
        ("a\nb\n" * 50_000, "a\nc\n" * 50_000),
        ("\n" * 100_000 + "a", "\n" * 90_000 + "b"),
        (words(100_000, 1, 12), change_every(2, words(100_000, 1, 12))),
        (words(100_000, 1, 10**6), change_every(20, words(100_000, 1, 10**6))),
        (" ".join(map(str, range(100_000))), " ".join(map(str, reversed(range(100_000))))),
        (" ".join(map(str, range(100_000))), change_every(2, " ".join(map(str, range(100_000))))),
        (
            " ".join(f"{n} " + " ".join(f"s{m % 50} p" for m in range(50)) for n in range(1_000)),
            " ".join(f"{n} " + " ".join(f"s{m % 50} q" for m in range(50)) for n in range(1_000)),
        ),
        ("x" * 1_000_000, "y" * 1_000_000),
    ],
    ids=range(9),
)
def test_no_two_texts_take_quadratic_time(before: str, after: str) -> None:
    assert seconds(before, after) < 10


@pytest.mark.slow(3)
@pytest.mark.untraced
def test_single_changes_are_found_in_a_long_text() -> None:
    book = " ".join(f"{n} and" for n in range(100_000))
    changed = book.replace(" 5000 and", " 5000 or").replace(" 99990 and", " 99990 but")
    added = [piece.text for piece in word_diff(book, changed) if piece.change is ADDED]
    assert added == ["or", "but"]


def test_a_long_range_without_anchors_is_replaced_as_a_whole() -> None:
    assert len(word_diff(repeated_lines("p", 500), repeated_lines("q", 500))) > 1_000
    long = word_diff(repeated_lines("p", 50_000), repeated_lines("q", 50_000))
    assert [piece.change for piece in long] == [KEPT, REMOVED, ADDED]


def repeated_lines(suffix: str, number: int) -> str:
    """A text in which no word is unique, so that patience diff has no anchors."""
    return " ".join(f"s{n % 150} {suffix}" for n in range(number))
