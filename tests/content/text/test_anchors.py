"""Ids within a text: links lead to their targets, and ids are safe names and unique."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.content.draft import Format
from gql.content.text.headings import add_heading_anchors
from gql.content.text.html import sanitise
from gql.content.text.rendered_text import render_author_text

FRAGMENTS = [
    '<h2 id="a">A</h2>', '<h2 id="A b">A</h2>', "<h3>a</h3>", '<p id="a">x</p>', '<a name="a">x</a>', '<a href="#a">x</a>',
    '<a href="#A%20b">x</a>', '<table id="t-1"><tr><td>1</td></tr></table>', '<a href="#t-1">x</a>', '<a id="fnref:1">x</a>',
    '<div id="ä">', '<a href="#ä">x</a>', '<a href="#%C3%A4">y</a>', "</div>", '<h2 id="a-2">B</h2>', "<h2 id=''>x</h2>",
]  # fmt: skip


def ids_and_links(html: str) -> tuple[list[str], list[str]]:
    """The ids in HTML, and the fragments that its links lead to."""
    return re.findall(r' id="([^"]*)"', html), re.findall(r' href="#([^"]*)"', html)


@pytest.mark.parametrize(
    ("target", "link", "id"),
    [
        ('<h2 id="prices">What</h2>', "prices", "prices"),
        ('<figure id="table-1"><table><tr><td>1</td></tr></table></figure>', "table-1", "table-1"),
        ('<a name="Old place"></a>', "Old place", "old-place"),
        ('<p id="größe-2">x</p>', "gr%C3%B6%C3%9Fe-2", "größe-2"),
        ('<h3 id="Über uns!">Wir</h3>', "Über uns!", "über-uns"),
        ('<li id="step_1.2">x</li>', "step_1.2", "step-1-2"),
        # a name that a script could mean: window.config would be this element
        ('<div id="config">x</div>', "config", "anchor-config"),
        ('<table id="getElementById"><tr><td>x</td></tr></table>', "getElementById", "anchor-getelementbyid"),
        ('<span id="x&quot; onclick=&quot;alert(1)">x</span>', 'x" onclick="alert(1)', "x-onclick-alert-1"),
    ],
)  # fmt: skip
def test_a_link_within_a_text_leads_to_its_target(target: str, link: str, id: str) -> None:
    escaped = link.replace('"', "&quot;")
    html = sanitise(f'<a href="#{escaped}">there</a>{target}')
    assert ids_and_links(html) == ([id], [id])
    assert sanitise(html) == html


def test_the_table_of_contents_has_the_ids_of_headings() -> None:
    source = '<h2>Prices</h2><h2 id="prices">What it costs</h2><h3 id="prices">Again</h3>'
    html, toc = add_heading_anchors(sanitise(source + '<a href="#prices">x</a>'))
    assert [entry["anchor"] for entry in toc] == ["prices-3", "prices", "prices-2"]
    assert ids_and_links(html) == (["prices-3", "prices", "prices-2"], ["prices"])


@pytest.mark.parametrize("link", ["#", "#top", "#comments", "#nowhere", "/page/#prices"])
def test_other_links_stay_as_they_are(link: str) -> None:
    assert f'href="{link}"' in sanitise(f'<h2 id="prices">x</h2><a href="{link}">x</a>')


def test_ids_that_no_link_of_the_text_leads_to_are_dropped() -> None:
    assert sanitise('<p id="more-12">x</p><div id="attachment_3">y</div>') == "<p>x</p><div>y</div>"


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=20).map("".join))
@settings(max_examples=150, deadline=None, database=None)
def test_ids_are_unique_and_sanitising_is_idempotent(source: str) -> None:
    html = render_author_text(source, Format.HTML).html
    assert sanitise(html) == html
    with_anchors, toc = add_heading_anchors(html)
    ids, _ = ids_and_links(with_anchors)
    assert len(ids) == len(set(ids))
    assert {str(entry["anchor"]) for entry in toc} <= set(ids)


def test_many_ids_of_one_name_take_no_quadratic_time() -> None:
    started = time.process_time()
    _, toc = add_heading_anchors(sanitise('<h2 id="a">x</h2><h2>x</h2>' * 8_000))
    assert len({entry["anchor"] for entry in toc}) == 16_000
    assert time.process_time() - started < 10  # a tenth of it; quadratic time would be a minute
