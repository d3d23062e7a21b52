"""Rendering takes time in proportion to what `markup` counts, and to the length, for any text.

Each text is made to take long, and is compared with twice as much of itself and with ordinary text
on the same machine: ratios hold on slow machines too.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import cache

import pytest

from gql.content.draft import Format
from gql.content.text.footnotes import MAX_FOOTNOTE_REFERENCES
from gql.content.text.markup_bound import MAX_MARKUP, markup, require_bounded_markup
from gql.content.text.render_queue import MAX_INLINE_LENGTH
from gql.content.text.rendered_text import RenderedText, render_author_text, render_comment
from gql.errors import LimitExceeded
from tests.content.text.adversarial_texts import HTML, MARKDOWN, Text

# coverage tracing would make every case several times slower; other tests cover the same code
pytestmark = [pytest.mark.slow(0.2), pytest.mark.untraced]

Renderer = Callable[[str, Format], RenderedText]
SIZE = 4_000  # characters; twice as many show quadratic time
ORDINARY_TEXT = "Some *words*, and a [link](https://x.example/), and `code`.\n\n" * (2 * SIZE // 61)
MAX_GROWTH = 3.4  # for twice the text; quadratic time has 4
MAX_RATIO = 6.0  # to the time of ordinary text with as much markup, or ten times as many characters
MAX_INLINE_RATIO = 12.0  # the worst had 6.4 when it was measured
RUNS = 5
CASES = [
    *((render_comment, Format.MARKDOWN, name, text) for name, text in MARKDOWN.items()),
    *((render_author_text, Format.MARKDOWN, name, text) for name, text in MARKDOWN.items()),
    *((render_author_text, Format.HTML, name, text) for name, text in HTML.items()),
    *((render_comment, Format.HTML, name, text) for name, text in HTML.items()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("renderer", "source_format", "name", "text"),
    CASES,
    ids=[f"{renderer.__name__}-{form}-{name!r}" for renderer, form, name, _ in CASES],
)
def test_time_grows_with_the_markup_and_the_length_of_a_text(
    renderer: Renderer, source_format: Format, name: str, text: Text
) -> None:
    half, whole = text(SIZE), text(2 * SIZE)
    work = max(markup(whole), len(whole) / 10)
    allowed = MAX_RATIO * work * ordinary_seconds(renderer) / markup(ORDINARY_TEXT)
    assert best_of(lambda: seconds(renderer, whole, source_format), allowed) < allowed
    assert best_of(lambda: growth(renderer, half, whole, source_format), MAX_GROWTH) < MAX_GROWTH


@pytest.mark.parametrize("unit", ["![", "- a\n", "|1|2|\n", "[a](b) ", "> a\n", "<b>"])
def test_more_markup_than_is_rendered_in_time_is_refused_at_once(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    with pytest.raises(LimitExceeded) as refused:
        require_bounded_markup(text)
    assert refused.value.extensions["limit"] == "markup"


def test_the_longest_ordinary_texts_have_less_markup_than_the_bound() -> None:
    paragraph = "Bread at four, and *nobody* is up; see [the oven](/oven/) of 1910.\n\n"
    code = "    for (int i = 0; i < n; i++) { total += price[i] * count(i); }\n"
    items = "- A thing that is to be done on a Monday\n"
    table = "| Rye bread | 1,200 g | with a crust | 4.50 | yes |\n"
    for unit in (paragraph, code, items, table):
        assert markup(unit * (200_000 // len(unit))) <= MAX_MARKUP


def test_a_text_that_is_rendered_in_place_takes_little_time() -> None:
    def taken(case: tuple[Renderer, Format, str, Text]) -> float:
        renderer, form, _, text = case
        return min(seconds(renderer, text(MAX_INLINE_LENGTH), form) for _ in range(2))

    def ratio() -> float:
        # both measured now: minutes ago this machine may have been another one
        ordinary = seconds(render_author_text, ORDINARY_TEXT, Format.MARKDOWN)
        return taken(worst) / (ordinary * MAX_INLINE_LENGTH / len(ORDINARY_TEXT))

    # against ordinary text of the length from which a text goes to a process: 1.6 ms when measured
    worst = max(CASES, key=taken)
    assert best_of(ratio, MAX_INLINE_RATIO) < MAX_INLINE_RATIO


def test_footnote_references_beyond_the_limit_stay_text() -> None:
    html = render_author_text(
        "[^a]: x\n\n" + "[^a]" * (MAX_FOOTNOTE_REFERENCES + 3), Format.MARKDOWN
    ).html
    assert html.count('id="fnref:1') == MAX_FOOTNOTE_REFERENCES
    assert html.count("[^a]") == 3


def test_a_huge_colspan_writes_few_columns() -> None:
    cells = "<table>" + "<tr><td colspan=1000>a" * 100 + "</table>"
    assert len(render_author_text(cells, Format.HTML).markdown) < 5 * len(cells)


def best_of(measure: Callable[[], float], allowed: float) -> float:
    """The least of RUNS measurements; those after the first that is allowed are skipped."""
    best = measure()
    for _ in range(RUNS - 1):
        if best < allowed:
            break
        best = min(best, measure())
    return best


def growth(renderer: Renderer, half: str, whole: str, source_format: Format) -> float:
    """How many times as long the whole takes; 2 where a clock cannot tell."""
    before = seconds(renderer, half, source_format)
    return seconds(renderer, whole, source_format) / before if before > 0.002 else 2.0


@cache
def ordinary_seconds(renderer: Renderer) -> float:
    """The time for the ordinary text, measured once for each renderer."""
    return min(seconds(renderer, ORDINARY_TEXT, Format.MARKDOWN) for _ in range(RUNS))


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
