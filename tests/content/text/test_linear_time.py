"""Whatever is written is rendered in a time that its length bounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache

import pytest

from gql.content.comments.comment_record import LONGEST
from gql.content.draft import Format
from gql.content.text.footnotes import MOST_REFERENCES
from gql.content.text.rendered_text import Prose, comment_prose, prose

Rendering = Callable[[str, Format], Prose]
POST = 50_000  # characters: what takes the square of its length shows by then
ORDINARY = "Some *words*, and a [link](https://x.example/), and `code`.\n\n"
MOST = 20.0  # times as long as an ordinary text of the same size

NASTY = [
    "1. a\n", "- a\n", "- a\n\n", "*_", "**a*", "[", "![", "[a](b) ", "[a][", "`", "`` ` ", "<http://a> ", "> a\n",
    "> - ", "a\n\n", "\\", "\\*", "&amp;", "~~a~~", "http://a.b ", "_a", "* * *\n", "    a\n\n", "\t", "|a", "1) *a*\n",
]  # fmt: skip
IN_POSTS = {
    "a table": "|a|b|\n|-|-|\n" + "|1|2|\n" * (POST // 6),
    "a wide table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + "|1|\n" * (POST // 5),
    "notes": " ".join(f"[^{n}]" for n in range(POST // 20))
    + "\n\n"
    + "".join(f"[^{n}]: x\n" for n in range(POST // 20)),
    "one note": "[^a]: x\n\n" + "[^a]" * (POST // 4),
    "headings": "# a\n" * (POST // 4),
    "tags": "<b>" * (POST // 3),
}
IN_HTML = ["<li>a", "<ol><li>", "<table><tbody><tr><td>a", "<tr><td>a", "<p>a", "<b>", "<dd>a", "<pre>", "<h2>a</h2>",
           "[foo a=1]", "[foo a='", "[caption]", "a\n", "a\n\n", "<!--", "<td colspan=1000>", "<code>a</code>"]  # fmt: skip


@pytest.mark.parametrize("unit", NASTY)
def test_a_comment_takes_no_longer_than_its_size(unit: str) -> None:
    assert ratio(comment_prose, repeated(unit, LONGEST), Format.MARKDOWN) < MOST


@pytest.mark.parametrize("unit", NASTY)
def test_a_post_takes_no_longer_than_its_size(unit: str) -> None:
    assert ratio(prose, repeated(unit, POST), Format.MARKDOWN) < MOST


@pytest.mark.parametrize("written", IN_POSTS)
def test_nor_does_what_only_a_post_may_hold(written: str) -> None:
    assert ratio(prose, IN_POSTS[written], Format.MARKDOWN) < MOST


@pytest.mark.parametrize("unit", [*IN_HTML, "<table><thead><tr><th>a"])
def test_nor_does_html(unit: str) -> None:
    assert ratio(prose, repeated(unit, POST), Format.HTML) < MOST


def test_a_note_that_is_named_too_often_stays_text() -> None:
    html = prose("[^a]: x\n\n" + "[^a]" * (MOST_REFERENCES + 3), Format.MARKDOWN).html
    assert html.count('id="fnref:1') == MOST_REFERENCES
    assert html.count("[^a]") == 3


def test_a_cell_is_written_across_a_few_columns_only() -> None:
    cells = "<table>" + "<tr><td colspan=1000>a" * 100 + "</table>"
    assert len(prose(cells, Format.HTML).markdown) < 5 * len(cells)


def repeated(unit: str, size: int) -> str:
    return "x" + unit * (size // len(unit) - 1) + "y"


def ratio(rendering: Rendering, text: str, written_in: Format) -> float:
    usual = usual_seconds(rendering, LONGEST) * len(text) / LONGEST
    return seconds(rendering, text, written_in) / usual


@cache
def usual_seconds(rendering: Rendering, size: int) -> float:
    return seconds(rendering, repeated(ORDINARY, size), Format.MARKDOWN)


def seconds(rendering: Rendering, text: str, written_in: Format) -> float:
    begun = time.process_time()
    rendering(text, written_in)
    return time.process_time() - begun
