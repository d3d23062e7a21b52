"""Rendering takes linear time for any text.

Each text is made to provoke quadratic time, and is compared with ordinary text of the same size on
the same machine: a ratio holds on slow machines too.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import cache

import pytest

from gql.content.comments.comment_record import MAX_COMMENT_BYTES
from gql.content.draft import Format
from gql.content.text.footnotes import MAX_FOOTNOTE_REFERENCES
from gql.content.text.rendered_text import RenderedText, render_author_text, render_comment

pytestmark = pytest.mark.slow(1)

Renderer = Callable[[str, Format], RenderedText]
POST_LENGTH = 50_000  # characters: enough for quadratic time to show
ORDINARY_TEXT = "Some *words*, and a [link](https://x.example/), and `code`.\n\n"
MAX_RATIO = 20.0  # to the time for ordinary text of the same size; quadratic time is far beyond
RUNS = 5

# Repeated, each made a parser search forward or back for a delimiter that never comes, or build a
# list or quotation inside of another.
SLOW_UNITS = [
    "1. a\n", "- a\n", "- a\n\n", "*_", "**a*", "[", "![", "[a](b) ", "[a][", "`", "`` ` ", "<http://a> ", "> a\n",
    "> - ", "a\n\n", "\\", "\\*", "&amp;", "~~a~~", "http://a.b ", "_a", "* * *\n", "    a\n\n", "\t", "|a", "1) *a*\n",
]  # fmt: skip
POST_TEXTS = {
    "a table": "|a|b|\n|-|-|\n" + "|1|2|\n" * (POST_LENGTH // 6),
    "a wide table": "|" + "a|" * 2_000 + "\n|" + "-|" * 2_000 + "\n" + "|1|\n" * (POST_LENGTH // 5),
    "notes": " ".join(f"[^{n}]" for n in range(POST_LENGTH // 20))
    + "\n\n"
    + "".join(f"[^{n}]: x\n" for n in range(POST_LENGTH // 20)),
    "one note": "[^a]: x\n\n" + "[^a]" * (POST_LENGTH // 4),
    "headings": "# a\n" * (POST_LENGTH // 4),
    "tags": "<b>" * (POST_LENGTH // 3),
}
# elements that close each other, tags that stay open, and shortcodes
HTML_UNITS = ["<li>a", "<ol><li>", "<table><tbody><tr><td>a", "<tr><td>a", "<p>a", "<b>", "<dd>a", "<pre>", "<h2>a</h2>",
           "[foo a=1]", "[foo a='", "[caption]", "a\n", "a\n\n", "<!--", "<td colspan=1000>", "<code>a</code>"]  # fmt: skip


@pytest.mark.parametrize("unit", SLOW_UNITS)
def test_a_comment_renders_in_linear_time(unit: str) -> None:
    assert (
        time_ratio(render_comment, repeated(unit, MAX_COMMENT_BYTES), Format.MARKDOWN) < MAX_RATIO
    )


@pytest.mark.parametrize("unit", SLOW_UNITS)
def test_a_post_renders_in_linear_time(unit: str) -> None:
    assert time_ratio(render_author_text, repeated(unit, POST_LENGTH), Format.MARKDOWN) < MAX_RATIO


@pytest.mark.parametrize("name", POST_TEXTS)
def test_markup_that_only_posts_have_renders_in_linear_time(name: str) -> None:
    assert time_ratio(render_author_text, POST_TEXTS[name], Format.MARKDOWN) < MAX_RATIO


@pytest.mark.parametrize("unit", [*HTML_UNITS, "<table><thead><tr><th>a"])
def test_html_renders_in_linear_time(unit: str) -> None:
    assert time_ratio(render_author_text, repeated(unit, POST_LENGTH), Format.HTML) < MAX_RATIO


def test_footnote_references_beyond_the_limit_stay_text() -> None:
    html = render_author_text(
        "[^a]: x\n\n" + "[^a]" * (MAX_FOOTNOTE_REFERENCES + 3), Format.MARKDOWN
    ).html
    assert html.count('id="fnref:1') == MAX_FOOTNOTE_REFERENCES
    assert html.count("[^a]") == 3


def test_a_huge_colspan_writes_few_columns() -> None:
    cells = "<table>" + "<tr><td colspan=1000>a" * 100 + "</table>"
    assert len(render_author_text(cells, Format.HTML).markdown) < 5 * len(cells)


# between letters, so that no unit is stripped as white space at an end
def repeated(unit: str, size: int) -> str:
    """A text of about `size` characters that repeats a unit."""
    return "x" + unit * (size // len(unit) - 1) + "y"


def time_ratio(renderer: Renderer, text: str, source_format: Format) -> float:
    """The time to render a text, in multiples of the time for ordinary text of its length.

    The minimum of RUNS runs; those after the first that keeps the bound are skipped.
    """
    ordinary = ordinary_seconds(renderer, MAX_COMMENT_BYTES) * len(text) / MAX_COMMENT_BYTES
    best = seconds(renderer, text, source_format)
    for _ in range(RUNS - 1):
        if best < MAX_RATIO * ordinary:
            break
        best = min(best, seconds(renderer, text, source_format))
    return best / ordinary


@cache
def ordinary_seconds(renderer: Renderer, size: int) -> float:
    """The time for ordinary Markdown of `size` characters, measured once for each renderer."""
    return min(
        seconds(renderer, repeated(ORDINARY_TEXT, size), Format.MARKDOWN) for _ in range(RUNS)
    )


def seconds(renderer: Renderer, text: str, source_format: Format) -> float:
    """The CPU time of one rendering."""
    # the CPU time of this thread: other processes and threads do not count. A busy machine still
    # slows a run by its caches and clock, hence the minimum of several.
    gc.disable()  # a collection would walk the objects of all other tests
    try:
        started = time.thread_time()
        renderer(text, source_format)
        return time.thread_time() - started
    finally:
        gc.enable()
