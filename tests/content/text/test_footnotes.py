"""Footnotes of Markdown lead to and fro, and nothing else gets an id by them."""

from __future__ import annotations

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from gql.content.draft import Format
from gql.content.text.headings import anchored
from gql.content.text.html import sanitise, sanitise_comment
from gql.content.text.rendered_text import comment_prose, prose

WRITTEN = """\
One[^a] two[^long] one again[^a], and none[^gone].

[^long]: In *two*

    paragraphs.
[^a]: A note with a [link](https://x.example/).
[^unread]: Nobody leads here.
"""
MARKS = ["[^a]", "[^b]", "[^a]: x", "[^b]: [^a] y", "\n\n", "\n", "    ", "- ", "> ", "# ", "*", "`", "|", "<b>", "<a id='fn:1'>", "</a>", "[x](#fn:1)", "word"]  # fmt: skip


def test_a_note_stands_at_the_end_and_leads_back() -> None:
    assert prose("One[^a].\n\n[^a]: *Note*", Format.MARKDOWN).html == (
        '<p>One<sup class="footnote-ref"><a href="#fn:1" id="fnref:1" rel="noopener">[1]</a></sup>.</p>\n'
        '<section class="footnotes">\n<ol>\n'
        '<li id="fn:1" class="footnote-item"><p><em>Note</em> '
        '<a href="#fnref:1" class="footnote-backref" rel="noopener">↩︎</a></p>\n</li>\n'
        "</ol>\n</section>"
    )


def test_every_link_of_a_note_leads_to_one_place() -> None:
    page = BeautifulSoup(prose(WRITTEN, Format.MARKDOWN).html, "lxml")
    ids = [element["id"] for element in page.find_all(id=True)]
    links = [link["href"] for link in page.select("a[href^='#']")]
    assert sorted(ids) == ["fn:1", "fn:2", "fnref:1", "fnref:1:1", "fnref:2"]
    assert {link.removeprefix("#") for link in links} == set(ids)
    assert len(ids) == len(set(ids))


def test_a_note_is_read_where_no_link_leads_to_it() -> None:
    written = prose(WRITTEN, Format.MARKDOWN)
    assert written.markdown == (
        "One\\[1\\] two\\[2\\] one again\\[1\\], and none\\[^gone\\].\n\n"
        "1. A note with a [link](https://x.example/).\n"
        "2. In *two*\n\n   paragraphs."
    )
    assert written.text == (
        "One[1] two[2] one again[1], and none[^gone].\n\nA note with a link.\n\nIn two\n\nparagraphs."
    )


def test_a_note_of_markdown_is_no_address_for_readers_that_know_no_notes() -> None:
    markdown = prose("x[^1]\n\n[^1]: javascript:alert(1)", Format.MARKDOWN).markdown
    assert "<a" not in MarkdownIt("commonmark").render(markdown)
    assert "<a" not in MarkdownIt("commonmark").use(footnote_plugin).render(markdown)


@pytest.mark.parametrize(
    ("written", "kept"),
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
        ('<p id="fn:1">x</p><h2 id="fn:1">y</h2>', "<p>x</p><h2>y</h2>"),
        ('<p class="footnotes footnote-x footnote-ref">x</p>', '<p class="footnotes footnote-ref">x</p>'),
    ],
)  # fmt: skip
def test_an_id_is_a_notes_or_none(written: str, kept: str) -> None:
    assert sanitise(written) == kept
    assert "id=" not in sanitise_comment(written)


@pytest.mark.parametrize("heading", ["fn:1", "fn 1", "fnref:1", "Fn:1:1"])
def test_no_heading_has_the_anchor_of_a_note(heading: str) -> None:
    html, toc = anchored(prose(f"# {heading}\n\nx[^1]\n\n[^1]: y", Format.MARKDOWN).html)
    assert ":" not in str(toc[0]["anchor"])
    assert html.count('id="fn:1"') == html.count('id="fnref:1"') == 1


def test_a_comment_has_no_notes() -> None:
    assert comment_prose("x[^1]\n\n[^1]: y", Format.MARKDOWN).text == "x[^1]\n\n[^1]: y"


@given(st.lists(st.sampled_from(MARKS), max_size=30).map("".join))
@settings(max_examples=500, deadline=None, database=None)
def test_what_is_sanitised_is_not_changed_by_doing_it_again(written: str) -> None:
    html = prose(written, Format.MARKDOWN).html
    assert sanitise(html) == html


@pytest.mark.parametrize(
    "unit", ["[^", "^[", "[^a]", "[^a", "[^a]: x\n\n", "[^b]: [^b]\n\n    ", "[^a][^b]"]
)
def test_notes_are_found_in_the_time_it_takes_to_read(unit: str) -> None:
    begun = time.process_time()
    prose("[^a]: x\n\n[^b]: y\n\nx" + unit * (20_000 // len(unit)), Format.MARKDOWN)
    assert time.process_time() - begun < 5
