"""Unbalanced markup of every sort renders, however deep and however long it is."""

from __future__ import annotations

import time

import pytest

from gql.content.draft import Format
from gql.content.text.html import sanitise
from gql.content.text.nesting import MAX_DEPTH, is_too_deep
from gql.content.text.rendered_text import RenderedText, render_author_text, render_comment

# a closing tag that closes nothing, or not what it seems to
UNITS = [
    "<b></u>", "<div></span>", "<div></p>", "<span></em></b>", "<b><div></b>", "<i><p></i>", "<div><table></div></table>",
    "<div><textarea></div></textarea>", "<div><script></div></script>", "<div><iframe></div></iframe>", "<svg><title><div>",
    "<table><div></table>", "<ul><li></ul></li><blockquote>", "<a><div></a>", "<blockquote></q>", "<section></SECTION ><div>",
    "<h1><b></h2>", "<details></summary>",
]  # fmt: skip


@pytest.mark.parametrize("render", [render_author_text, render_comment])
@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("source_format", Format)
def test_unbalanced_markup_keeps_its_text(
    render: type[RenderedText], unit: str, source_format: Format
) -> None:
    result = render(f"first {unit * 1_000} last", source_format)
    assert not is_too_deep(result.html)
    assert result.text.split()[0] == "first"
    assert "first" in result.markdown


@pytest.mark.parametrize("unit", ["<b></u>", "<div></span>", "<ul><li></ol>", "<div></p></b>"])
def test_unbalanced_markup_takes_no_quadratic_time(unit: str) -> None:
    started = time.process_time()
    sanitise(unit * (200_000 // len(unit)))
    assert time.process_time() - started < 3


def test_many_unclosed_tags_in_ordinary_text_do_not_cost_the_others() -> None:
    paragraphs = "".join(f"<p>One <b><i>two</b></i> {n}<div>three</p></div>" for n in range(200))
    assert sanitise(paragraphs).count("<b>") >= 200


@pytest.mark.parametrize(
    "tag", ['<embed src="/{}.swf">', "<img src='/{}'>", "<param>{}", "<wbr>{}"]
)
def test_elements_that_hold_nothing_do_not_nest(tag: str) -> None:
    html = sanitise("<b>before</b>" + "".join(tag.format(n) for n in range(400)))
    assert html.startswith("<b>before</b>")


def test_the_limit_of_depth_is_exact() -> None:
    deepest = "<div>" * MAX_DEPTH + "x" + "</div>" * MAX_DEPTH
    assert sanitise(deepest) == deepest
    assert sanitise(f"<div>{deepest}</div>") == "x"
