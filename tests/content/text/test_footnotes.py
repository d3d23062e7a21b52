"""Markdown footnotes link to each other, and no other ids survive sanitising."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from gql.content.draft import Format
from gql.content.text.headings import add_heading_anchors
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.rendered_text import render_author_text, render_comment

SOURCE = """\
One[^a] two[^long] one again[^a], and none[^gone].

[^long]: In *two*

    paragraphs.
[^a]: A note with a [link](https://x.example/).
[^unread]: Nobody leads here.
"""
# what property tests build texts from: footnotes in every place that Markdown has
FRAGMENTS = ["[^a]", "[^b]", "[^a]: x", "[^b]: [^a] y", "\n\n", "\n", "    ", "- ", "> ", "# ", "*", "`", "|", "<b>", "<a id='fn:1'>", "</a>", "[x](#fn:1)", "word"]  # fmt: skip


def test_a_footnote_is_at_the_end_and_links_back() -> None:
    assert render_author_text("One[^a].\n\n[^a]: *Note*", Format.MARKDOWN).html == (
        '<p>One<sup class="footnote-ref"><a href="#fn:1" id="fnref:1" rel="noopener">[1]</a></sup>.</p>\n'
        '<section class="footnotes">\n<ol>\n'
        '<li id="fn:1" class="footnote-item"><p><em>Note</em> '
        '<a href="#fnref:1" class="footnote-backref" rel="noopener">↩︎</a></p>\n</li>\n'
        "</ol>\n</section>"
    )


def test_every_footnote_link_has_exactly_one_target() -> None:
    page = BeautifulSoup(render_author_text(SOURCE, Format.MARKDOWN).html, "lxml")
    ids = [element["id"] for element in page.find_all(id=True)]
    links = [link["href"] for link in page.select("a[href^='#']")]
    # the second reference to a footnote has an id of its own, so that its backlink has a target
    assert sorted(ids) == ["fn:1", "fn:2", "fnref:1", "fnref:1:1", "fnref:2"]
    assert {link.removeprefix("#") for link in links} == set(ids)
    assert len(ids) == len(set(ids))


def test_footnotes_stay_readable_in_markdown_and_text() -> None:
    rendered = render_author_text(SOURCE, Format.MARKDOWN)
    assert rendered.markdown == (
        "One\\[1\\] two\\[2\\] one again\\[1\\], and none\\[^gone\\].\n\n"
        "1. A note with a [link](https://x.example/).\n"
        "2. In *two*\n\n   paragraphs."
    )
    assert rendered.text == (
        "One[1] two[2] one again[1], and none[^gone].\n\nA note with a link.\n\nIn two\n\nparagraphs."
    )


def test_a_footnote_is_no_link_definition_in_the_markdown_output() -> None:
    markdown = render_author_text("x[^1]\n\n[^1]: javascript:alert(1)", Format.MARKDOWN).markdown
    assert "<a" not in MarkdownIt("commonmark").render(markdown)
    assert "<a" not in MarkdownIt("commonmark").use(footnote_plugin).render(markdown)


@pytest.mark.parametrize(
    ("source", "sanitised"),
    [
        ('<li id="fn:1">x</li>', '<li id="fn:1">x</li>'),
        ('<a id="fnref:12:3">x</a>', '<a id="fnref:12:3" rel="noopener">x</a>'),
        ('<a id="fn">x</a>', '<a rel="noopener">x</a>'),
        ('<a id="fn:">x</a>', '<a rel="noopener">x</a>'),
        ('<a id="fn:\u0661">x</a>', '<a rel="noopener">x</a>'),
        ('<a id="fn:1 ">x</a>', '<a rel="noopener">x</a>'),
        ('<a id="fn:1\n">x</a>', '<a rel="noopener">x</a>'),
        ('<a id="location" name="fn:1">x</a>', '<a rel="noopener">x</a>'),
        ('<li id="getElementById">x</li>', "<li>x</li>"),
        ('<p id="fn:1">x</p><h2 id="fn:1">y</h2>', '<p>x</p><h2 id="fn-1">y</h2>'),
        ('<p class="footnotes footnote-x footnote-ref">x</p>', '<p class="footnotes footnote-ref">x</p>'),
    ],
)  # fmt: skip
def test_ids_are_of_footnotes_or_of_headings(source: str, sanitised: str) -> None:
    assert sanitise(source) == sanitised
    assert "id=" not in sanitise_comment(source)


@pytest.mark.parametrize("heading", ["fn:1", "fn 1", "fnref:1", "Fn:1:1"])
def test_no_heading_has_the_anchor_of_a_footnote(heading: str) -> None:
    html, toc = add_heading_anchors(
        render_author_text(f"# {heading}\n\nx[^1]\n\n[^1]: y", Format.MARKDOWN).html
    )
    assert ":" not in str(toc[0]["anchor"])
    assert html.count('id="fn:1"') == html.count('id="fnref:1"') == 1


def test_comments_have_no_footnotes() -> None:
    assert render_comment("x[^1]\n\n[^1]: y", Format.MARKDOWN).text == "x[^1]\n\n[^1]: y"


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join))
@settings(max_examples=500, deadline=None, database=None)
def test_sanitising_is_idempotent(source: str) -> None:
    html = render_author_text(source, Format.MARKDOWN).html
    assert sanitise(html) == html


@pytest.mark.parametrize(
    "unit", ["[^", "^[", "[^a]", "[^a", "[^a]: x\n\n", "[^b]: [^b]\n\n    ", "[^a][^b]"]
)
def test_footnotes_take_no_quadratic_time(unit: str) -> None:
    started = time.process_time()
    render_author_text("[^a]: x\n\n[^b]: y\n\nx" + unit * (20_000 // len(unit)), Format.MARKDOWN)
    assert time.process_time() - started < 5
