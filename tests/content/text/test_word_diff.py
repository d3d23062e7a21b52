"""What is told of a change is all of it, and in time."""

from __future__ import annotations

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.content.text.word_diff import Change, Piece, word_difference

# few words and much white space, so that texts have something in common
TEXTS = st.lists(
    st.sampled_from(["a", "b", "c", "Dé", " ", "  ", "\n", "\n\n", "\t", "\u2028"])
).map("".join)
KEPT, ADDED, REMOVED = Change.KEPT, Change.ADDED, Change.REMOVED


def told(before: str, after: str) -> str:
    """The difference as a person would mark it: [removed], {added}."""
    marks = {KEPT: "{}", REMOVED: "[{}]", ADDED: "{{{}}}"}
    return "".join(
        marks[piece.change].format(piece.text) for piece in word_difference(before, after)
    )


def joined(pieces: list[Piece], *changes: Change) -> str:
    return "".join(piece.text for piece in pieces if piece.change in changes)


def check(before: str, after: str) -> None:
    pieces = word_difference(before, after)
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
def test_a_difference_is_told_in_words(before: str, after: str, difference: str) -> None:
    assert told(before, after) == difference
    check(before, after)


@given(TEXTS, TEXTS)
@settings(max_examples=500, deadline=None, database=None)
def test_nothing_is_lost_of_either_text(before: str, after: str) -> None:
    check(before, after)


@given(st.text(), st.text())
@settings(max_examples=200, deadline=None, database=None)
def test_nothing_is_lost_of_texts_in_any_script(before: str, after: str) -> None:
    check(before, after)
    assert word_difference(before, before) == [Piece(KEPT, before)][: len(before)]


def words(number: int, seed: int, line: int, known: int = 3_000) -> str:
    """A text of words as often as in a language: the hundredth comes a hundredth as often."""
    chance = random.Random(seed)
    drawn = (f"w{int(chance.paretovariate(1)) % known}" for _ in range(number))
    return "".join(
        word + ("\n" if place % line == 0 else " ") for place, word in enumerate(drawn, 1)
    )


def every(step: int, text: str) -> str:
    """The text with every so many words changed."""
    return " ".join(f"x{w}" if n % step == 0 else w for n, w in enumerate(text.split(" ")))


def seconds(before: str, after: str) -> float:
    begun = time.process_time()
    word_difference(before, after)
    return time.process_time() - begun


@pytest.mark.parametrize("line", [1, 12, 120, 10**6])
def test_texts_that_have_nothing_to_do_with_each_other_are_told_within_a_second(line: int) -> None:
    assert seconds(words(20_000, 1, line), words(20_000, 2, line)) < 1
    assert seconds(words(200_000, 1, line), words(200_000, 2, line)) < 10


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 50_000, "a c " * 50_000),
        ("a\nb\n" * 50_000, "a\nc\n" * 50_000),
        ("\n" * 100_000 + "a", "\n" * 90_000 + "b"),
        (words(100_000, 1, 12), every(2, words(100_000, 1, 12))),
        (words(100_000, 1, 10**6), every(20, words(100_000, 1, 10**6))),
        (" ".join(map(str, range(100_000))), " ".join(map(str, reversed(range(100_000))))),
        (" ".join(map(str, range(100_000))), every(2, " ".join(map(str, range(100_000))))),
        (
            " ".join(f"{n} " + " ".join(f"s{m % 50} p" for m in range(50)) for n in range(1_000)),
            " ".join(f"{n} " + " ".join(f"s{m % 50} q" for m in range(50)) for n in range(1_000)),
        ),
        ("x" * 1_000_000, "y" * 1_000_000),
    ],
    ids=range(9),
)
def test_no_two_texts_take_the_square_of_their_length(before: str, after: str) -> None:
    assert seconds(before, after) < 10


def test_a_change_here_and_there_is_found_in_a_long_text() -> None:
    book = " ".join(f"{n} and" for n in range(100_000))
    changed = book.replace(" 5000 and", " 5000 or").replace(" 99990 and", " 99990 but")
    added = [piece.text for piece in word_difference(book, changed) if piece.change is ADDED]
    assert added == ["or", "but"]


def test_a_stretch_with_nothing_to_hold_on_to_is_told_as_a_whole_where_it_is_long() -> None:
    assert len(word_difference(refrain("p", 500), refrain("q", 500))) > 1_000
    long = word_difference(refrain("p", 50_000), refrain("q", 50_000))
    assert [piece.change for piece in long] == [KEPT, REMOVED, ADDED]


def refrain(sung: str, number: int) -> str:
    """No line of it stands there once."""
    return " ".join(f"s{n % 150} {sung}" for n in range(number))
